"""Say what one person does on one day."""

from datetime import date

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import access_planned
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import book_of
from aftercare.shifts.writing import Wish, write_cells
from aftercare.shops.access import Person

CHANGED = Refusal("version_changed", _("%(name)s has changed this day meanwhile. Look at it again; nothing was saved."))


def set_cell(*, shop_id: int, cell: tuple[int, date], wish: Wish, seen_version: int, person: Person) -> Assignment:
    """Put a shift, a leave or nothing into the cell (staff id, day) of that shop (P3). `seen_version` is what the
    planner had on screen, 0 for a cell that was never filled: of two at once the second is told. Who wishes what stands
    there already gets it. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        staff_id, day = cell
        row = Assignment.objects.filter(shop=shop, staff_id=staff_id, day=day).select_related("set_by").first()
        held = Wish(row.code, row.absence, row.note) if row else Wish()
        if (row.version if row else 0) != seen_version and held != wish:
            name = row.set_by.name if row and row.set_by else ""
            raise Refused(Refusal(CHANGED.code, CHANGED.sentence, {"name": name}))
        changed = write_cells(shop, {cell: wish}, book_of(shop), person, now())
    if changed:
        return changed[0]
    return row or Assignment(shop=shop, staff_id=staff_id, day=day, version=0)
