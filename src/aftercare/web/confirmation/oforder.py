"""What the page of an order says of its check: state, what is odd, notes for who sends it (O2, O3)."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from aftercare.confirmation.access import WORKERS
from aftercare.confirmation.queries import check_of_order, notes_of
from aftercare.shops.access import Person
from aftercare.web.confirmation.words import NoteView, note_views, oddity_marks, state_mark


class OrderCheck:
    """Two queries. The warehouse reads the notes; whoever confirms orders also gets the way there."""

    def __init__(self, person: Person, order_id: int) -> None:
        self.person, self.order_id = person, order_id
        self.row = check_of_order(person, order_id)

    @cached_property
    def notes(self) -> list[NoteView]:
        return note_views(notes_of(self.person, [self.order_id])[self.order_id])

    @property
    def is_shown(self) -> bool:
        return self.row is not None or bool(self.notes)

    @property
    def state(self) -> Any:
        return state_mark(self.row) if self.row else ""

    @property
    def marks(self) -> Any:
        return oddity_marks(self.row) if self.row else ""

    @property
    def address(self) -> str:
        """The page of the check, '' for whoever does not work on it."""
        if self.row is None or not self.person.has(self.row.shop_id, *WORKERS):
            return ""
        return reverse("confirmation_order", args=[self.row.pk])
