"""Who is on now: what the roster says beside who is really there (P3, X1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.chat.board import present
from aftercare.chat.routing import answering_in
from aftercare.shifts.access import READERS
from aftercare.shifts.models import Assignment
from aftercare.shifts.queries import next_shifts, on_shift
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone

GRACE: Final = timedelta(minutes=10)  # nobody is missing in the first minutes of a shift
NEXT: Final = 6
STATES: Final = {"on": Tone.DONE, "away": Tone.SOON, "gone": Tone.LATE, "missing": Tone.LATE, "": Tone.OTHERS}


@dataclass(frozen=True, slots=True)
class OnNow:
    """One person: until when they are planned ('' when they are not), and whether they are there."""

    key: int
    name: str
    until: str
    state: str
    tone: str
    is_missing: bool


class NowContext:
    """Of the shops that the person has chosen: four queries."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime) -> None:
        self.person, self.shop_ids, self.at = person, shop_ids & person.shop_ids, at

    @property
    def reads(self) -> bool:
        """Whether rosters and lists are pages of theirs."""
        return bool(self.person.all_roles & READERS)

    @cached_property
    def people(self) -> list[OnNow]:
        """Those who are planned, the missing ones first, then whoever is there without being planned."""
        planned = {row.staff_id: row for row in reversed(on_shift(self.person, self.shop_ids, self.at))}
        here = present(self.shop_ids, self.at)
        answering = answering_in(self.shop_ids)
        found = [self._planned(row, here, row.staff_id in answering) for row in reversed(planned.values())]
        extra = [
            OnNow(pk, name, "", _said(state), STATES[state].value, False)
            for pk, (name, state) in here.items()
            if pk not in planned and state != "gone"
        ]
        return [*sorted(found, key=lambda one: not one.is_missing), *extra]

    def _planned(self, row: Assignment, here: dict[int, tuple[str, str]], answers: bool) -> OnNow:
        state = here.get(row.staff_id, ("", ""))[1]
        has_begun = row.starts_at is not None and row.starts_at + GRACE <= self.at
        if not state and answers and has_begun:
            state = "missing"
        until = _clock(row.ends_at, row)
        return OnNow(
            row.staff_id, row.staff.name, until, _said(state), STATES[state].value, state in ("missing", "gone")
        )

    @cached_property
    def coming(self) -> list[tuple[str, str]]:
        """(name, when) of the next ones, each person once."""
        rows = next_shifts(self.person, self.shop_ids, self.at)
        found = dict.fromkeys((row.staff.name, _clock(row.starts_at, row)) for row in rows)
        return list(found)[:NEXT]

    @property
    def missing(self) -> int:
        return sum(one.is_missing for one in self.people)


def shift_ends(person: Person, shop_ids: Collection[int], at: datetime) -> dict[int, str]:
    """Of everybody who is planned for now: staff id -> until when, '16:30'; one query."""
    return {row.staff_id: _clock(row.ends_at, row) for row in on_shift(person, shop_ids, at)}


def _said(state: str) -> str:
    return {
        "on": _("On duty"),
        "away": _("Away"),
        "gone": _("Screen gone"),
        "missing": _("Planned, not there"),
        "": _("On shift"),
    }[state]


def _clock(at: datetime | None, row: Assignment) -> str:
    return f"{at.astimezone(ZoneInfo(row.shop.timezone)):%H:%M}" if at else ""
