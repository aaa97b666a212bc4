"""What a row tells, and what is stored, as plain values of one shape. None means: not told, or not known."""

from dataclasses import dataclass, fields
from datetime import datetime

from aftercare.core.money import ZERO, Money
from aftercare.orders.terms import OrderStatus


@dataclass(slots=True)
class OrderFacts:
    """One order. Times are UTC, `paid` is gross (before refunds), `region` is province, city and district.

    A name or phone stands either whole in its own field or, when the platform masked it, in its mask; `nick` and
    `receiver_address` are whole or None.
    """

    platform_no: str
    ordered_at: datetime
    paid_at: datetime | None = None
    promised_at: datetime | None = None
    dispatched_at: datetime | None = None
    completed_at: datetime | None = None
    status: OrderStatus | None = None
    raw_status: str | None = None
    total: Money | None = None
    goods: Money | None = None
    freight: Money | None = None
    paid: Money | None = None
    refunded: Money | None = None
    item_count: int | None = None
    item_summary: str | None = None
    courier: str | None = None
    tracking_no: str | None = None
    buyer_message: str | None = None
    seller_memo: str | None = None
    close_reason: str | None = None
    nick: str | None = None
    receiver_name: str | None = None
    receiver_name_mask: str | None = None
    receiver_phone: str | None = None
    receiver_phone_mask: str | None = None
    receiver_address: str | None = None
    region: str | None = None


ORDER_FACTS = tuple(field.name for field in fields(OrderFacts))


@dataclass(slots=True)
class ItemFacts:
    """One item of an order; `line_no` is None in reports without sub-order numbers, `paid` is gross.

    `is_share`: `paid` is our share of the order's amount, which any report that tells the item's own amount corrects.
    `is_gross`: the report never takes refunds off, so what it says was paid is right whatever stood here.
    """

    platform_no: str
    title: str
    price: Money
    quantity: int
    line_no: str | None = None
    merchant_code: str = ""
    sku: str = ""
    paid: Money | None = None
    refunded: Money | None = None
    refund_status: str | None = None
    is_share: bool = False
    is_gross: bool = False


@dataclass(slots=True)
class SoldFacts:
    """One row of a report that tells an order and what was sold with it (Pinduoduo, Douyin, JD).

    `sums_items`: the row is one sub-order of perhaps several, so the order's amounts are those of all its lines.
    """

    order: OrderFacts
    items: tuple[ItemFacts, ...]
    sums_items: bool = False


def gross_paid(told: Money, refunded: Money | None, total: Money | None, *, is_net: bool) -> Money:
    """What the buyer paid before refunds.

    Reports with a refund column write the paid amount net of refunds, some older ones gross. Where the form of the
    report does not say which, the row does: net is the reading under which paid + refunded is the total.
    """
    refunded = refunded or ZERO
    if is_net or (total is not None and told + refunded == total):
        return told + refunded
    return told
