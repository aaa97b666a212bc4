"""The playbook and the contact plan of a case as its page prints them (C14, R8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import ngettext

from aftercare.cases.around import Around
from aftercare.cases.contact_plan import (
    STAGES,
    Appointment,
    Next,
    Talk,
    appointment_of,
    next_contact,
    stage_now,
)
from aftercare.cases.playbooks.spec import Playbook
from aftercare.cases.playbooks.table import Goods, Signs, playbook_of, siblings_of
from aftercare.cases.queries import Standing
from aftercare.cases.remedies.terms import Cause
from aftercare.cases.scripts import GUIDES, TO_DO, Prep, Speaker, greeting_at, scripts_of, shortened
from aftercare.cases.terms import Channel, Reason

CONTACT = "contact"
REVIEWED = "review_text"  # kinds that ask for it when they are opened are about a review
ICONS = {
    Channel.CHAT: "message-square",
    Channel.PHONE: "phone",
    Channel.SMS: "message-square-text",
    Channel.INCOMING: "inbox",
}


@dataclass(frozen=True)
class StageView:
    """One of the five stages of the talk."""

    label: Any
    state: Literal["past", "here", "ahead"]
    aim: Any
    scripts: tuple[str, ...]


@dataclass(frozen=True)
class PrepView:
    """One thing to know before the talk: what the case knows of it, else where to find it."""

    label: Any
    known: str
    to_do: Any


class PlaybookCard:
    """All of it; asks the database for nothing."""

    def __init__(self, standing: Standing, around: Around, agent: str) -> None:
        self._standing, self._case, self._around = standing, standing.case, around
        self._agent, self._facts = agent, standing.attempt.facts

    @property
    def is_shown(self) -> bool:
        """Open cases of kinds in which contacts are recorded."""
        return self._case.closed_at is None and self._standing.flow.move(CONTACT) is not None

    # the playbook
    @cached_property
    def playbook(self) -> Playbook:
        order = self._case.order
        goods = Goods.of(
            paid=order.paid_at is not None or bool(order.paid),
            sent=order.dispatched_at is not None,
            completed=order.completed_at is not None,
        )
        cause = str(self._case.details.get("cause") or "")
        return playbook_of(Signs(self._case.flow, self._case.reason, cause, goods))

    @property
    def family(self) -> Any:
        return self.playbook.family.label

    @property
    def siblings(self) -> tuple[Playbook, ...]:
        return siblings_of(self.playbook)

    # the next contact
    @cached_property
    def _talk(self) -> Talk:
        facts = self._facts
        return Talk(self._around.talks, facts.contacts.today, facts.limits, facts.at, facts.timezone)

    @cached_property
    def next(self) -> Next:
        return next_contact(self._talk)

    @property
    def channel(self) -> Any:
        return self.next.channel.label if self.next.channel else ""

    @property
    def icon(self) -> str:
        return ICONS[self.next.channel] if self.next.channel else "circle-check"

    @cached_property
    def appointment(self) -> Appointment | None:
        return appointment_of(self._talk)

    @property
    def refusal(self) -> Any:
        """Why no contact can be recorded now; None when one can."""
        return self._standing.refusal(CONTACT)

    @property
    def form_url(self) -> str:
        return reverse("case_move", args=[self._case.number, CONTACT])

    # what is prepared, and what is said
    @property
    def preparations(self) -> list[PrepView]:
        about = Prep.REVIEW if self._is_review else Prep.WORDS
        talks = self._facts.contacts.count
        recorded = ngettext("%(count)s contact in this case", "%(count)s contacts in this case", talks)
        known = {
            about: shortened(self._words),
            Prep.ITEM: shortened(", ".join(line.title for line in self._facts.lines)),
            Prep.CHAT: recorded % {"count": talks} if talks else "",
            Prep.CAUSE: str(self._cause),
        }
        return [PrepView(prep.label, text, TO_DO[prep]) for prep, text in known.items()]

    @property
    def stages(self) -> Iterator[StageView]:
        here = stage_now(self._talk)
        speaker = Speaker(self._agent, self._case.shop.name, self._words)
        greeting = greeting_at(self.next.begins or self._facts.at, self._facts.timezone)
        for index, stage in enumerate(STAGES):
            state: Literal["past", "here", "ahead"] = "here" if index == here else "past" if index < here else "ahead"
            scripts = scripts_of(stage, speaker, self.next.channel, greeting)
            yield StageView(stage.label, state, GUIDES[stage].aim, scripts)

    @property
    def _is_review(self) -> bool:
        return REVIEWED in self._standing.flow.opening

    @cached_property
    def _words(self) -> str:
        """The buyer's: the text of the review, else of the application."""
        if not self._is_review:
            return self._case.description
        return next((note.text for note in reversed(self._around.notes) if note.name == REVIEWED), "")

    @property
    def _cause(self) -> Any:
        """As the shop found it; the reason of a review case is what was found (A 任务二 三1)."""
        found = self._case.details.get("cause")
        if found:
            return Cause(found).label
        if self._is_review and self._case.reason != Reason.OTHER:
            return Reason(self._case.reason).label
        return ""
