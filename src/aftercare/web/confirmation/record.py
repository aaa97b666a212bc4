"""One order before it leaves: all that its page prints."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.chat.reach import names_of
from aftercare.confirmation.access import access_confirmation
from aftercare.confirmation.actions.confirm_order import MOST_WORDS
from aftercare.confirmation.actions.write_note import MOST_TEXT
from aftercare.confirmation.composing import text_for, visitor_of
from aftercare.confirmation.models import Correction
from aftercare.confirmation.queries import corrections_of, course_of, notes_of
from aftercare.confirmation.terms import OPEN, Field, Level, Reader, State, Way
from aftercare.customers.contacts import standings
from aftercare.customers.terms import ContactPurpose
from aftercare.orders.queries import LineMoney, lines_with_money
from aftercare.shops.access import Person
from aftercare.web.audit.kinds import kind_of
from aftercare.web.confirmation.words import NoteView, Oddity, note_views, oddities, state_mark
from aftercare.web.personal.masks import MaskedField, masked_fields
from aftercare.web.pieces.clock import Clock
from aftercare.web.pieces.parts import TimelineEntry

ELSEWHERE = (Way.PLATFORM, Way.SMS, Way.PHONE)


class CheckContext:
    """Everything that the page prints; the receiver's data is masked."""

    fields = tuple(Field)
    readers = tuple(Reader)
    ways = ELSEWHERE
    words_most = MOST_WORDS
    note_most = MOST_TEXT

    def __init__(self, person: Person, pk: int, at: datetime) -> None:
        self.person, self.at = person, at
        self.row = access_confirmation(person, pk)
        self.order = self.row.order
        self.client_id = str(uuid4())

    @property
    def act_url(self) -> str:
        return reverse("confirmation_act", args=[self.row.pk])

    @property
    def state(self) -> Any:
        return state_mark(self.row)

    @property
    def is_open(self) -> bool:
        return self.row.state in OPEN

    @property
    def clock(self) -> Clock | None:
        return Clock(self.row.since, self.row.due_at) if self.row.state == State.WAITING else None

    @property
    def oddities(self) -> list[Oddity]:
        return oddities(self.row)

    @property
    def must_be_cleared(self) -> bool:
        """Confirming needs what the buyer said."""
        return self.row.level == Level.STOP

    @cached_property
    def _visitor(self) -> Any:
        return visitor_of(self.order)

    @cached_property
    def contact_refusal(self) -> str:
        """Why the buyer may not be contacted now, '' when they may."""
        names = names_of(self._visitor, self.order.customer_id) or (f"order:{self.order.pk}",)
        (standing,) = standings([(self.row.shop, names)], self.at)
        return str(standing.refusal(ContactPurpose.ORDER) or "")

    @property
    def send_refusal(self) -> str:
        """Why it cannot go into the chat."""
        if self.contact_refusal:
            return self.contact_refusal
        return "" if self._visitor else _("This buyer has no chat with us: copy the message and mark it as sent.")

    @property
    def text(self) -> str:
        """The message as a page may show it."""
        return text_for(self.row, masked=True)

    @property
    def is_masked(self) -> bool:
        """Whether there is more to disclose."""
        return bool(self.order.receiver_address)

    @property
    def talk_url(self) -> str:
        return reverse("talk", args=[self.row.conversation_id]) if self.row.conversation_id else ""

    @property
    def personal(self) -> list[MaskedField]:
        return masked_fields(self.person, self.order, self.at)

    @cached_property
    def lines(self) -> Sequence[LineMoney]:
        return lines_with_money(self.order)

    @cached_property
    def notes(self) -> list[NoteView]:
        return note_views(notes_of(self.person, [self.order.pk])[self.order.pk])

    @property
    def may_note(self) -> bool:
        return self.order.dispatched_at is None

    @property
    def corrections(self) -> Sequence[Correction]:
        return corrections_of(self.row)

    @property
    def course(self) -> list[TimelineEntry]:
        entries = []
        for event, name in course_of(self.row):
            kind = kind_of(event.kind)
            entries.append(TimelineEntry(kind.label, event.at, kind.icon, kind.tone, name or _("by itself")))
        return entries
