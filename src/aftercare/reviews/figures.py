"""Figures of reviews: read from the counts of days, so that they cost the same at any number of reviews (R2)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Sum

from aftercare.reviews.access import READERS, shops_where
from aftercare.reviews.days import COUNTS, PARTS
from aftercare.reviews.models import ReviewDay
from aftercare.reviews.outlook import SPAN, Standing, Totals, add_up, dsr_standing, rate_standing, window
from aftercare.reviews.policies import DSR, NEAR, RATE
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import Policies, policies_of

MONTHS: Final = 12  # that are shown
STEP: Final = timedelta(days=7)  # between two points of the chart
POINTS: Final = 27  # half a year of them, and today
Days = dict[date, tuple[int, ...]]


@dataclass(frozen=True)
class Month:
    """What was reviewed in one month of the shop's clock."""

    first: date
    totals: Totals


@dataclass(frozen=True)
class Point:
    """The figures as they stood on a day: over the six months before it."""

    day: date
    totals: Totals


@dataclass(frozen=True)
class Figures:
    """One shop's figures of now."""

    shop: Shop
    today: date
    totals: Totals
    rate: Standing
    dsr: dict[str, Standing]
    months: list[Month]
    points: list[Point]

    @property
    def level(self) -> str:
        """The worst of all: 'below', 'near' or ''."""
        return worst([self.rate, *self.dsr.values()])


@dataclass(frozen=True)
class Alert:
    """A shop that is near what promotions ask, or below it."""

    shop_name: str
    level: str


def worst(standings: Iterable[Standing]) -> str:
    """'below', 'near' or ''."""
    levels = {one.level for one in standings}
    return next((level for level in ("below", "near") if level in levels), "")


def alerts_of(person: Person, shop_ids: Collection[int], at: datetime) -> list[Alert]:
    """Of each of these shops that the person sees, by name: one query, for the home page. The six months end today in
    the company's zone."""
    seen = shops_where(person, *READERS) & frozenset(shop_ids)
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    days = ReviewDay.objects.filter(shop_id__in=seen, day__gt=today - SPAN, day__lte=today)
    columns = ("shop_id", "shop__name", "shop__settings_version")
    sums: Any = days.values_list(*columns).annotate(*(Sum(one) for one in COUNTS)).order_by("shop__name", "shop_id")
    found = []
    for pk, name, version, *counts in sums:
        policies = policies_of(Shop(id=pk, settings_version=version), at)
        level = worst(_standings(add_up([tuple(counts)]), policies))
        found += [Alert(name, level)] if level else []
    return found


def _standings(totals: Totals, policies: Policies) -> list[Standing]:
    """The rate first, then the ratings in the order of PARTS."""
    near = policies.get(NEAR)
    rate = rate_standing(totals, policies.get(RATE), near)
    return [rate, *(dsr_standing(totals, part, policies.get(DSR), near) for part in PARTS)]


def good_rate(shop: Shop, at: datetime) -> Decimal | None:
    """The shop's good-review rate of the last six months in percent, rounded down; None without reviews. One query; the
    caller has checked the shop."""
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    days = ReviewDay.objects.filter(shop=shop, day__gt=today - SPAN, day__lte=today)
    sums: Any = days.aggregate(*(Sum(one) for one in COUNTS))
    return add_up([tuple(sums[f"{one}__sum"] or 0 for one in COUNTS)]).rate


def figures_of(person: Person, shop_ids: Collection[int], at: datetime) -> list[Figures]:
    """Of each of these shops that the person sees, by name: two queries."""
    seen = shops_where(person, *READERS) & frozenset(shop_ids)
    shops = list(Shop.objects.filter(pk__in=seen).order_by("name", "pk"))
    since = at.date() - SPAN - STEP * POINTS - timedelta(days=31 * MONTHS)
    days: dict[int, Days] = defaultdict(dict)
    for shop_id, day, *counts in ReviewDay.objects.filter(shop_id__in=seen, day__gte=since).values_list(
        "shop_id", "day", *COUNTS
    ):
        days[shop_id][day] = tuple(counts)
    return [_figures(shop, days[shop.pk], at) for shop in shops]


def _figures(shop: Shop, days: Days, at: datetime) -> Figures:
    policies, today = policies_of(shop, at), at.astimezone(ZoneInfo(shop.timezone)).date()
    totals = window(days, today)
    rate, *ratings = _standings(totals, policies)
    return Figures(
        shop=shop,
        today=today,
        totals=totals,
        rate=rate,
        dsr=dict(zip(PARTS, ratings, strict=True)),
        months=_months(days, today),
        points=[Point(day, window(days, day)) for day in (today - STEP * back for back in range(POINTS - 1, -1, -1))],
    )


def _months(days: Days, today: date) -> list[Month]:
    """The newest first."""
    by_month: dict[date, list[tuple[int, ...]]] = defaultdict(list)
    for day, counts in days.items():
        by_month[day.replace(day=1)].append(counts)
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return [Month(first, add_up(by_month[first])) for first in firsts]
