"""Say what one person does on one day."""

from datetime import date
from typing import Any

from django.db import transaction

from aftercare.core.errors import Refused, settled_by
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import access_planned
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import book_of
from aftercare.shifts.rules import PatternBook
from aftercare.shifts.terms import Absence
from aftercare.shifts.writing import Wish, write_cells
from aftercare.shops.access import Person


def set_cell(*, shop_id: int, cell: tuple[int, date], wish: Wish, seen_version: int, person: Person) -> Assignment:
    """Put a shift, a leave or nothing into the cell (staff id, day) of that shop (P3). `seen_version` is what the
    planner had on screen, 0 for a cell that was never filled: of two at once the second is told. Who wishes what stands
    there already gets it. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        book = book_of(shop)
        staff_id, day = cell
        row = Assignment.objects.filter(shop=shop, staff_id=staff_id, day=day).select_related("set_by").first()
        held = Wish(row.code, row.absence, row.note) if row else Wish()
        if (row.version if row else 0) != seen_version and held != wish:
            who = row.set_by.name if row and row.set_by else _("Somebody")
            raise Refused(settled_by("version_changed", who, _words(held, day, book)))
        changed = write_cells(shop, {cell: wish}, book, person, now())
    if changed:
        return changed[0]
    return row or Assignment(shop=shop, staff_id=staff_id, day=day, version=0)


def _words(held: Wish, day: date, book: PatternBook) -> Any:
    """What a cell holds, for a planner."""
    if held.absence:
        return Absence(held.absence).label
    return book.name_of(held.code, day) if held.code else _("Rest")
