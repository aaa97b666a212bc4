"""Reads of calendars and deadlines."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Min, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from aftercare.clock.access import visible_deadlines
from aftercare.clock.holidays import published_days
from aftercare.clock.models import Deadline, Holiday, Promotion
from aftercare.clock.rules import Interval, Span, Week, WorkCalendar, merge_days, parse_day
from aftercare.clock.rules import Promotion as PromotionPeriod
from aftercare.clock.terms import DeadlineState
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

DEFAULT_WEEK: Week = (parse_day("08:30-16:30, 16:30-24:00"),) * 7  # two shifts, every day (P3)
MOST_PROMOTIONS = 100  # the latest ones; older ones relax nothing any more
MOST_HOLIDAYS = 1000


@dataclass(frozen=True)
class OverdueKind:
    """How many deadlines of a kind are past their time, and since when."""

    kind: str
    count: int
    oldest: datetime


def calendar_of(shop: Shop) -> WorkCalendar:
    """The working calendar of the shop as of now. No query while the shop's settings have not changed."""
    return _kept_calendar(shop.pk, shop.settings_version)


@lru_cache(maxsize=1000)
def _kept_calendar(shop_id: int, _settings_version: int) -> WorkCalendar:
    return calendars_of([shop_id])[shop_id]


def calendars_of(shop_ids: Collection[int]) -> dict[int, WorkCalendar]:
    """Working calendars by shop id: one query for any number of shops."""
    holidays = Holiday.objects.filter(Q(shop=None) | Q(shop=OuterRef("pk"))).order_by("-date")
    promotions = Promotion.objects.filter(shop=OuterRef("pk")).order_by("-ends_at")
    shops = (
        Shop.objects.filter(pk__in=shop_ids)
        .select_related("working_hours")
        .annotate(
            day_rows=ArraySubquery(
                holidays.values(json=JSONObject(date="date", works="is_workday", shop="shop_id"))[:MOST_HOLIDAYS]
            ),
            promotion_rows=ArraySubquery(
                promotions.values(
                    json=JSONObject(
                        name="name",
                        starts="starts_at",
                        ends="ends_at",
                        percent="percent",
                        replacement="replacement",
                        targets="targets",
                    )
                )[:MOST_PROMOTIONS]
            ),
        )
    )
    return {shop.pk: _calendar(shop, shop.day_rows, shop.promotion_rows) for shop in shops}


def _calendar(shop: Shop, day_rows: list[dict[str, Any]], promotion_rows: list[dict[str, Any]]) -> WorkCalendar:
    hours = getattr(shop, "working_hours", None)
    company = {date.fromisoformat(row["date"]): row["works"] for row in day_rows if row["shop"] is None}
    own = {date.fromisoformat(row["date"]): row["works"] for row in day_rows if row["shop"] is not None}
    holidays, make_up_days = merge_days(published_days(), [company, own])
    return WorkCalendar(
        zone=ZoneInfo(shop.timezone),
        week=week_from_json(hours.week) if hours else DEFAULT_WEEK,
        holidays=holidays,
        make_up_days=make_up_days,
        works_holidays=hours.works_holidays if hours else True,
        promotions=tuple(_period(row) for row in promotion_rows),
    )


def _period(row: dict[str, Any]) -> PromotionPeriod:
    return PromotionPeriod(
        name=row["name"],
        starts=datetime.fromisoformat(row["starts"]),
        ends=datetime.fromisoformat(row["ends"]),
        percent=row["percent"],
        replacement=Span.from_value(row["replacement"]) if row["replacement"] else None,
        targets=frozenset(row["targets"]),
    )


def week_from_json(days: list[list[list[int]]]) -> Week:
    """The stored form of `WorkingHours.week` as intervals."""
    return tuple(tuple(Interval(start, end) for start, end in day) for day in days)


def week_to_json(week: Week) -> list[list[list[int]]]:
    """The form in which `WorkingHours.week` is stored."""
    return [[[interval.start, interval.end] for interval in day] for day in week]


def failed_deadlines(person: Person) -> QuerySet[Deadline]:
    """Deadlines whose firing failed for good, oldest first: somebody must look at them."""
    return visible_deadlines(person).filter(state=DeadlineState.FAILED).order_by("due_at", "id")


def overdue_by_kind(at: datetime) -> list[OverdueKind]:
    """For monitoring: pending deadlines past their time, per kind.

    A kind that stays here has no handler or no worker.
    """
    late = Deadline.objects.filter(state=DeadlineState.PENDING, due_at__lte=at)
    found = late.values_list("kind").annotate(count=Count("id"), oldest=Min("due_at")).order_by("kind")
    return [OverdueKind(*row) for row in found]
