"""A week of one shop's roster, and all that the page prints around it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from aftercare.accounts.models import Staff
from aftercare.clock.holidays import days_of
from aftercare.clock.queries import calendar_of
from aftercare.clock.rules import instant_of
from aftercare.core.errors import NotFound
from aftercare.shifts.access import may_plan, roster_shops
from aftercare.shifts.models import Assignment, Swap
from aftercare.shifts.queries import Roster, book_of, roster_of, swaps_of
from aftercare.shifts.rules import Pattern, PatternBook, days_from, monday_of
from aftercare.shifts.terms import Absence, SwapState
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.calendar.forms import DAYS
from aftercare.web.numbers import read_day
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab

WEEK: Final = 7
TONES: Final = 6  # colours of shifts, in turn
SWAP_TONES: Final = {SwapState.ASKED: Tone.OTHERS, SwapState.AGREED: Tone.US}


@dataclass(frozen=True, slots=True)
class DayHead:
    """A column: the day, what the calendar says of it, whether it is today."""

    day: date
    weekday: Any
    note: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell. `address` '' for whoever only reads; `swap_url` on one's own shifts to come."""

    key: str
    text: str
    tone: str
    title: str
    version: int
    address: str = ""
    swap_url: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person with seven cells."""

    staff: Staff
    is_me: bool
    cells: list[CellView]


@dataclass(frozen=True, slots=True)
class SwapView:
    """A swap that waits, with what this person may do about it."""

    row: Swap
    gives: str
    takes: str
    state: Any
    tone: str
    may_answer: bool
    may_withdraw: bool
    may_decide: bool


class CellWriter:
    """How cells of one shop read, for one person."""

    def __init__(self, person: Person, shop: Shop, book: PatternBook, today: date) -> None:
        self.person, self.shop, self.book, self.today = person, shop, book, today
        self.plans = may_plan(person, shop.pk)

    def cell(self, staff: Staff, day: date, row: Assignment | None) -> CellView:
        """One cell; a colleague's leave is only said to be one."""
        text, tone, title = self._words(staff, day, row)
        is_mine = staff.pk == self.person.staff_id
        swaps = is_mine and row is not None and bool(row.code) and day >= self.today
        address = reverse("roster_cell", args=[self.shop.slug, staff.pk, day.isoformat()]) if self.plans else ""
        swap_url = f"{reverse('roster_swap', args=[self.shop.slug])}?day={day.isoformat()}" if swaps else ""
        return CellView(f"c-{staff.pk}-{day:%Y%m%d}", text, tone, title, row.version if row else 0, address, swap_url)

    def _words(self, staff: Staff, day: date, row: Assignment | None) -> tuple[str, str, str]:
        said = f"{staff.name} {day:%m-%d}"
        if row is None or not (row.code or row.absence):
            return "", "rest", _("%(who)s: rest") % {"who": said}
        if row.absence:
            shows = self.plans or staff.pk == self.person.staff_id
            kind = str(Absence(row.absence).label) if shows else _("Leave")
            return kind, "leave", f"{said}: {kind}"
        name = self.book.name_of(row.code, day)
        return name, tone_of(row.code, self.book, day), f"{said}: {name} {hours_of(row, self.shop)}"


def tone_of(code: str, book: PatternBook, day: date) -> str:
    """The colour of a shift: its place in the day."""
    places = {pattern.code: place for place, pattern in enumerate(book.on(day))}
    return str(places.get(code, TONES - 1) % TONES)


def hours_of(row: Assignment, shop: Shop) -> str:
    """'08:30-16:30' by the shop's clock."""
    zone = ZoneInfo(shop.timezone)
    if row.starts_at is None or row.ends_at is None:
        return ""
    return f"{row.starts_at.astimezone(zone):%H:%M}-{row.ends_at.astimezone(zone):%H:%M}"


def first_shop(shops: Sequence[Shop], slug: str, shop_ids: frozenset[int]) -> Shop | None:
    """The shop that the address names, else the first of those chosen in the rail, else of all. Raises NotFound."""
    if slug:
        found = next((shop for shop in shops if shop.slug == slug), None)
        if found is None:
            raise NotFound(slug)
        return found
    return next(iter([shop for shop in shops if shop.pk in shop_ids] or shops), None)


class RosterContext:
    """The week that the address asks for, of the shop that it asks for or the first of theirs."""

    def __init__(self, person: Person, shop_ids: frozenset[int], query: QueryDict, at: datetime) -> None:
        if set(query) - {"shop", "week"}:
            raise BadRequest("unknown key")
        self.person, self.at = person, at
        self.shops = list(roster_shops(person).order_by("name", "pk"))
        self.shop = first_shop(self.shops, query.get("shop", ""), shop_ids)
        self.zone = ZoneInfo(self.shop.timezone) if self.shop else ZoneInfo("UTC")
        self.today = at.astimezone(self.zone).date()
        self.monday = monday_of(read_day(query.get("week")) or self.today)
        self.days = days_from(self.monday, WEEK)

    def address(self, **changes: str) -> str:
        """The page with another week or shop."""
        slug = self.shop.slug if self.shop else ""
        given = {"shop": slug, "week": self.monday.isoformat(), **changes}
        return f"{reverse('shifts')}?{urlencode(given)}"

    @property
    def plans(self) -> bool:
        return self.shop is not None and may_plan(self.person, self.shop.pk)

    @property
    def tabs(self) -> list[Tab]:
        """The shops, when there are several."""
        if self.shop is None or len(self.shops) < 2:
            return []
        return [Tab(shop.name, self.address(shop=shop.slug), shop == self.shop) for shop in self.shops]

    @cached_property
    def book(self) -> PatternBook:
        return book_of(self.shop) if self.shop else PatternBook(())

    @property
    def brushes(self) -> list[tuple[Pattern, str]]:
        """The shifts of this week with their colours."""
        return [(one, tone_of(one.code, self.book, self.days[-1])) for one in self.book.on(self.days[-1])]

    @property
    def absences(self) -> list[tuple[str, Any]]:
        return [(one.value, one.label) for one in Absence]

    @cached_property
    def _roster(self) -> Roster:
        return roster_of(self.person, self.shop, self.days[0], self.days[-1]) if self.shop else Roster([], {})

    @cached_property
    def rows(self) -> list[PersonRow]:
        if self.shop is None:
            return []
        writer = CellWriter(self.person, self.shop, self.book, self.today)
        cells = self._roster.cells
        return [
            PersonRow(
                staff,
                staff.pk == self.person.staff_id,
                [writer.cell(staff, day, cells.get((staff.pk, day))) for day in self.days],
            )
            for staff in self._roster.people
        ]

    @property
    def heads(self) -> list[DayHead]:
        return [DayHead(day, DAYS[day.weekday()], self._note(day), day == self.today) for day in self.days]

    def _note(self, day: date) -> str:
        """The holiday, make-up day or promotion of the day."""
        if self.shop is None:
            return ""
        known: Mapping[date, Any] = days_of(day.year)
        words = [str(known[day][1])] if day in known else []
        starts, ends = (instant_of(self.zone, day, minutes) for minutes in (0, 24 * 60))
        words += [one.name for one in calendar_of(self.shop).promotions if one.starts < ends and one.ends > starts]
        return " · ".join(dict.fromkeys(words))

    @property
    def totals(self) -> list[tuple[str, list[int]]]:
        """Each shift with how many people have it on each day."""
        held = [(row.code, row.day) for row in self._roster.cells.values() if row.code]
        return [
            (pattern.name, [held.count((pattern.code, day)) for day in self.days])
            for pattern in self.book.on(self.days[-1])
        ]

    @property
    def span(self) -> str:
        return f"{date_format(self.days[0], 'Y-m-d')} – {date_format(self.days[-1], 'm-d')}"

    @property
    def earlier_url(self) -> str:
        return self.address(week=(self.monday - timedelta(days=WEEK)).isoformat())

    @property
    def later_url(self) -> str:
        return self.address(week=(self.monday + timedelta(days=WEEK)).isoformat())

    @property
    def this_week_url(self) -> str:
        return "" if self.today in self.days else self.address(week=self.today.isoformat())

    @property
    def month(self) -> str:
        """The month that the week's Thursday lies in."""
        return f"{self.days[3]:%Y-%m}"

    @cached_property
    def swaps(self) -> list[SwapView]:
        if self.shop is None:
            return []
        return [self._swap(row) for row in swaps_of(self.person, self.shop)]

    def _swap(self, row: Swap) -> SwapView:
        me, state = self.person.staff_id, SwapState(row.state)
        takes = _("nothing in return")
        if row.other_day is not None:
            takes = f"{row.other_day:%m-%d} {self.book.name_of(row.other_code, row.other_day)}"
        return SwapView(
            row=row,
            gives=f"{row.day:%m-%d} {self.book.name_of(row.code, row.day)}",
            takes=takes,
            state=state.label,
            tone=SWAP_TONES[state].value,
            may_answer=row.colleague_id == me and state is SwapState.ASKED,
            may_withdraw=row.asked_by_id == me,
            may_decide=self.plans and state is SwapState.AGREED and me not in (row.asked_by_id, row.colleague_id),
        )
