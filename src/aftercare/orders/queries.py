"""Reads of orders for pages: keyset pages by day of order, exact search by number, parcel and phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.lookups import Exact

from aftercare.core.crypto import keyed_hash
from aftercare.core.money import ZERO, Money
from aftercare.core.sql import matching_any
from aftercare.core.text import clean, fold
from aftercare.customers.models import Customer
from aftercare.money.models import Cap
from aftercare.orders.access import visible_orders
from aftercare.orders.models import PHONE_TAIL, Order, OrderLine
from aftercare.shops.access import Person

PAGE = 50
MOST_FOUND = 20
TAIL = 4  # digits of a phone number
# Personal data in full: no list and no page selects it.
SEALED = ("buyer_message", "seller_memo", "receiver_name", "receiver_phone", "receiver_address")


@dataclass(frozen=True)
class OrderWish:
    """What of the list is asked for; '' and None filter nothing. Days are those of the company's zone."""

    shop_ids: frozenset[int]
    status: str = ""
    since: date | None = None
    until: date | None = None
    search: str = ""
    buyer_id: int | None = None  # a customer of these shops


@dataclass(frozen=True)
class OrderKey:
    """Where the next page begins: behind this moment and id."""

    ordered_at: datetime
    pk: int


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as the list shows it."""

    pk: int
    platform_no: str
    shop_id: int
    status: str
    ordered_at: datetime
    item_summary: str
    item_count: int
    paid: Money
    buyer: str | None
    receiver: str
    courier: str
    tracking_no: str


_COLUMNS = (
    "pk", "platform_no", "shop_id", "status", "ordered_at", "item_summary", "item_count", "paid", "customer__nick_mask",
    "receiver_name_mask", "courier", "tracking_no",
)  # fmt: skip


@dataclass(frozen=True)
class OrderPage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[OrderRow]
    after: OrderKey | None


def order_page(person: Person, wish: OrderWish, *, after: OrderKey | None = None, size: int = PAGE) -> OrderPage:
    """Newest first, in two queries at any size: one index scan per shop, merged; then what is shown of them."""
    parts = [
        _beyond(_filtered(person, wish).filter(shop_id=shop), after) for shop in sorted(wish.shop_ids & person.shop_ids)
    ]
    order = ("-ordered_at", "-pk")
    sliced = [part.order_by(*order).values_list("ordered_at", "pk")[: size + 1] for part in parts]
    if not sliced:
        return OrderPage([], None)
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[: size + 1]
    keys = list(merged)
    shown = [pk for _at, pk in keys[:size]]
    found = {row[0]: OrderRow(*row) for row in Order.objects.filter(pk__in=shown).values_list(*_COLUMNS)}
    rows = [found[pk] for pk in shown if pk in found]
    return OrderPage(rows, OrderKey(*keys[size - 1]) if len(keys) > size else None)


def _filtered(person: Person, wish: OrderWish) -> QuerySet[Order]:
    orders = visible_orders(person)
    zone = ZoneInfo(settings.TIME_ZONE)
    if wish.status:
        orders = orders.filter(status=wish.status)
    if wish.since:
        orders = orders.filter(ordered_at__gte=datetime.combine(wish.since, datetime.min.time(), zone))
    if wish.until:
        orders = orders.filter(
            ordered_at__lt=datetime.combine(wish.until + timedelta(days=1), datetime.min.time(), zone)
        )
    if wish.buyer_id:
        orders = orders.filter(customer_id=wish.buyer_id)
    return matching_any(orders, *exactly(wish.search), *_loosely(wish.search)) if wish.search else orders


def _beyond(part: QuerySet[Order], after: OrderKey | None) -> QuerySet[Order]:
    if after is None:
        return part
    earlier = Q(ordered_at__lt=after.ordered_at) | Q(pk__lt=after.pk)
    return part.filter(earlier, ordered_at__lte=after.ordered_at)


def exactly(text: str) -> list[Q]:
    """Orders with exactly this number, sub-order number, tracking number or phone; never a part of one (J5). Each
    condition is one that an index finds."""
    text = clean(text)
    plain = "".join(fold(text).split())
    found = [Q(platform_no=text), Q(tracking_no__in={text, plain.upper()} - {""})]
    found.append(Q(pk__in=OrderLine.objects.filter(line_no=text).exclude(line_no="").values("order_id")))
    digits = plain.removeprefix("+86").replace("-", "")
    if digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15:
        found.append(Q(receiver_phone_hash=keyed_hash(digits)))
    return found


def _loosely(text: str) -> list[Q]:
    """Orders of the buyer with exactly this nick, and those whose phone number ends in these four digits."""
    nick = Customer.objects.filter(nick_hash=keyed_hash(fold(text))).exclude(nick_hash="")
    found = [Q(customer__in=nick)]
    tail = clean(text)
    if len(tail) == TAIL and tail.isascii() and tail.isdigit():
        found.append(Q(Exact(PHONE_TAIL, tail)))
    return found


def find_orders(person: Person, shop_ids: frozenset[int], text: str, *, most: int = MOST_FOUND) -> list[Order]:
    """Orders by number, tracking number, phone, its last four digits or the buyer's whole nick, newest first."""
    if not clean(text):
        return []
    orders = visible_orders(person).filter(shop_id__in=shop_ids)
    found = matching_any(orders, *exactly(text), *_loosely(text)).select_related("customer", "shop").defer(*SEALED)
    return list(found.order_by("-ordered_at", "-pk")[:most])


def orders_beside(order: Order, *, most: int) -> list[Order]:
    """The newest other orders of the same buyer, and one more than `most` when there are more."""
    if order.customer_id is None:
        return []
    rows = Order.objects.filter(customer_id=order.customer_id, shop_id=order.shop_id).exclude(pk=order.pk)
    return list(rows.defer(*SEALED).order_by("-ordered_at")[: most + 1])


def orders_sent_again(order: Order) -> list[Order]:
    """Orders that send goods of this one again, the oldest first (C19)."""
    return list(order.reshipments.defer(*SEALED).order_by("pk"))


@dataclass(frozen=True)
class LineMoney:
    """One line with what can still be refunded of it, by its cap."""

    line: OrderLine
    refunded: Money  # given or under way here, or refunded on the platform
    room: Money


def lines_with_money(order: Order) -> Sequence[LineMoney]:
    """The lines of an order in two queries."""
    lines = list(order.lines.select_related("product").order_by("id"))
    caps = {cap.reference: cap for cap in Cap.objects.filter(reference__in=[line.cap_reference for line in lines])}
    found = []
    for line in lines:
        cap = caps.get(line.cap_reference)
        used = cap.used if cap else min(line.refunded, line.paid)
        found.append(LineMoney(line, used, max(line.paid - used, ZERO)))
    return found
