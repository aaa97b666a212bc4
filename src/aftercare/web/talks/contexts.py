"""The page of the workbench and one opened conversation: all that templates and scripts of it need."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftercare.accounts.terms import Role
from aftercare.chat.access import ANSWERERS, access_conversation
from aftercare.chat.actions.set_duty import MOST_MINUTES, REASON_MOST
from aftercare.chat.admission import shut_out
from aftercare.chat.models import Duty
from aftercare.chat.queries import messages_before
from aftercare.chat.reads import draft_of, duty_now, is_watched, open_now, own_conversations_of
from aftercare.chat.routing import GIVEN
from aftercare.chat.states import staff_state
from aftercare.chat.terms import DutyState, Stage, Topic
from aftercare.chat.writing import TEXT_MOST
from aftercare.shops.access import Person, visible_shops
from aftercare.web.talks.asking import Asked
from aftercare.web.talks.frames import shown_to_staff
from aftercare.web.talks.rows import ListContext
from aftercare.web.talks.words import TOPICS, guest_name, screen_words

NOTE_MARK = "/note "  # begins a kept draft that is a note, so that it does not come back as a reply


class DutyContext:
    """Whether the person takes conversations, and what going off duty does to those they have."""

    most_minutes, most_reason = MOST_MINUTES, REASON_MOST

    def __init__(self, person: Person, at: datetime) -> None:
        self.person, self.at = person, at

    @cached_property
    def duty(self) -> Duty | None:
        return duty_now(self.person)

    @cached_property
    def load(self) -> int:
        return open_now(self.person)

    @property
    def may_answer(self) -> bool:
        return bool(self.person.all_roles & ANSWERERS)

    @property
    def state(self) -> str:
        return self.duty.state if self.duty else DutyState.OFF.value

    @property
    def label(self) -> str:
        return str(DutyState(self.state).label)


class TalkContext:
    """One conversation, opened: its newest messages, its state, the person's draft."""

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.talk = access_conversation(person, pk)
        self.pk = self.talk.pk
        self.may_answer = person.has(self.talk.shop_id, *ANSWERERS)
        self.name = guest_name(self.talk.visitor.name, self.talk.visitor_id)
        self.topic = _("Practice") if self.talk.is_simulated else str(TOPICS[Topic(self.talk.topic)])

    @property
    def is_open(self) -> bool:
        return self.talk.stage != Stage.CLOSED

    @property
    def panel_url(self) -> str:
        """'' while no side panel is built in."""
        return _address("talk_panel", self.pk)

    @property
    def rules_url(self) -> str:
        """Where the browser gets the rules of the reply check."""
        address = _address("reply_rules_wire")
        return f"{address}?shop={self.talk.shop.slug}" if address else ""

    @cached_property
    def data(self) -> dict[str, Any]:
        """What the scripts begin with."""
        talk = self.talk
        found = messages_before(talk, None)
        kept = draft_of(talk, self.person) if self.may_answer else ""
        return {
            "id": self.pk,
            "shop": talk.shop_id,
            "shopName": talk.shop.name,
            "buyer": self.name,
            "buyerName": talk.visitor.name,
            "topic": talk.topic,
            "openedAt": talk.opened_at.isoformat(),
            "state": staff_state(talk),
            "messages": [shown_to_staff(self.pk, message) for message in found.messages],
            "last": talk.last_seq,
            "more": found.more,
            "draft": kept.removeprefix(NOTE_MARK),
            "draftIsNote": kept.startswith(NOTE_MARK),
            "watched": is_watched(talk, self.person),
            "mayAnswer": self.may_answer,
            "textMost": TEXT_MOST,
        }


class WorkbenchContext:
    """The whole page."""

    def __init__(self, person: Person, shop_ids: frozenset[int], asked: Asked, at: datetime) -> None:
        self.person, self.asked, self.at = person, asked, at
        self.list = ListContext(person, shop_ids, asked, at)
        self.duty = DutyContext(person, at)
        self.talk: TalkContext | None = None

    def opened(self, pk: int) -> "WorkbenchContext":
        """With this conversation. Raises NotFound."""
        self.talk = TalkContext(self.person, pk, self.at)
        return self

    @cached_property
    def shut_out(self) -> str:
        """Names of shops that give the person no buyers before they have passed; '' for none (K3)."""
        own = [pk for pk in self.list.shop_ids if self.person.has(pk, *GIVEN)]
        shops = visible_shops(self.person).filter(pk__in=own, is_active=True).order_by("name", "pk") if own else ()
        return ", ".join(shop.name for shop in shut_out(self.person, shops, self.at))

    @property
    def may_lead(self) -> bool:
        return Role.SUPERVISOR in self.person.all_roles

    @property
    def words(self) -> dict[str, Any]:
        return screen_words()

    @cached_property
    def data(self) -> dict[str, Any]:
        """Who looks, who the colleagues are, which conversations are one's own."""
        own = own_conversations_of(self.person)
        return {
            "me": self.person.staff_id,
            "myName": self.person.name,
            "zone": str(timezone.get_current_timezone()),
            "view": self.asked.view.value,
            "noteMark": NOTE_MARK,
            "colleagues": [
                {"id": one.pk, "name": one.name, "login": one.login, "shops": one.shops} for one in self.list.colleagues
            ],
            "mine": [
                {"id": one.pk, "since": _epoch(one.since), "due": _epoch(one.due), "unread": one.unread} for one in own
            ],
        }


def _address(name: str, *arguments: object) -> str:
    """'' for a page that is not there."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def _epoch(at: datetime | None) -> int:
    return int(at.timestamp()) if at else 0
