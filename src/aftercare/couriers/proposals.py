"""Which courier the rule gives each unsent order, many at once (O6): the same few queries for one order or fifty."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from aftercare.couriers.choosing import Choice, ChoiceFacts, choose_courier
from aftercare.couriers.fragile import fragile_orders
from aftercare.couriers.models import CourierChoice
from aftercare.couriers.policies import CAREFUL, FRAGILE, PREFER
from aftercare.couriers.standing import lost_priority
from aftercare.orders.access import visible_orders
from aftercare.orders.delivery.companies import among, companies_in
from aftercare.orders.delivery.coverage import day_of
from aftercare.orders.delivery.places import Reading, read_address
from aftercare.orders.delivery.queries import couriers_of, destinations
from aftercare.orders.delivery.rules import Parcel, delivery_answer
from aftercare.orders.delivery.table import CourierTable
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import Policies, policies_of

PAGE = 50
UNSENT = OrderStatus.AWAITING_DISPATCH


@dataclass(frozen=True)
class OrderChoice:
    """The rule's answer for an order, and what a person chose (None: nobody did)."""

    order: Order
    choice: Choice
    made: CourierChoice | None
    is_fragile: bool
    wanted: tuple[str, ...]
    unwanted: tuple[str, ...]

    @property
    def courier(self) -> str:
        """The one that will take it: a person's choice, else the rule's; '' when nobody can."""
        if self.made is not None:
            return self.made.courier
        return self.choice.best.courier if self.choice.best else ""


@dataclass(frozen=True)
class UnsentKey:
    """Where a page of unsent orders begins: behind this order."""

    ordered_at: datetime
    pk: int


def unsent_page(person: Person, shop: Shop, *, after: UnsentKey | None = None) -> list[Order]:
    """PAGE unsent orders of the shop and one more when there are further ones, the oldest first; one query by index."""
    rows = visible_orders(person).filter(shop=shop, status=UNSENT)
    if after is not None:
        rows = rows.filter(ordered_at__gte=after.ordered_at).exclude(ordered_at=after.ordered_at, pk__lte=after.pk)
    return list(rows.select_related("shop", "customer").order_by("ordered_at", "pk")[: PAGE + 1])


def propose(shop: Shop, orders: Sequence[Order], at: datetime, grams: int | None = None) -> list[OrderChoice]:
    """The rule's answer for each of these orders of one shop, in their order: six queries at most. `grams`: the weight
    where somebody knows it; else that of the choice that was made, else one kilogram."""
    day, found_places = day_of(shop, at), destinations(shop, orders, at)
    policies = policies_of(shop, at)
    fragile = fragile_orders(shop.pk, orders, policies.get(FRAGILE))
    made = {row.order_id: row for row in CourierChoice.objects.filter(order__in=orders).select_related("by")}
    common = _common(shop, couriers_of(shop, at).table, policies, at)
    found = []
    for order in orders:
        weight = grams if grams is not None else (made[order.pk].grams if order.pk in made else None)
        where = found_places[order.pk]
        answer = delivery_answer(where.reading, Parcel(weight, order.goods), where.table, day)
        wanted, unwanted = companies_in(order.buyer_message)
        facts = replace(common, answer=answer, is_fragile=order.pk in fragile, wanted=wanted, unwanted=unwanted)
        found.append(
            OrderChoice(
                order, choose_courier(facts), made.get(order.pk), facts.is_fragile, tuple(sorted(wanted)),
                tuple(sorted(unwanted)),
            )
        )  # fmt: skip
    return found


def propose_one(order: Order, at: datetime, grams: int | None = None) -> OrderChoice:
    """The same of one order."""
    return propose(order.shop, [order], at, grams)[0]


def _common(shop: Shop, table: CourierTable, policies: Policies, at: datetime) -> ChoiceFacts:
    """What is the same for all orders of a shop."""
    careful = {among(name, table.couriers) for name in policies.get(CAREFUL)}
    nothing = delivery_answer(Reading(read_address("").place), Parcel(), CourierTable(), date.min)
    return ChoiceFacts(
        answer=nothing,
        careful=frozenset(name for name in careful if name),
        lost=lost_priority(shop, table.couriers, at),
        prefer=policies.get(PREFER),
    )
