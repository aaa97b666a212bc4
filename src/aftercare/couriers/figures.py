"""What couriers sent and what was held out of zone in a month, counted from orders and cases (O7).

A parcel counts for the company on its order, in the month of the shop's zone: sent by the time of dispatch, held by the
time when its case was opened. Held parcels count when the case says so (`counts_against_courier`): not while the buyer
is still being asked, and not when the parcel was delivered after all.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count

from aftercare.cases.access import visible_cases
from aftercare.cases.periods import Period
from aftercare.cases.terms import OFF_ZONE
from aftercare.couriers.judging import Judged, Thresholds, judge
from aftercare.couriers.policies import ZONE_KEYS, thresholds_of
from aftercare.orders.access import visible_orders
from aftercare.orders.delivery.companies import company
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import Policies, policies_of

MOST_HELD: Final = 20_000  # cases of one month that are read
UNDECIDED: Final = ("held",)  # the buyer is being asked


@dataclass(frozen=True)
class Held:
    """One parcel that was held, by the company that its order names."""

    case_id: int
    shop_id: int
    courier: str
    number: str
    order_id: int
    order_no: str
    tracking_no: str
    reason: str
    opened_at: datetime


@dataclass(frozen=True)
class Figures:
    """One courier of one shop in a month. `waiting`: cases in which the buyer is still being asked; they count for
    nothing yet."""

    shop_id: int
    courier: str  # '' for orders that name none
    sent: int
    held: tuple[Held, ...]
    waiting: int
    rules: Thresholds
    judged: Judged


@dataclass(frozen=True)
class RulesThen:
    """The limits of a shop for a month, and the rows they come from."""

    thresholds: Thresholds
    sources: Mapping[str, int]


def rules_for(shop: Shop, period: Period, at: datetime) -> RulesThen:
    """The limits in force when the month ended, or now while it runs (B12)."""
    _first, after = period.bounds(shop.timezone)
    policies: Policies = policies_of(shop, min(after, at))
    return RulesThen(thresholds_of(policies), {key: row for key, row in policies.sources.items() if key in ZONE_KEYS})


def month_figures(person: Person, shops: Iterable[Shop], period: Period, at: datetime) -> list[Figures]:
    """Every courier that sent something or had something held, the most held first: two queries, whatever the size."""
    by_id = {shop.pk: shop for shop in shops if shop.pk in period.zones}
    sent = sent_parcels(person, period)
    held, waiting = held_parcels(person, period)
    rules = {pk: rules_for(shop, period, at).thresholds for pk, shop in by_id.items()}
    found = [
        Figures(
            shop_id, courier, sent[shop_id, courier], tuple(held[shop_id, courier]), waiting[shop_id, courier],
            rules[shop_id], judge(sent[shop_id, courier], len(held[shop_id, courier]), rules[shop_id]),
        )
        for shop_id, courier in {*sent, *held, *waiting}
    ]  # fmt: skip
    return sorted(found, key=lambda one: (-len(one.held), -one.sent, one.shop_id, one.courier))


def sent_parcels(person: Person, period: Period) -> Counter[tuple[int, str]]:
    """(shop id, company): parcels that left in the month. One query."""
    rows = visible_orders(person).filter(period.holds("dispatched_at")).values("shop_id", "courier")
    counts: Counter[tuple[int, str]] = Counter()
    for row in rows.annotate(left=Count("pk")).order_by("shop_id", "courier"):
        counts[row["shop_id"], company(row["courier"])] += row["left"]
    return counts


_COLUMNS: Final = (
    "pk", "shop_id", "order__courier", "number", "order_id", "order__platform_no", "order__tracking_no", "reason",
    "opened_at", "state", "details__counts_against_courier",
)  # fmt: skip
Key = tuple[int, str]


def held_parcels(person: Person, period: Period) -> tuple[dict[Key, list[Held]], Counter[Key]]:
    """By (shop id, company): parcels whose cases count, and how many still wait. One query."""
    of_zone = visible_cases(person).filter(flow="out_of_zone", reason__in=sorted(OFF_ZONE))
    rows = of_zone.filter(period.holds("opened_at")).order_by("pk")
    counted: dict[Key, list[Held]] = defaultdict(list)
    waiting: Counter[Key] = Counter()
    for row in rows.values_list(*_COLUMNS)[:MOST_HELD]:
        *told, state, counts = row
        pk, shop_id, courier, *rest = told
        key = shop_id, company(courier)
        if counts:
            counted[key].append(_held(pk, key, rest))
        elif state in UNDECIDED:
            waiting[key] += 1
    return counted, waiting


def _held(pk: int, key: Key, rest: list[Any]) -> Held:
    return Held(pk, key[0], key[1], *rest)


def figures_of(person: Person, shop: Shop, courier: str, first: date, at: datetime) -> Figures:
    """One courier of one shop; zeros when it did nothing."""
    period = Period(first, {shop.pk: shop.timezone})
    found = next((one for one in month_figures(person, [shop], period, at) if one.courier == courier), None)
    if found is not None:
        return found
    rules = rules_for(shop, period, at).thresholds
    return Figures(shop.pk, courier, 0, (), 0, rules, judge(0, 0, rules))


def case_numbers(held: Iterable[Held]) -> list[str]:
    """Numbers of the cases, for the evidence."""
    return [one.number for one in held]
