"""What the calendar page prints."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.clock.access import may_set_clock, visible_holidays, visible_promotions
from aftercare.clock.holidays import days_of, known_years
from aftercare.clock.models import Holiday, Promotion
from aftercare.clock.queries import MOST_HOLIDAYS, MOST_PROMOTIONS, calendar_of
from aftercare.clock.rules import Span
from aftercare.core.errors import NotFound
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.web.calendar.forms import DayForm, PromotionForm, WeekForm, own_targets
from aftercare.web.numbers import read_number
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.words import exact
from aftercare.web.shops.contexts import tabs_of
from aftercare.web.shops.words import span_words

WEEK = calendar.Calendar(firstweekday=0)


@dataclass(frozen=True)
class DayView:
    """One cell of the year. `kind`: '' an ordinary day, 'off', 'work'; `is_own` when somebody here set it."""

    number: int
    kind: str = ""
    is_own: bool = False
    is_today: bool = False
    title: str = ""


@dataclass(frozen=True)
class OwnDay:
    """A day that was set here."""

    row: Holiday
    may_remove: bool


@dataclass(frozen=True)
class PromotionView:
    """One promotion in words."""

    row: Promotion
    span: str
    effect: str
    targets: str
    label: Any
    tone: Tone
    edit_url: str


class CalendarContext:
    """The page of one shop. Forms carry what was typed when it was refused; `editing` is a promotion's id."""

    def __init__(self, person: Person, shop: Shop, at: datetime, *, year: str = "", editing: int | None = None) -> None:
        self.person, self.shop, self.at = person, shop, at
        self.zone = ZoneInfo(shop.timezone)
        self.today = at.astimezone(self.zone).date()
        asked = read_number(year)
        self.year = asked if asked and 2000 <= asked <= 2099 else self.today.year
        self.may_change = may_set_clock(person, shop.pk)
        self.tabs = tabs_of(shop, "shop_calendar")
        self.work = calendar_of(shop)
        rows = visible_holidays(person).filter(date__year=self.year).order_by("date", "pk")[:MOST_HOLIDAYS]
        self.own = [row for row in rows if row.shop_id in (None, shop.pk)]
        self.promotion_rows = list(
            visible_promotions(person).filter(shop=shop).order_by("-starts_at", "-pk")[:MOST_PROMOTIONS]
        )
        self.editing = editing
        self.week_form = WeekForm(initial=self._week())
        self.day_form = DayForm(initial={"day": self.today.isoformat()})
        self.promotion_form = PromotionForm(initial=self._edited())

    @property
    def is_known_year(self) -> bool:
        return self.year in known_years()

    @property
    def may_set_company(self) -> bool:
        return self.person.is_administrator

    @property
    def week(self) -> list[tuple[Any, str]]:
        """Day and hours, for whoever may only read."""
        return [(field.label, str(field.initial)) for field in self.week_form.day_fields]

    @property
    def years(self) -> tuple[int, int]:
        return self.year - 1, self.year + 1

    @property
    def letters(self) -> list[str]:
        """One letter for each weekday, Monday first."""
        return _("M T W T F S S").split()

    @property
    def months(self) -> list[tuple[date, list[list[DayView | None]]]]:
        """Twelve months of weeks; None fills a week."""
        own = {row.date: row for row in sorted(self.own, key=lambda row: row.shop_id is not None)}
        published = days_of(self.year)
        found = []
        for month in range(1, 13):
            weeks = [
                [self._cell(date(self.year, month, day), own, published) if day else None for day in week]
                for week in WEEK.monthdayscalendar(self.year, month)
            ]
            found.append((date(self.year, month, 1), weeks))
        return found

    @property
    def own_days(self) -> list[OwnDay]:
        return [OwnDay(row, self.may_change and (row.shop_id is not None or self.may_set_company)) for row in self.own]

    @property
    def promotions(self) -> list[PromotionView]:
        return [self._promotion(row) for row in self.promotion_rows]

    def _cell(self, day: date, own: dict[date, Holiday], published: Any) -> DayView:
        row = own.get(day)
        works, name = (row.is_workday, row.name) if row else published.get(day, (None, ""))
        kind = "" if works is None else "work" if works else "off"
        title = f"{name}（{_('make-up workday') if works else _('day off')}）" if kind else ""
        return DayView(day.day, kind, row is not None, day == self.today, title)

    def _week(self) -> dict[str, Any]:
        days = {f"day_{n}": ", ".join(str(part) for part in hours) for n, hours in enumerate(self.work.week)}
        return {**days, "works_holidays": self.work.works_holidays}

    def _edited(self) -> dict[str, Any]:
        if self.editing is None:
            return {}
        row = next((one for one in self.promotion_rows if one.pk == self.editing), None)
        if row is None:
            raise NotFound(self.editing)
        return {
            "name": row.name,
            "starts": exact(row.starts_at, self.zone).replace(" ", "T"),
            "ends": exact(row.ends_at, self.zone).replace(" ", "T"),
            "percent": row.percent,
            "targets": row.targets,
        }

    def _promotion(self, row: Promotion) -> PromotionView:
        label, tone = _("To come"), Tone.US
        if row.starts_at <= self.at:
            label, tone = (_("Going on"), Tone.SOON) if self.at < row.ends_at else (_("Over"), Tone.OTHERS)
        names = dict(own_targets())
        effect = _("own targets × %(percent)s%%") % {"percent": row.percent}
        if row.replacement:
            effect = _("own target %(span)s") % {"span": span_words(Span.from_value(row.replacement))}
        return PromotionView(
            row=row,
            span=f"{exact(row.starts_at, self.zone)} – {exact(row.ends_at, self.zone)}",
            effect=effect,
            targets="、".join(str(names.get(key, key)) for key in row.targets) or _("all own targets"),
            label=label,
            tone=tone,
            edit_url=reverse("calendar_promotion_edit", args=[self.shop.slug, row.pk]),
        )
