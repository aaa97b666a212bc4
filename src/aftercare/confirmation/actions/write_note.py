"""Notes for warehouse and courier, by hand (O3)."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from aftercare.confirmation.access import access_confirmation, access_note
from aftercare.confirmation.acting import note
from aftercare.confirmation.models import OrderNote
from aftercare.confirmation.rules import CHANGED
from aftercare.confirmation.terms import Reader, Source
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.models import Order
from aftercare.shops.access import Person

MOST_TEXT: Final = 200
MOST_NOTES: Final = 20  # more does not fit on a slip
LEFT: Final = Refusal("note.left", _("The order has left already: a note on it reaches nobody."))
ENOUGH: Final = Refusal("note.enough", _("This order has as many notes as fit on a slip. Take one off first."))


@dataclass(frozen=True)
class Wording:
    """For whom, and what."""

    reader: Reader
    text: str


def add_note(*, confirmation_id: int, wording: Wording, person: Person) -> OrderNote:
    """A note of the person's own. Raises NotFound, InvalidInput `text`, Refused when the order has left."""
    text = _checked(wording.text)
    with transaction.atomic():
        row = access_confirmation(person, confirmation_id, lock=True)
        _check_here(row.order)
        if OrderNote.objects.filter(order_id=row.order_id, removed_at=None).count() >= MOST_NOTES:
            raise Refused(ENOUGH)
        at = now()
        made = OrderNote.objects.create(
            order_id=row.order_id,
            shop_id=row.shop_id,
            reader=wording.reader,
            text=text,
            source=Source.PERSON,
            made_at=at,
            made_by_id=person.staff_id,
            changed_at=at,
            changed_by_id=person.staff_id,
        )
        note(row.order_id, row.shop_id, "confirmation.note_added", person, at, note=made.pk)
    return made


def change_note(*, note_id: int, version: int, wording: Wording, person: Person) -> OrderNote:
    """Other words, or another reader; from now on the order's own words leave it alone. Raises as `add_note`."""
    text = _checked(wording.text)
    with transaction.atomic():
        row = _open(note_id, version, person)
        row.text, row.reader = text, wording.reader
        _save(row, "confirmation.note_changed", person)
    return row


def remove_note(*, note_id: int, version: int, person: Person) -> OrderNote:
    """Take it off; the row stays. Raises NotFound, Refused."""
    with transaction.atomic():
        row = _open(note_id, version, person)
        row.removed_at = now()
        _save(row, "confirmation.note_removed", person)
    return row


def _open(note_id: int, version: int, person: Person) -> OrderNote:
    row = access_note(person, note_id)
    _check_here(row.order)
    if row.version != version:
        raise Refused(CHANGED)
    return row


def _save(row: OrderNote, kind: str, person: Person) -> None:
    at = now()
    row.changed_at, row.changed_by_id = at, person.staff_id
    row.version += 1
    row.save()
    note(row.order_id, row.shop_id, kind, person, at, note=row.pk)


def _check_here(order: Order) -> None:
    if order.dispatched_at is not None:
        raise Refused(LEFT)


def _checked(text: str) -> str:
    text = clean(text)
    if not text or len(text) > MOST_TEXT:
        raise InvalidInput({"text": _("Write the note, in at most %(most)s characters.") % {"most": MOST_TEXT}})
    return text
