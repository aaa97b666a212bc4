"""Weeks and months of a shop's sampling, by its own clock (K2)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.clock.rules import instant_of

WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """From Monday 00:00 to the next one, as instants."""

    monday: date
    starts_at: datetime
    ends_at: datetime


def week_of(monday: date, zone: ZoneInfo) -> Week:
    """The week that begins on that Monday."""
    return Week(monday, instant_of(zone, monday, 0), instant_of(zone, monday + WEEK, 0))


def mondays_of_month(month: date) -> tuple[date, date]:
    """The first Monday that counts for that month and the first that does not: a week counts for the month in which it
    ends. `month` is any day of it."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return _monday_ending_from(first), _monday_ending_from(following)


def _monday_ending_from(day: date) -> date:
    """The Monday of the first week whose Sunday is that day or later."""
    return day - timedelta(days=day.weekday())


def month_of(monday: date) -> date:
    """The first day of the month for which a week counts."""
    return (monday + timedelta(days=6)).replace(day=1)
