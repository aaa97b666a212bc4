"""Write cells of a roster whose shop is locked: the one place that counts versions and names hours. Called by actions
only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shifts.access import rostered
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import Cell
from aftercare.shifts.rules import PatternBook, span_of
from aftercare.shifts.terms import NOTE_MOST, Absence
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

BACK, AHEAD = timedelta(days=62), timedelta(days=400)
MOST_CELLS: Final = 10_000  # written at once


@dataclass(frozen=True)
class Wish:
    """What a cell is to hold: a shift, a leave with its reason, or neither: a day of rest."""

    code: str = ""
    absence: str = ""
    note: str = ""


def checked(wish: Wish, day: date, book: PatternBook) -> Wish:
    """The wish with a tidy note. Raises InvalidInput on a shift that is not worked on that day, or a leave without a
    known kind."""
    note = clean(wish.note)
    if len(note) > NOTE_MOST:
        raise InvalidInput({"note": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    if wish.code and (wish.absence or book.find(wish.code, day) is None):
        raise InvalidInput({"code": _("This shift is not worked on that day.")})
    if wish.absence and wish.absence not in Absence.values:
        raise InvalidInput({"absence": _("Choose what kind of leave it is.")})
    if wish.absence == Absence.OTHER and not note:
        raise InvalidInput({"note": _("Say why in a few words.")})
    return Wish(wish.code, wish.absence, note if wish.absence else "")


def check_day(day: date, today: date) -> None:
    """Raises InvalidInput on a day that is too far away."""
    if not today - BACK <= day <= today + AHEAD:
        raise InvalidInput({"day": _("Choose a day between two months back and a year ahead.")})


def write_cells(
    shop: Shop, wishes: Mapping[Cell, Wish], book: PatternBook, person: Person, at: datetime
) -> list[Assignment]:
    """Make the cells hold what is wished, and tell of those that change; unchanged ones keep their version. Raises
    InvalidInput on somebody who does not work in shifts there, and on what `checked` refuses. Four queries."""
    zone = ZoneInfo(shop.timezone)
    today = at.astimezone(zone).date()
    if len(wishes) > MOST_CELLS:
        raise InvalidInput({"day": _("That is too much at once: choose fewer days.")})
    for day in {day for _staff, day in wishes}:
        check_day(day, today)
    staff_ids = {staff_id for staff_id, _day in wishes}
    if staff_ids - set(rostered(shop.pk).filter(staff_id__in=staff_ids).values_list("staff_id", flat=True)):
        raise InvalidInput({"staff": _("Choose somebody who works in shifts in this shop.")})
    days = {day for _staff, day in wishes}
    rows = Assignment.objects.filter(shop=shop, staff_id__in=staff_ids, day__in=days)
    held = {(row.staff_id, row.day): row for row in rows}
    changed, told = [], []
    for cell, wanted in wishes.items():
        wish = checked(wanted, cell[1], book)
        row = held.get(cell) or Assignment(shop=shop, staff_id=cell[0], day=cell[1], version=0)
        if Wish(row.code, row.absence, row.note) == wish:
            continue
        told.append([cell[0], cell[1].isoformat(), _said(row.code, row.absence), _said(wish.code, wish.absence)])
        _put(row, wish, book, zone)
        row.set_by_id = person.staff_id
        changed.append(row)
    _save(changed)
    if told:
        tell(shop, "roster.changed", person, at, cells=told)
    return changed


def tell(shop: Shop, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change; why somebody is on leave is no part of it."""
    record(kind=kind, subject=("shop", shop.pk), shop_id=shop.pk, actor_id=person.staff_id, at=at, data=data)


def _put(row: Assignment, wish: Wish, book: PatternBook, zone: ZoneInfo) -> None:
    pattern = book.find(wish.code, row.day) if wish.code else None
    row.code, row.absence, row.note = wish.code, wish.absence, wish.note
    row.starts_at, row.ends_at = span_of(pattern, row.day, zone) if pattern else (None, None)
    row.version += 1


def _save(rows: list[Assignment]) -> None:
    Assignment.objects.bulk_create([row for row in rows if row.pk is None])
    known = [row for row in rows if row.pk is not None and row.version > 1]
    if known:
        columns = ["code", "absence", "note", "starts_at", "ends_at", "version", "set_by"]
        Assignment.objects.bulk_update(known, columns, batch_size=500)


def _said(code: str, absence: str) -> str:
    return code or ("leave" if absence else "")
