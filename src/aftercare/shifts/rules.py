"""Shifts of a shop on a day, rotations, and what a cell of the roster holds (P3). Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.clock.rules import Interval, instant_of
from aftercare.core.words import _
from aftercare.shifts.terms import EARLY_TASKS, LATE_TASKS, Task

EARLY, LATE = "early", "late"
LONGEST_ROTATION: Final = 28  # days after which it repeats


@dataclass(frozen=True)
class Pattern:
    """One shift of a shop, such as 早班 08:30-16:30; `code` stays when it is renamed or its hours change."""

    code: str
    name: str
    hours: Interval


DEFAULTS: Final = (
    (EARLY, _("Early"), Interval(8 * 60 + 30, 16 * 60 + 30)),  # 早班
    (LATE, _("Evening"), Interval(16 * 60 + 30, 24 * 60)),  # 晚班
)


@dataclass(frozen=True)
class Version:
    """A shift as it is from a day on; `is_used` False: it is not worked any more."""

    pattern: Pattern
    since: date
    is_used: bool = True


class PatternBook:
    """All shifts that a shop has and had; before its first own version of one the usual hours hold."""

    def __init__(self, versions: Iterable[Version]) -> None:
        usual = [Version(Pattern(code, str(name), hours), date.min) for code, name, hours in DEFAULTS]
        self._versions: dict[str, list[Version]] = {}
        for version in [*usual, *sorted(versions, key=lambda one: one.since)]:
            self._versions.setdefault(version.pattern.code, []).append(version)

    def on(self, day: date) -> list[Pattern]:
        """Those worked on that day, the earliest first."""
        found = [version for code in self._versions if (version := self.version(code, day)) and version.is_used]
        return sorted((one.pattern for one in found), key=lambda one: (one.hours, one.code))

    def find(self, code: str, day: date) -> Pattern | None:
        """The shift of that code on that day; None when there is none then."""
        version = self.version(code, day)
        return version.pattern if version is not None and version.is_used else None

    def named(self, name: str, day: date) -> Pattern | None:
        """The shift of that name on that day."""
        return next((one for one in self.on(day) if one.name == name), None)

    def name_of(self, code: str, day: date) -> str:
        """How it was called then, also when it is not worked any more."""
        version = self.version(code, day)
        return version.pattern.name if version is not None else code

    def version(self, code: str, day: date) -> Version | None:
        """What holds on that day."""
        fitting = [one for one in self._versions.get(code, ()) if one.since <= day]
        return fitting[-1] if fitting else None

    def until(self, code: str, since: date) -> date | None:
        """The day on which the next version of that shift begins; None when none is planned."""
        later = [one.since for one in self._versions.get(code, ()) if one.since > since]
        return min(later, default=None)

    def changes_after(self, day: date) -> list[Version]:
        """Versions that are still to come, the next first."""
        coming = [one for versions in self._versions.values() for one in versions if one.since > day]
        return sorted(coming, key=lambda one: (one.since, one.pattern.code))

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self._versions)


def span_of(pattern: Pattern, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when (UTC) somebody with that shift on that day works; it may end on the next day."""
    return instant_of(zone, day, pattern.hours.start), instant_of(zone, day, pattern.hours.end)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def days_from(first: date, count: int) -> list[date]:
    """So many days in a row."""
    return [first + timedelta(days=number) for number in range(count)]


def rotation(
    staff_ids: Sequence[int], cycle: Sequence[str], days: Sequence[date], shift_by: int = 0
) -> Iterator[tuple[int, date, str]]:
    """(staff id, day, code; '' a day of rest) of a cycle that repeats. With `shift_by` each next person begins so many
    days later in the cycle, so that not everybody rests on the same day."""
    for place, staff_id in enumerate(staff_ids):
        for number, day in enumerate(days):
            yield staff_id, day, cycle[(number + place * shift_by) % len(cycle)]


def shifted_week(cells: Mapping[tuple[int, date], str], days: int) -> dict[tuple[int, date], str]:
    """The same shifts so many days later."""
    return {(staff_id, day + timedelta(days=days)): code for (staff_id, day), code in cells.items()}


LATE_ENDS: Final = 20 * 60  # a shift that ends later closes the day


def tasks_of(pattern: Pattern) -> tuple[Task, ...]:
    """What that shift has to see to (P4): those that close the day have a list of their own."""
    return LATE_TASKS if pattern.hours.end > LATE_ENDS else EARLY_TASKS


def going_on(pattern: Pattern, minutes: int) -> bool:
    """Whether somebody with that shift works so many minutes after midnight of its day."""
    return pattern.hours.start <= minutes < pattern.hours.end
