"""Reads what the checks need for many orders at once: eight queries for any number of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.confirmation.facts import BuyerFacts, CheckFacts, LineFacts, Sibling
from aftercare.confirmation.models import Correction, ProductHabit
from aftercare.confirmation.policies import MANY_PIECES
from aftercare.core.bulk import any_of
from aftercare.core.crypto import decrypt, keyed_hash
from aftercare.orders.delivery.queries import destinations
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

MOST_BEFORE: Final = 50  # newest orders of a buyer that say what they usually do
MOST_UNSENT: Final = 5  # named in a finding
PIECES: Final = 20  # counted apart; more are the last
# By the buyer's index, so that one with ten thousand orders costs as much as one with fifty.
_BUYERS: Final = """
    SELECT before.* FROM unnest(%s::bigint[]) AS buyer (id) CROSS JOIN LATERAL (
        SELECT customer_id, id, platform_no, status, paid_at, dispatched_at, source_order_id, item_count,
               receiver_phone_hash, region, receiver_address
        FROM orders_order WHERE customer_id = buyer.id AND shop_id = %s ORDER BY ordered_at DESC LIMIT %s
    ) AS before
"""


@dataclass(frozen=True)
class Before:
    """An order of the same buyer."""

    customer_id: int
    pk: int
    number: str
    status: str
    paid_at: datetime | None
    dispatched_at: datetime | None
    source_order_id: int | None
    pieces: int
    phone_hash: str
    region: str
    sealed_address: str

    @property
    def is_unsent(self) -> bool:
        return is_unsent(self.status, self.paid_at, self.dispatched_at, self.source_order_id)


def is_unsent(status: str, paid_at: Any, dispatched_at: Any, source_order_id: Any) -> bool:
    """Paid and not sent; a second dispatch was looked at in its case."""
    is_due = status == OrderStatus.AWAITING_DISPATCH and paid_at is not None
    return is_due and dispatched_at is None and source_order_id is None


def habit_key(line: OrderLine) -> str:
    """By what a product is known, in reports with and without merchant codes."""
    return (line.merchant_code or line.title)[:80]


def gather(shop: Shop, orders: Sequence[Order], at: datetime) -> dict[int, CheckFacts]:
    """The facts of each order of the shop, without what a later report changed."""
    lines = lines_of([order.pk for order in orders])
    keys = {habit_key(line) for of_order in lines.values() for line in of_order}
    habits = dict(ProductHabit.objects.filter(any_of("key", keys), shop=shop).values_list("key", "pieces"))
    buyers = _buyers(shop, {order.customer_id for order in orders if order.customer_id})
    corrected = _corrected([order.pk for order in orders])
    places, many = destinations(shop, orders, at), policies_of(shop, at).get(MANY_PIECES)
    day = at.astimezone(ZoneInfo(shop.timezone)).date()
    return {
        order.pk: CheckFacts(
            name=order.receiver_name,
            name_mask=order.receiver_name_mask,
            phone=order.receiver_phone,
            phone_mask=order.receiver_phone_mask,
            address=order.receiver_address,
            region=order.region,
            message=order.buyer_message,
            memo=order.seller_memo,
            lines=tuple(_line(line, habits) for line in lines.get(order.pk, ())),
            worth=order.goods or order.paid,
            buyer=_buyer(order, buyers.get(order.customer_id or 0, ())),
            couriers=places[order.pk].table,
            day=day,
            many_pieces=many,
            corrected=frozenset(corrected.get(order.pk, ())),
        )
        for order in orders
    }


def lines_of(order_ids: Collection[int]) -> dict[int, list[OrderLine]]:
    """The lines of orders; one that stands for a whole order whose items are not known is none."""
    found: dict[int, list[OrderLine]] = defaultdict(list)
    rows = OrderLine.objects.filter(any_of("order_id", order_ids), is_placeholder=False)
    for line in rows.order_by("pk"):
        found[line.order_id].append(line)
    return found


def _corrected(order_ids: Collection[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    rows = Correction.objects.filter(any_of("order_id", order_ids), in_force=True)
    for order_id, name in rows.values_list("order_id", "field"):
        found[order_id].add(name)
    return found


def place_hash(order: Order) -> str:
    """Receiver and address as they were looked at."""
    parts = (order.receiver_name or order.receiver_name_mask, order.receiver_phone or order.receiver_phone_mask)
    return keyed_hash("\x1f".join((*parts, order.region, order.receiver_address)))


def goods_hash(order: Order, facts: CheckFacts) -> str:
    """Goods and the buyer's words; '' while the goods are not known."""
    if not facts.lines:
        return ""
    goods = sorted(f"{line.title}\x1e{line.sku}\x1e{line.quantity}" for line in facts.lines)
    return keyed_hash("\x1f".join((order.buyer_message, *goods)))


def _line(line: OrderLine, habits: Mapping[str, Sequence[int]]) -> LineFacts:
    return LineFacts(line.title, line.sku, line.quantity, tuple(habits.get(habit_key(line), ())))


def _buyers(shop: Shop, customer_ids: Collection[int]) -> dict[int, list[Before]]:
    found: dict[int, list[Before]] = defaultdict(list)
    if customer_ids:
        with connection.cursor() as cursor:
            cursor.execute(_BUYERS, [sorted(customer_ids), shop.pk, MOST_BEFORE])
            for row in cursor.fetchall():
                found[row[0]].append(Before(*row))
    return found


def _buyer(order: Order, before: Sequence[Before]) -> BuyerFacts:
    others = [one for one in before if one.pk != order.pk and one.source_order_id is None]
    had = [one for one in others if one.paid_at and one.status != OrderStatus.CLOSED and not one.is_unsent]
    unsent = [one for one in others if one.is_unsent][:MOST_UNSENT]
    return BuyerFacts(
        orders=len(had),
        most_pieces=max((one.pieces for one in had), default=0),
        unsent=tuple(Sibling(one.number, _same_place(order, one)) for one in unsent),
    )


def _same_place(order: Order, other: Before) -> bool:
    same = (order.receiver_phone_hash, order.region) == (other.phone_hash, other.region)
    return same and order.receiver_address == decrypt(other.sealed_address)
