"""About a month and a half of orders, written in bulk as an import would leave them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.config.demo.buyers import MEMOS, MESSAGES, Buyer, make_buyers, parcel
from aftercare.config.demo.goods import Good
from aftercare.config.demo.selling import describe
from aftercare.core.crypto import keyed_hash
from aftercare.core.money import ZERO, Money
from aftercare.core.text import mask_name, mask_phone
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.orders.catalogue.announcing import products_added
from aftercare.orders.models import Order, OrderLine, Product
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

DAYS: Final = 44
# Orders of each hour of the day, Shanghai time: quiet nights, a peak after lunch and one in the evening.
HOURS: Final = (6, 3, 2, 1, 1, 1, 2, 4, 9, 14, 18, 17, 18, 19, 17, 16, 16, 15, 15, 19, 26, 30, 27, 16)
RAW: Final = {
    OrderStatus.AWAITING_PAYMENT: "等待买家付款",
    OrderStatus.AWAITING_DISPATCH: "买家已付款，等待卖家发货",
    OrderStatus.DISPATCHED: "卖家已发货，等待买家确认",
    OrderStatus.COMPLETED: "交易成功",
    OrderStatus.CLOSED: "交易关闭",
}
UNPAID, CANCELLED = "买家未付款", "买家申请退款"


@dataclass(frozen=True)
class Life:
    """What has become of an order by now."""

    status: OrderStatus
    paid_at: datetime | None = None
    dispatched_at: datetime | None = None
    completed_at: datetime | None = None
    close_reason: str = ""


def make_products(shop: Shop, goods: Sequence[Good]) -> dict[str, Product]:
    """The shop's products by merchant code."""
    rows = [
        describe(
            Product(
                shop=shop,
                code=good.code,
                title=good.title,
                return_class=good.return_class,
                cost=Money(good.price * 45 // 100),
                price=Money(good.price),
            )
        )
        for good in goods
    ]
    made = Product.objects.bulk_create(rows)
    products_added(made)
    return {row.code: row for row in made}


def make_orders(shop: Shop, goods: Sequence[Good], count: int, rng: Random, at: datetime) -> int:
    """That many orders of the days before `at`; returns how many lines they have."""
    products = make_products(shop, goods)
    buyers = make_buyers(rng, count * 4 // 5)
    ids = remember_buyers(shop_id=shop.pk, nicks=[buyer.nick for buyer in buyers])
    moments = sorted(_moments(rng, count, at))
    orders, lines = [], []
    for number, ordered_at in enumerate(moments):
        buyer = rng.choice(buyers)
        order = _order(shop, buyer, _life(rng, ordered_at, at), ordered_at, rng)
        order.platform_no = f"{rng.randint(3800, 4099)}{shop.pk:02d}{number:06d}{rng.randrange(10**7):07d}"
        order.customer_id = ids[buyer.nick]
        bought = list(_lines(order, goods, products, rng))
        _sum_up(order, bought, rng)
        orders.append(order)
        lines += bought
    Order.objects.bulk_create(orders, batch_size=1000)
    OrderLine.objects.bulk_create(lines, batch_size=1000)
    return len(lines)


def _moments(rng: Random, count: int, at: datetime) -> Iterator[datetime]:
    """More in the promotion twelve days ago; by the hours of the day."""
    weights = [3 if 9 <= day <= 12 else 1 for day in range(DAYS)]
    midnight = at.replace(hour=16, minute=0, second=0, microsecond=0) - timedelta(days=1)  # of Shanghai
    made = 0
    while made < count:
        (day,) = rng.choices(range(DAYS), weights)
        (hour,) = rng.choices(range(24), HOURS)
        moment = midnight - timedelta(days=day) + timedelta(hours=hour, seconds=rng.randrange(3600))
        if moment < at - timedelta(minutes=4):
            made += 1
            yield moment


def _life(rng: Random, ordered_at: datetime, at: datetime) -> Life:
    paid_at = ordered_at + timedelta(seconds=rng.randint(12, 900))
    if rng.random() < 0.05 or paid_at > at:
        if at - ordered_at < timedelta(days=1):
            return Life(OrderStatus.AWAITING_PAYMENT)
        return Life(OrderStatus.CLOSED, close_reason=UNPAID)
    if rng.random() < 0.03:
        return Life(OrderStatus.CLOSED, paid_at, close_reason=CANCELLED)
    dispatched_at = paid_at + timedelta(hours=rng.uniform(4, 40))
    if dispatched_at > at:
        return Life(OrderStatus.AWAITING_DISPATCH, paid_at)
    completed_at = dispatched_at + timedelta(hours=rng.uniform(40, 190))
    if completed_at > at:
        return Life(OrderStatus.DISPATCHED, paid_at, dispatched_at)
    return Life(OrderStatus.COMPLETED, paid_at, dispatched_at, completed_at)


def _order(shop: Shop, buyer: Buyer, life: Life, ordered_at: datetime, rng: Random) -> Order:
    courier, tracking_no = parcel(rng) if life.dispatched_at else ("", "")
    return Order(
        shop=shop,
        status=life.status,
        raw_status=RAW[life.status],
        ordered_at=ordered_at,
        paid_at=life.paid_at,
        dispatched_at=life.dispatched_at,
        completed_at=life.completed_at,
        close_reason=life.close_reason,
        courier=courier,
        tracking_no=tracking_no,
        buyer_message=rng.choice(MESSAGES) if rng.random() < 0.12 else "",
        seller_memo=rng.choice(MEMOS) if rng.random() < 0.08 else "",
        region=buyer.region,
        receiver_name=buyer.name,
        receiver_name_mask=mask_name(buyer.name),
        receiver_phone=buyer.phone,
        receiver_phone_hash=keyed_hash(buyer.phone),
        receiver_phone_mask=mask_phone(buyer.phone),
        receiver_address=buyer.address,
        created_at=ordered_at,
        updated_at=ordered_at,
    )


def _lines(order: Order, goods: Sequence[Good], products: dict[str, Product], rng: Random) -> Iterator[OrderLine]:
    (count,) = rng.choices((1, 2, 3), (72, 22, 6))
    chosen = dict.fromkeys(rng.choices(goods, [good.weight for good in goods], k=count))
    for index, good in enumerate(chosen):
        variant = rng.randrange(len(good.variants))
        yield OrderLine(
            order=order,
            line_no=str(int(order.platform_no) + index),
            product=products[good.code],
            title=good.title,
            sku=good.variants[variant],
            merchant_code=f"{good.code}-{variant + 1}",
            quantity=rng.choices((1, 2, 3, 4), (80, 14, 4, 2))[0] if good.price < 100_000 else 1,
            price=Money(good.price + good.price * variant // 10),
        )


def _sum_up(order: Order, lines: Sequence[OrderLine], rng: Random) -> None:
    """Amounts of the order, with a coupon now and then, and of its lines by their shares."""
    goods = sum((line.price * line.quantity for line in lines), ZERO)
    coupon = Money(rng.choice((500, 1000, 2000))) if goods > Money(9900) and rng.random() < 0.35 else ZERO
    order.goods = order.total = goods
    order.item_count = sum(line.quantity for line in lines)
    order.item_summary = "；".join(line.title for line in lines)[:300]
    if order.paid_at is None:
        return
    order.paid = goods - coupon
    for line, share in zip(
        lines, order.paid.allocate([(line.price * line.quantity).fen for line in lines]), strict=True
    ):
        line.paid = share
        if order.close_reason == CANCELLED:
            line.refunded, line.refund_status = share, "退款成功"
            order.refunded += share
