"""The supervisor's live board: who is there with how many, how long buyers wait, what ran out (S2, S13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftercare.accounts.terms import Role
from aftercare.chat.board import Agent, agents_of, breaches_of, figures_of
from aftercare.chat.models import Wait
from aftercare.chat.queues import Filters, Row, View, list_conversations
from aftercare.chat.terms import DutyState, Stage, Topic
from aftercare.shops.access import Person
from aftercare.web.fragments import answer
from aftercare.web.pieces.marks import Tone
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shell.choices import chosen_shop_ids
from aftercare.web.talks.countdown import Urgency, countdown, length, span, urgency
from aftercare.web.talks.words import TOPICS, guest_name

LEADERS: Final = frozenset({Role.SUPERVISOR})
SHOWN: Final = 20  # rows of a part; the lists of the workbench hold the rest
STATES: Final = {"on": Tone.DONE, "away": Tone.SOON, "off": Tone.OTHERS, "gone": Tone.LATE}


@dataclass(frozen=True)
class AgentRow:
    """One person of the board."""

    pk: int
    name: str
    state: str
    tone: str
    until: str
    load: int
    capacity: int
    is_full: bool
    waiting: int
    oldest: int
    oldest_text: str
    answers: int
    average: str


@dataclass(frozen=True)
class TalkRow:
    """A conversation that waits, or whose answer came too late."""

    key: int
    talk: int
    name: str
    topic: str
    shop: str
    agent_id: int | None
    agent: str
    since: int
    due: int
    text: str
    urgency: str
    at: datetime
    is_open: bool


class BoardContext:
    """Three parts and the figures, each bounded."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime) -> None:
        self.person, self.at = person, at
        self.shop_ids = frozenset(pk for pk in shop_ids if person.has(pk, *LEADERS))

    @cached_property
    def agents(self) -> list[AgentRow]:
        return [self._agent(one) for one in agents_of(self.person, self.shop_ids, self.at)]

    @cached_property
    def _all_waiting(self) -> list[Row]:
        found = list_conversations(self.person, self.shop_ids, View.TEAM, Filters(), self.at)
        return [row for row in found.rows if row.waiting_since is not None]

    @cached_property
    def waiting(self) -> list[TalkRow]:
        """Buyers who wait for an answer, the longest first, so many as one looks at."""
        return [self._waits(row) for row in self._all_waiting[:SHOWN]]

    @property
    def has_more(self) -> bool:
        return len(self._all_waiting) > SHOWN

    @cached_property
    def breaches(self) -> list[TalkRow]:
        return [self._breach(wait) for wait in breaches_of(self.shop_ids, self.at)[:SHOWN]]

    @property
    def figures(self) -> list[tuple[str, str, str]]:
        """(code, label, number) of the last 24 hours, and of now."""
        found = figures_of(self.person, self.shop_ids, self.at)
        share = f"{100 * found.in_time // found.waits}%" if found.waits else "–"
        longest = span((self.at - found.longest).total_seconds()) if found.longest else "–"
        on_duty = sum(one.state == _label(DutyState.ON) for one in self.agents)
        return [
            ("queued", pgettext("board", "Wait for an agent"), str(found.queued)),
            ("longest", _("Longest wait now"), longest),
            ("on", _("On duty"), str(on_duty)),
            ("in_time", _("Answered in time"), share),
            ("first", _("First answer, average"), length(found.first)),
            ("average", _("All answers, average"), length(found.average)),
            ("breaches", _("Too late"), str(found.breaches)),
        ]

    @property
    def has_shops(self) -> bool:
        return len(self.shop_ids) > 1

    def _agent(self, one: Agent) -> AgentRow:
        return AgentRow(
            pk=one.staff_id,
            name=one.name,
            state=_label(one.state),
            tone=STATES.get(one.state, Tone.OTHERS).value,
            until=self._until(one),
            load=one.load,
            capacity=one.capacity,
            is_full=one.load >= one.capacity > 0,
            waiting=one.waiting,
            oldest=_epoch(one.oldest),
            oldest_text=span((self.at - one.oldest).total_seconds()) if one.oldest else "",
            answers=one.answers,
            average=length(one.average),
        )

    def _until(self, one: Agent) -> str:
        if one.back_at is None:
            return ""
        left = max((one.back_at - self.at) // timedelta(minutes=1), 0)
        return _("%(reason)s, back in %(minutes)s min") % {"reason": one.reason, "minutes": left}

    def _waits(self, row: Row) -> TalkRow:
        since, due = row.waiting_since or self.at, row.due_at or self.at
        return TalkRow(
            key=row.pk,
            talk=row.pk,
            name=guest_name(row.buyer, row.visitor_id),
            topic=str(TOPICS[Topic(row.topic)]),
            shop=row.shop if self.has_shops else "",
            agent_id=row.agent_id,
            agent=row.agent,
            since=_epoch(since),
            due=_epoch(due),
            text=countdown(due, self.at),
            urgency=urgency(since, due, self.at).value,
            at=since,
            is_open=True,
        )

    def _breach(self, wait: Wait) -> TalkRow:
        talk = wait.conversation
        took = (wait.ended_at or self.at) - wait.since
        return TalkRow(
            key=wait.pk,
            talk=talk.pk,
            name=guest_name(talk.visitor.name, talk.visitor_id),
            topic=str(TOPICS[Topic(talk.topic)]),
            shop=wait.shop.name if self.has_shops else "",
            agent_id=talk.agent_id,
            agent=wait.agent.name if wait.agent else "",
            since=_epoch(wait.since) if wait.ended_at is None else 0,
            due=0,
            text=length(took),
            urgency=Urgency.LATE.value if wait.ended_at is None else Urgency.CALM.value,
            at=wait.since,
            is_open=talk.stage != Stage.CLOSED,
        )


def _label(state: Any) -> str:
    return _("Screen gone") if state == "gone" else str(DutyState(state).label)


def _epoch(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0


@page(roles=LEADERS)
def board(request: PageRequest) -> HttpResponse:
    """The board; htmx asks for its numbers every few seconds."""
    context = BoardContext(request.person, chosen_shop_ids(request), page_time(request))
    return answer(request, "talks/board.html", "talks/_board.html", {"board": context})
