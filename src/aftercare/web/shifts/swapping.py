"""The form that offers a shift to colleagues."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.shifts.queries import book_of, roster_of
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

AROUND: Final = timedelta(days=7)
MOST: Final = 300


class SwapContext:
    """One's own shift of that day, and what colleagues could give for it."""

    def __init__(self, person: Person, shop: Shop, day: date, at: datetime) -> None:
        self.person, self.shop, self.day = person, shop, day
        self.today = at.astimezone(ZoneInfo(shop.timezone)).date()
        self.book = book_of(shop)
        self.roster = roster_of(person, shop, day - AROUND, day + AROUND)

    @property
    def mine(self) -> str:
        """The shift that is offered, '' when there is none on that day."""
        row = self.roster.cells.get((self.person.staff_id or 0, self.day))
        return self.book.name_of(row.code, row.day) if row and row.code else ""

    @property
    def gifts(self) -> list[tuple[str, str]]:
        """(value, name) of colleagues who are free on that day."""
        return [
            (f"{staff.pk}.", staff.name)
            for staff in self.roster.people
            if staff.pk != self.person.staff_id and self._is_free(staff.pk, self.day)
        ]

    @cached_property
    def shifts(self) -> list[tuple[str, str]]:
        """(value, words) of colleagues' shifts to come that fit: each is free on the day they get, or it is the same
        day."""
        names = {staff.pk: staff.name for staff in self.roster.people}
        mine = self.roster.cells.get((self.person.staff_id or 0, self.day))
        found = []
        for (staff_id, day), row in sorted(self.roster.cells.items(), key=lambda one: (one[0][1], names[one[0][0]])):
            if staff_id == self.person.staff_id or not row.code or day < self.today:
                continue
            if (day == self.day and mine is not None and row.code != mine.code) or self._fits(staff_id, day):
                words = f"{day:%m-%d} {self.book.name_of(row.code, day)} · {names[staff_id]}"
                found.append((f"{staff_id}.{day.isoformat()}", words))
        return found[:MOST]

    def _fits(self, staff_id: int, day: date) -> bool:
        return day != self.day and self._is_free(staff_id, self.day) and self._is_free(self.person.staff_id or 0, day)

    def _is_free(self, staff_id: int, day: date) -> bool:
        row = self.roster.cells.get((staff_id, day))
        return row is None or not (row.code or row.absence)
