"""Goods sent again as an order of their own (C19, 重新建单补发)."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.core.money import ZERO
from aftercare.orders.events import note_order
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person

Lines = Sequence[tuple[int, int, str]]  # order line id, pieces, the variant to send


def create_reship_order(
    *, source: Order, number: str, lines: Lines, gift: str = "", person: Person, at: datetime
) -> Order:
    """The new order, to the same receiver, paid by nobody. `lines`: (order line id of `source`, pieces, the variant to
    send; '' is the same again); `gift`: what is sent instead of them. The caller has been given `source` and runs in a
    transaction."""
    order = Order.objects.create(
        shop_id=source.shop_id,
        source_order=source,
        platform_no=number,
        customer_id=source.customer_id,
        status=OrderStatus.AWAITING_DISPATCH,
        ordered_at=at,
        item_count=1 if gift else sum(pieces for _pk, pieces, _variant in lines),
        item_summary=gift or source.item_summary,
        region=source.region,
        receiver_name=source.receiver_name,
        receiver_name_mask=source.receiver_name_mask,
        receiver_phone=source.receiver_phone,
        receiver_phone_hash=source.receiver_phone_hash,
        receiver_phone_mask=source.receiver_phone_mask,
        receiver_address=source.receiver_address,
    )
    OrderLine.objects.bulk_create([_gift_line(order, gift)] if gift else _lines(order, source, lines))
    note_order(order, "reship.created", person, at, source=source.platform_no)
    return order


def _lines(order: Order, source: Order, lines: Lines) -> list[OrderLine]:
    """The same goods again, or the variants named instead."""
    sold = {line.pk: line for line in source.lines.select_related("product")}
    return [
        OrderLine(
            order=order,
            line_no=f"{order.platform_no}-{index}",
            product=sold[pk].product,
            title=sold[pk].title,
            sku=variant or sold[pk].sku,
            merchant_code=sold[pk].merchant_code,
            quantity=pieces,
            price=ZERO,
            paid=ZERO,
        )
        for index, (pk, pieces, variant) in enumerate(lines, start=1)
    ]


def _gift_line(order: Order, gift: str) -> OrderLine:
    return OrderLine(order=order, line_no=f"{order.platform_no}-1", title=gift, quantity=1, price=ZERO, paid=ZERO)
