"""When the steps of a script happen: people act in their shifts; the last step is as long ago as the script says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.accounts.terms import Role
from aftercare.clock.rules import Span, WorkCalendar
from aftercare.config.demo.scripts import Script

ZONE: Final = ZoneInfo("Asia/Shanghai")
HALF_PAST_FOUR: Final = 16.5
SOON: Final = timedelta(seconds=90)
# Hours of the day in which each role works.
HOURS: Final = {
    Role.AGENT: (8.5, 24.0),
    Role.SUPERVISOR: (8.5, 24.0),
    Role.WAREHOUSE: (9.0, 20.0),
    Role.REFUND_CLERK: (9.5, 18.5),
    Role.RIGHTS_SPECIALIST: (9.0, 18.0),
    Role.REVIEW_SPECIALIST: (10.0, 19.0),
    Role.OPERATIONS: (9.0, 18.5),
    Role.ADMINISTRATOR: (9.0, 21.0),
}


@dataclass(frozen=True)
class Scene:
    """The present, and chance."""

    at: datetime
    rng: Random


def in_shift(role: Role, at: datetime, rng: Random) -> datetime:
    """That moment, or the first minutes of the role's next working time."""
    begin, end = HOURS[role]
    local = at.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    if begin <= hour < end:
        return at
    day = local if hour < begin else local + timedelta(days=1)
    start = day.replace(hour=int(begin), minute=int(begin % 1 * 60), second=0, microsecond=0)
    return start + timedelta(seconds=rng.randint(60, 5400))


def is_late_shift(at: datetime) -> bool:
    """Whether the second shift is on: from half past four in the afternoon, and at night."""
    local = at.astimezone(ZONE)
    hour = local.hour + local.minute / 60
    return hour >= HALF_PAST_FOUR or hour < HOURS[Role.AGENT][0]


def times_of(script: Script, scene: Scene) -> list[datetime]:
    """A moment for each step, ascending, all in the past."""
    rng = scene.rng
    gaps = [timedelta(hours=rng.uniform(*step.after)) for step in script.steps]
    wanted = scene.at - timedelta(hours=rng.uniform(*script.ago))
    start = wanted - sum(gaps, timedelta())
    found = _play(script, gaps, start, rng)
    for _try in range(8):
        miss = found[-1] - wanted
        if abs(miss) < timedelta(minutes=20):
            break
        found = _play(script, gaps, start := start - miss, rng)
    while found[-1] > scene.at - SOON:
        found = _play(script, gaps, start := start - timedelta(hours=1), rng)
    return found


def _play(script: Script, gaps: Sequence[timedelta], start: datetime, rng: Random) -> list[datetime]:
    found: list[datetime] = []
    at = start
    for step, gap in zip(script.steps, gaps, strict=True):
        free = script.exact and len(found) + 1 == len(gaps)
        at = at + gap if free else in_shift(step.role, at + gap, rng)
        found.append(at)
    return found


def opened_for(span: Span, calendar: WorkCalendar, due: datetime) -> datetime:
    """When a case was opened in a shift so that its own target runs out as near to `due` as can be."""
    steps = (due - timedelta(minutes=7 * number) for number in range(5, 800))
    candidates = [at for at in steps if calendar.is_open(at)]
    return min(candidates, key=lambda at: abs(span.due(at, calendar) - due))
