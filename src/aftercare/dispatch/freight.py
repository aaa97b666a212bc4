"""Freight changes: which a person may see, what the table says, lists (O8)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet

from aftercare.core.errors import NotFound
from aftercare.dispatch.access import READERS, shops_for
from aftercare.dispatch.freight_rules import Fee, Proposal, propose
from aftercare.dispatch.models import FreightChange
from aftercare.dispatch.terms import FreightKind, FreightState, Pays
from aftercare.orders.delivery.queries import answer_for
from aftercare.orders.delivery.rules import Parcel
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

PAGE: Final = 50
# What somebody still has to see to: money, or an answer. Freight collect that was agreed is done.
PENDING: Final = (FreightState.ASKED, FreightState.AGREED, FreightState.WAIVING)
UNREAD: Final = ("order__customer__nick", *(f"order__{name}" for name in SEALED))


def visible_freight(person: Person) -> QuerySet[FreightChange]:
    """Every list and page of freight changes starts here."""
    if person.is_system:
        return FreightChange.objects.all()
    return FreightChange.objects.filter(shop_id__in=shops_for(person, READERS))


def access_freight(person: Person, pk: int, *, lock: bool = False) -> FreightChange:
    """The change, locked when it is to be moved. Raises NotFound."""
    rows = visible_freight(person).select_related("shop", "order", "invoice")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def pending_freight(person: Person, shop_ids: Collection[int]) -> QuerySet[FreightChange]:
    """What is not settled."""
    rows = visible_freight(person).filter(shop_id__in=shop_ids, state__in=PENDING)
    return rows.exclude(state=FreightState.AGREED, pays__in=(Pays.COLLECT, Pays.NOTHING))


def freight_page(
    person: Person, shop_ids: Collection[int], *, waiving: bool = False, after: tuple[datetime, int] | None = None
) -> Sequence[FreightChange]:
    """The oldest first: at most PAGE + 1. `waiving`: those that the supervisor decides."""
    rows = pending_freight(person, shop_ids)
    if waiving:
        rows = rows.filter(state=FreightState.WAIVING)
    if after is not None:
        rows = rows.filter(Q(asked_at__gt=after[0]) | Q(asked_at=after[0], pk__gt=after[1]))
    together = rows.select_related("shop", "order__customer", "asked_by", "waiver_asked_by", "invoice").defer(*UNREAD)
    return list(together.order_by("asked_at", "pk")[: PAGE + 1])


def freight_of(person: Person, order_id: int) -> FreightChange | None:
    """The change of an order that counts."""
    rows = visible_freight(person).filter(order_id=order_id).exclude(state=FreightState.DROPPED)
    return rows.select_related("shop", "order", "asked_by", "waiver_asked_by", "decided_by", "invoice").first()


def proposal_for(shop: Shop, order: Order, kind: FreightKind, courier: str, at: datetime) -> Proposal:
    """By the shop's table for the order's address. The order comes whole."""
    return propose(kind, courier, fees_for(shop, order, at))


def fees_for(shop: Shop, order: Order, at: datetime) -> list[Fee]:
    """Couriers that go to the order's address; what they cost the buyer more than the usual one."""
    answer = answer_for(shop, f"{order.region} {order.receiver_address}", Parcel(worth=order.goods), at)
    return [Fee(one.courier, None if one.pays is None else one.surcharge) for one in answer.options]
