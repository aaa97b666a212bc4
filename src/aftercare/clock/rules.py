"""Working time and spans of it: pure arithmetic on instants. Everything goes in and comes out as aware datetimes.

All sums are done on UTC instants; the shop's zone only decides which instants a wall-clock interval covers. So a
nine-hour shift across a change to summer time is eight hours long, as it is for the people who work it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any, Self
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
MOST_CLOSED_DAYS = 3660  # ten years without an opening: no deadline can be named

_INTERVAL = re.compile(r"^(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})$", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：－—–～~，、；;", "0123456789:-----,,,,")

Stretch = tuple[datetime, datetime]  # begin (included), end (excluded)


class NeverOpen(ValueError):
    """The calendar has no open time left in which the wanted work could be done."""


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"an instant without a time zone: {at!r}")
    return at.astimezone(UTC)


@dataclass(frozen=True, order=True)
class Interval:
    """Minutes after midnight of the day it begins on: 16:30-00:30 is (990, 1470). At most 24 hours long."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < DAY_MINUTES and self.start < self.end <= self.start + DAY_MINUTES):
            raise ValueError(f"not an interval of a day: {self.start}-{self.end}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "08:30-16:30", "16:30-24:00" or "22:00-06:00" (ends the next day). Else ValueError."""
        match = _INTERVAL.match(text)
        if not match:
            raise ValueError(f"not an interval: {text!r}")
        hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
        if minute > 59 or end_minute > 59 or end_hour > 24:
            raise ValueError(f"not a time of day: {text!r}")
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        if start == end or end > DAY_MINUTES:  # 08:00-08:00 could mean nothing or all: ask for 00:00-24:00
            raise ValueError(f"not an interval: {text!r}")
        return cls(start, end if end > start else end + DAY_MINUTES)

    def __str__(self) -> str:
        end = self.end if self.end <= DAY_MINUTES else self.end - DAY_MINUTES
        return f"{self.start // 60:02d}:{self.start % 60:02d}-{end // 60:02d}:{end % 60:02d}"


Week = tuple[tuple[Interval, ...], ...]  # seven days, Monday first


def parse_day(text: str) -> tuple[Interval, ...]:
    """Intervals of one day as people type them, "08:30-16:30, 16:30-24:00"; empty means closed. Else ValueError."""
    plain = "".join(text.translate(_FULL_WIDTH).split())
    return tuple(sorted(Interval.parse(part) for part in plain.split(",") if part))


def overlapping_days(week: Week) -> list[int]:
    """Weekdays (0 is Monday) whose intervals run into the next one, over midnight and from Sunday to Monday too."""
    placed = sorted(
        (day * DAY_MINUTES + interval.start, day * DAY_MINUTES + interval.end, day)
        for day, intervals in enumerate(week)
        for interval in intervals
    )
    if not placed:
        return []
    first_again = (placed[0][0] + WEEK_MINUTES, placed[0][1] + WEEK_MINUTES, placed[0][2])
    return sorted({day for (_, end, day), (start, _, _) in pairwise([*placed, first_again]) if end > start})


class SpanKind(StrEnum):
    HOURS = "hours"  # exact hours
    DAYS = "days"  # exact days of 24 hours, as platforms count
    WORKING_HOURS = "working_hours"  # hours in which the shop works
    LEGAL_DAYS = "legal_days"  # calendar days of the law: from the day after, to the end of the last day
    BY_HOUR = "by_hour"  # by that full hour of the same day; later than it, by that hour of the next day


@dataclass(frozen=True)
class Span:
    """A length of time as a policy gives it."""

    kind: SpanKind
    amount: int

    MOST = {
        SpanKind.HOURS: 24 * 366,
        SpanKind.DAYS: 366,
        SpanKind.WORKING_HOURS: 24 * 366,
        SpanKind.LEGAL_DAYS: 366,
        SpanKind.BY_HOUR: 24,
    }

    def __post_init__(self) -> None:
        if type(self.amount) is not int or not 1 <= self.amount <= self.MOST[self.kind]:
            raise ValueError(f"not an amount of {self.kind}: {self.amount!r}")

    @classmethod
    def from_value(cls, value: Any) -> Self:
        """Read {"kind": "working_hours", "amount": 12}. Anything else raises ValueError."""
        if not isinstance(value, dict) or set(value) != {"kind", "amount"}:
            raise ValueError(f"not a span: {value!r}")
        return cls(SpanKind(value["kind"]), value["amount"])

    def as_value(self) -> dict[str, Any]:
        """The JSON form that `from_value` reads."""
        return {"kind": self.kind.value, "amount": self.amount}

    def due(self, start: datetime, calendar: "WorkCalendar", promotions: Iterable["Promotion"] = ()) -> datetime:
        """When a clock that starts at `start` runs out, in UTC. The instant itself is already late.

        Promotions in force at `start` may only relax it; the most generous one counts. Platform limits are never
        relaxed: give none. Raises NeverOpen when the calendar has no such working time.
        """
        plain = self._end(start, calendar)
        relaxed = (
            promotion.replacement._end(start, calendar)
            if promotion.replacement
            else self._end(start, calendar, promotion.percent)
            for promotion in promotions
            if promotion.starts <= start < promotion.ends
        )
        return max([plain, *relaxed])

    def _end(self, start: datetime, calendar: "WorkCalendar", percent: int = 100) -> datetime:
        match self.kind:
            case SpanKind.HOURS:
                return add_exact(start, timedelta(hours=self.amount) * percent / 100)
            case SpanKind.DAYS:
                return add_exact(start, timedelta(days=self.amount) * percent / 100)
            case SpanKind.WORKING_HOURS:
                return calendar.add_working(start, timedelta(hours=self.amount) * percent / 100)
            case SpanKind.LEGAL_DAYS:
                return calendar.add_days(start, -(-self.amount * percent // 100))
            case SpanKind.BY_HOUR:
                later = add_exact(start, timedelta(days=1) * max(percent - 100, 0) / 100)
                return calendar.next_hour(later, self.amount)


@dataclass(frozen=True)
class Promotion:
    """A named span of time (大促) in which own targets are longer: by `percent`, or replaced by another span."""

    name: str
    starts: datetime
    ends: datetime
    percent: int = 100
    replacement: Span | None = None
    targets: frozenset[str] = frozenset()  # names of policy values; none means every own target

    def relaxes(self, target: str) -> bool:
        return not self.targets or target in self.targets


def instant_of(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """The instant, in UTC, so many minutes after that day's midnight by the clock on the wall. One that summer time
    skips is read by the clock before the jump; one that comes twice is the first."""
    wall = datetime.combine(day, time.min) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def add_exact(start: datetime, duration: timedelta) -> datetime:
    """`start` plus elapsed time, in UTC: a day is 24 hours, whatever the clocks on the wall do."""
    return _aware(start) + duration


@dataclass(frozen=True)
class WorkCalendar:
    """When one shop works. Equal calendars give equal answers; nothing here asks for the time of now."""

    zone: ZoneInfo
    week: Week
    holidays: frozenset[date] = frozenset()
    make_up_days: frozenset[date] = frozenset()
    works_holidays: bool = True  # the shop keeps its week whatever the public calendar says
    promotions: tuple[Promotion, ...] = ()
    pauses: tuple[Stretch, ...] = ()  # spans in which this clock stands still: the buyer must act

    def promotions_for(self, target: str) -> tuple[Promotion, ...]:
        """Promotions that relax the own target of that name."""
        return tuple(promotion for promotion in self.promotions if promotion.relaxes(target))

    def hours_of(self, day: date) -> tuple[Interval, ...]:
        """Intervals that begin on that day. A make-up workday has the hours of the week's first working day."""
        if not self.works_holidays:
            if day in self.holidays:
                return ()
            if day in self.make_up_days:
                return next((hours for hours in self.week if hours), ())
        return self.week[day.weekday()]

    def add_working(self, start: datetime, duration: timedelta) -> datetime:
        """The instant at which `duration` of open time has passed since `start`, in UTC.

        A zero duration gives the first open instant. Raises NeverOpen when there is not so much open time.
        """
        if duration < timedelta():
            raise ValueError("working time cannot be negative")
        left = duration
        start = _aware(start)
        for begin, end in self._stretches(start):
            if left <= end - begin:
                return begin + left
            left -= end - begin
        raise NeverOpen(f"no {duration} of open time after {start}")

    def working_between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from `a` to `b`. Raises ValueError when `b` is before `a`."""
        a, b = _aware(a), _aware(b)
        if b < a:
            raise ValueError("the end is before the start")
        total = timedelta()
        for begin, end in self._stretches(a):
            if begin >= b:
                break
            total += min(end, b) - begin
        return total

    def is_open(self, at: datetime) -> bool:
        """Works at that instant; the last instant of an interval is closed already."""
        at = _aware(at)
        return next((begin <= at for begin, _ in self._stretches(at)), False)

    def add_days(self, start: datetime, days: int) -> datetime:
        """The end of the last of `days` calendar days that count from the day after `start`, in UTC.

        The law counts "seven days" so (暂行办法 art. 10): signed on the 1st at any hour, the 8th is the last day and
        the answer is the first instant of the 9th in the shop's zone.
        """
        if days < 0:
            raise ValueError("days cannot be negative")
        return self._instant(_aware(start).astimezone(self.zone).date() + timedelta(days=days + 1), 0)

    def next_hour(self, start: datetime, hour: int) -> datetime:
        """The next time after `start` that the clock on the shop's wall shows that full hour (1 to 24), in UTC."""
        start = _aware(start)
        day = start.astimezone(self.zone).date()
        today = self._instant(day, hour * 60)
        return today if start < today else self._instant(day + timedelta(days=1), hour * 60)

    def _instant(self, day: date, minutes: int) -> datetime:
        return instant_of(self.zone, day, minutes)

    def _stretches(self, start: datetime) -> Iterator[Stretch]:
        """Open stretches not before `start`, in UTC, ascending and apart. Ends after ten closed years."""
        day = start.astimezone(self.zone).date() - timedelta(days=2)  # an interval of two days ago may still run
        reached = start
        closed = 0
        while closed < MOST_CLOSED_DAYS:
            closed += 1
            for interval in self.hours_of(day):
                begin = max(self._instant(day, interval.start), reached)
                end = self._instant(day, interval.end)
                if begin < end:
                    reached = end
                    for open_stretch in self._without_pauses(begin, end):
                        closed = 0
                        yield open_stretch
            day += timedelta(days=1)

    def _without_pauses(self, begin: datetime, end: datetime) -> Iterator[Stretch]:
        for pause_begin, pause_end in sorted(self.pauses):
            if pause_end <= begin or pause_begin >= end:
                continue
            if pause_begin > begin:
                yield begin, pause_begin
            begin = max(begin, pause_end)
            if begin >= end:
                return
        yield begin, end


def merge_days(
    published: Mapping[date, bool], overrides: Sequence[Mapping[date, bool]]
) -> tuple[frozenset[date], frozenset[date]]:
    """Holidays and make-up workdays. True is a workday; each override is stronger than what stands before it."""
    days = dict(published)
    for override in overrides:
        days.update(override)
    return (
        frozenset(day for day, works in days.items() if not works),
        frozenset(day for day, works in days.items() if works),
    )
