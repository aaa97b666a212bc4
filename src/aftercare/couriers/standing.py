"""Where couriers stand: derived from the penalties that are in force on a day (O7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from aftercare.couriers.models import CourierPenalty
from aftercare.couriers.terms import PenaltyKind, PenaltyState
from aftercare.orders.delivery.companies import company
from aftercare.orders.delivery.coverage import day_of
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

PAGE = 50


@dataclass(frozen=True)
class Standing:
    """A courier of a shop: the last day of lost priority, and of a warning; None when there is none."""

    lost_until: date | None = None
    warned_until: date | None = None


def standings(shops: Iterable[Shop], at: datetime) -> dict[tuple[int, str], Standing]:
    """(shop id, company): only those that are warned or have lost priority. One query."""
    wanted = Q(pk__in=[])
    for shop in shops:
        day = day_of(shop, at)
        wanted |= Q(shop=shop, starts_on__lte=day, ends_on__gte=day)
    rows = CourierPenalty.objects.filter(wanted, state=PenaltyState.CONFIRMED).order_by("ends_on", "pk")
    found: dict[tuple[int, str], Standing] = {}
    for shop_id, courier, kind, ends_on in rows.values_list("shop_id", "courier", "kind", "ends_on"):
        old = found.get((shop_id, courier), Standing())
        if kind == PenaltyKind.PRIORITY:
            found[shop_id, courier] = Standing(ends_on, old.warned_until)
        else:
            found[shop_id, courier] = Standing(old.lost_until, ends_on)
    return found


def lost_priority(shop: Shop, couriers: Iterable[str], at: datetime) -> dict[str, date]:
    """Couriers of the shop's table that come last just now, by the name of the table, with the last day."""
    found = standings([shop], at)
    lost = {name: found.get((shop.pk, company(name)), Standing()).lost_until for name in couriers}
    return {name: until for name, until in lost.items() if until is not None}


def open_penalties(rows: Iterable[CourierPenalty]) -> dict[tuple[int, str, date], list[CourierPenalty]]:
    """By (shop id, company, month)."""
    found: dict[tuple[int, str, date], list[CourierPenalty]] = {}
    for row in rows:
        found.setdefault((row.shop_id, row.courier, row.month), []).append(row)
    return found


def may_confirm(penalty: CourierPenalty, person: Person) -> bool:
    """Nobody confirms what they proposed themselves (C17)."""
    return penalty.proposed_by_id != person.staff_id
