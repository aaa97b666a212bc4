"""Which shift a moment belongs to, and which orders are that shift's to look at (O10). Pure.

A shift audits what came in since the shift before it ended: what was paid at night is the early shift's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from aftercare.clock.rules import WorkCalendar, instant_of

MOST_DAYS: Final = 14  # that a shop may be closed between two shifts


@dataclass(frozen=True)
class Shift:
    """From `starts` to `ends` people work; orders that came from `since` on are theirs. UTC."""

    since: datetime
    starts: datetime
    ends: datetime


def shift_at(calendar: WorkCalendar, at: datetime) -> Shift | None:
    """The shift in whose share the moment lies: the one at work, or the next. None for a shop that is closed."""
    day = at.astimezone(calendar.zone).date()
    previous = None
    for starts, ends in _stretches(calendar, day - timedelta(days=MOST_DAYS), day + timedelta(days=MOST_DAYS)):
        if at < ends:
            return Shift(previous if previous is not None else starts, starts, ends)
        previous = ends
    return None


def shift_before(calendar: WorkCalendar, shift: Shift) -> Shift | None:
    """The one that ended when this one's share began."""
    return shift_at(calendar, shift.since - timedelta(seconds=1))


def shift_after(calendar: WorkCalendar, shift: Shift) -> Shift | None:
    """The next one."""
    return shift_at(calendar, shift.ends)


def _stretches(calendar: WorkCalendar, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    day = first
    while day <= last:
        for interval in sorted(calendar.hours_of(day)):
            yield instant_of(calendar.zone, day, interval.start), instant_of(calendar.zone, day, interval.end)
        day += timedelta(days=1)
