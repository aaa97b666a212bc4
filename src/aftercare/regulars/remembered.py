"""What the shop may remember aloud of a buyer: their paid orders here that went well (U2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from aftercare.cases.models import Case
from aftercare.chat.buyers import BuyersOrder
from aftercare.core.money import ZERO
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.orders.terms import OrderStatus
from aftercare.regulars.personal_line import Bought, Line, personal_lines


def lines_for(rows: Sequence[BuyersOrder], at: datetime) -> list[Line]:
    """Of the buyer's newest orders with this shop, as the chat has read them. Three queries, none without an order."""
    paid = [one for one in rows if _went_well(one.order)]
    if not paid:
        return []
    with_case = set(Case.objects.filter(order_id__in=[one.order.pk for one in paid]).values_list("order_id", flat=True))
    good = [one for one in paid if one.order.pk not in with_case]
    if not good:
        return []
    titles = _titles([one for one in good if one.lines])
    orders = [_bought(one, titles, at) for one in good]
    return personal_lines(orders, _times(good[0].order).count())


def _went_well(order: Order) -> bool:
    is_over = order.status in (OrderStatus.CLOSED, OrderStatus.AWAITING_PAYMENT)
    return order.paid_at is not None and not is_over and order.source_order_id is None and order.refunded == ZERO


def _times(order: Order) -> QuerySet[Order]:
    paid = Order.objects.filter(customer_id__in=[order.customer_id], shop_id=order.shop_id, source_order=None)
    sent = paid.exclude(paid_at=None).exclude(status=OrderStatus.CLOSED)
    return sent.exclude(Exists(Case.objects.filter(order_id=OuterRef("pk"))))


def _titles(rows: Sequence[BuyersOrder]) -> Mapping[int, Product]:
    ids = {line.product_id for one in rows for line in one.lines if line.product_id}
    return {row.pk: row for row in Product.objects.only("title", "tags").filter(pk__in=ids)} if ids else {}


def _bought(one: BuyersOrder, products: Mapping[int, Product], at: datetime) -> Bought:
    line: OrderLine | None = next((line for line in one.lines if line.title and not line.is_placeholder), None)
    tags: list[str] = []
    for other in one.lines:
        product = products.get(other.product_id or 0)
        tags += product.tags if product else []
    order, received = one.order, one.order.completed_at or one.order.ordered_at
    title = line.title if line else ""
    return Bought(order.pk, order.platform_no, title, (at - received).days, tuple(dict.fromkeys(tags)))
