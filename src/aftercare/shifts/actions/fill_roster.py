"""Fill many cells at once: a week as another one, a rotation, a month out of a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from aftercare.core.errors import InvalidInput
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import access_planned, rostered
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import Cell, book_of
from aftercare.shifts.rules import LONGEST_ROTATION, days_from, monday_of, rotation, shifted_week
from aftercare.shifts.writing import Wish, write_cells
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

WEEK = 7
MOST_DAYS = 92  # of one rotation


@dataclass(frozen=True)
class Rotation:
    """Who takes turns in which cycle of shifts ('' is a day of rest), from which day for how many days. With
    `shift_by` each next person begins so many days later in the cycle. `overwrite`: also cells that hold something."""

    staff_ids: tuple[int, ...]
    cycle: tuple[str, ...]
    first: date
    count: int
    shift_by: int = 0
    overwrite: bool = False


def copy_week(*, shop_id: int, into: date, person: Person) -> int:
    """The shifts of the week before into the week of that day; cells that hold something stay as they are, and a leave
    is not copied (P3). Returns how many cells were filled. Raises NotFound, Refused."""
    monday = monday_of(into)
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        book = book_of(shop)
        before = Assignment.objects.filter(shop=shop, staff__in=rostered(shop.pk).values("staff_id")).exclude(code="")
        rows = before.filter(day__in=days_from(monday_of(date.fromordinal(monday.toordinal() - WEEK)), WEEK))
        cells = {(row.staff_id, row.day): row.code for row in rows.defer("note")}
        wanted = shifted_week(cells, WEEK)
        wishes = {cell: Wish(code) for cell, code in wanted.items() if book.find(code, cell[1]) is not None}
        return _fill(shop, wishes, person, overwrite=False)


def rotate(*, shop_id: int, plan: Rotation, person: Person) -> int:
    """Fill the roster by a cycle that repeats (P3); returns how many cells changed. Raises NotFound, Refused, and
    InvalidInput (`staff`, `cycle`, `count`)."""
    problems: dict[str, Any] = {}
    if not plan.staff_ids:
        problems["staff"] = _("Choose at least one person.")
    if not 1 <= len(plan.cycle) <= LONGEST_ROTATION:
        problems["cycle"] = _("Write between 1 and %(most)s days.") % {"most": LONGEST_ROTATION}
    if not 1 <= plan.count <= MOST_DAYS:
        problems["count"] = _("Between 1 and %(most)s days.") % {"most": MOST_DAYS}
    if problems:
        raise InvalidInput(problems)
    days = days_from(plan.first, plan.count)
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        cells = rotation(plan.staff_ids, plan.cycle, days, plan.shift_by)
        return _fill(shop, {(pk, day): Wish(code) for pk, day, code in cells}, person, overwrite=plan.overwrite)


def take_in(*, shop_id: int, wishes: Mapping[Cell, Wish], person: Person) -> int:
    """What a file says of these cells, all of it or nothing; a leave that stands there with the same kind keeps its
    note. Returns how many changed. Raises NotFound, Refused, InvalidInput."""
    with transaction.atomic():
        shop = access_planned(person, shop_id)
        return _fill(shop, wishes, person, overwrite=True)


def _fill(shop: Shop, wishes: Mapping[Cell, Wish], person: Person, *, overwrite: bool) -> int:
    held = _held(shop, list(wishes))
    wanted = {}
    for cell, wish in wishes.items():
        row = held.get(cell)
        is_filled = row is not None and bool(row.code or row.absence)
        if is_filled and not overwrite:
            continue
        if row is not None and row.absence and wish.absence:  # files say only that it is a leave
            continue
        wanted[cell] = wish
    return len(write_cells(shop, wanted, book_of(shop), person, now()))


def _held(shop: Shop, cells: Sequence[Cell]) -> dict[Cell, Assignment]:
    staff_ids, days = {pk for pk, _day in cells}, {day for _pk, day in cells}
    rows = Assignment.objects.filter(shop=shop, staff_id__in=staff_ids, day__in=days).defer("note")
    return {(row.staff_id, row.day): row for row in rows}
