"""Make a shift of a shop, or change its name and hours from a day on."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.clock.rules import Interval, parse_day
from aftercare.core.errors import InvalidInput
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shifts.access import access_planned, own_id
from aftercare.shifts.models import Assignment, ShiftPattern
from aftercare.shifts.queries import book_of
from aftercare.shifts.rules import Pattern, PatternBook, span_of
from aftercare.shifts.terms import NAME_MOST, PATTERNS_MOST
from aftercare.shifts.writing import AHEAD, tell
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class PatternFacts:
    """A shift as typed. `code` '' makes a new one; `hours` like 08:30-16:30; `is_used` False: not worked any more."""

    name: str
    hours: str
    since: date
    code: str = ""
    is_used: bool = True


def set_pattern(*, shop_id: int, facts: PatternFacts, person: Person) -> ShiftPattern:
    """A version of the shift from that day on (P3), today at the earliest: what was worked stays as it was. Cells
    with that shift get the new hours until the next version; of a shift that is not worked any more they must be
    empty. Raises NotFound, Refused, InvalidInput (`name`, `hours`, `since`)."""
    name = clean(facts.name)
    with transaction.atomic():
        shop, at = access_planned(person, shop_id), now()
        book, zone = book_of(shop), ZoneInfo(shop.timezone)
        hours = _checked(facts, name, book, at.astimezone(zone).date())
        code = facts.code or _new_code(book)
        row = ShiftPattern.objects.create(
            shop=shop,
            code=code,
            name=name,
            starts=hours.start,
            ends=hours.end,
            is_used=facts.is_used,
            since=facts.since,
            set_by_id=own_id(person),
            set_at=at,
        )
        moved = _move_cells(shop, Pattern(code, name, hours), row, book.until(code, facts.since))
        told = {"code": code, "name": name, "hours": str(hours), "is_used": facts.is_used}
        tell(shop, "shift.set", person, at, since=facts.since.isoformat(), cells=moved, **told)
    return row


def _checked(facts: PatternFacts, name: str, book: PatternBook, today: date) -> Interval:
    problems: dict[str, Any] = {}
    if not 1 <= len(name) <= NAME_MOST:
        problems["name"] = _("Write a name of at most %(most)s characters.") % {"most": NAME_MOST}
    elif (other := book.named(name, facts.since)) is not None and other.code != facts.code:
        problems["name"] = _("Another shift has this name.")
    if facts.code and facts.code not in book.codes:
        problems["code"] = _("There is no such shift.")
    if not facts.code and len(book.on(facts.since)) >= PATTERNS_MOST:
        problems["name"] = _("At most %(most)s shifts.") % {"most": PATTERNS_MOST}
    if not today <= facts.since <= today + AHEAD:
        problems["since"] = _("Choose today or a day within a year.")
    try:
        (hours,) = parse_day(facts.hours)
    except ValueError:
        problems["hours"] = _("Write hours like 08:30-16:30.")
    if problems:
        raise InvalidInput(problems)
    return hours


def _new_code(book: PatternBook) -> str:
    return next(code for number in range(1, 10_000) if (code := f"s{number}") not in book.codes)


def _move_cells(shop: Shop, pattern: Pattern, row: ShiftPattern, until: date | None) -> int:
    """Cells from that day on work by the new hours; the shift of today that has begun as well."""
    cells = Assignment.objects.filter(shop=shop, code=row.code, day__gte=row.since)
    cells = cells.filter(day__lt=until) if until is not None else cells
    if not row.is_used:
        if cells.exists():
            sentence = _("There are people planned for it after that day. Give them another shift first.")
            raise InvalidInput({"since": sentence})
        return 0
    moved = list(cells.defer("note"))
    zone = ZoneInfo(shop.timezone)
    for cell in moved:
        cell.starts_at, cell.ends_at = span_of(pattern, cell.day, zone)
        cell.version += 1
    Assignment.objects.bulk_update(moved, ["starts_at", "ends_at", "version"], batch_size=500)
    return len(moved)
