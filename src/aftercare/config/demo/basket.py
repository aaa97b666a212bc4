"""Orders that can become cases: found by shop, price, the way of the goods and the day on which the buyer asks."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.terms import Reason
from aftercare.config.demo.orders import RAW
from aftercare.config.demo.scripts import Goods, Script
from aftercare.core.money import ZERO, Money
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.queries import SEALED
from aftercare.orders.terms import OrderStatus, ReturnClass

REASONS: Final = {
    Reason.NO_REASON: 28,
    Reason.QUALITY: 22,
    Reason.DAMAGED: 18,
    Reason.NOT_AS_DESCRIBED: 14,
    Reason.WRONG_ITEM: 7,
    Reason.MISSING: 5,
    Reason.LATE: 3,
    Reason.OTHER: 3,
}
FREIGHTS: Final = (800, 1000, 1200, 1500, 1800)
BEARS_FREIGHT: Final = (Reason.QUALITY, Reason.DAMAGED, Reason.NOT_AS_DESCRIBED, Reason.WRONG_ITEM)
# Fen, freight not counted.
PRICES: Final = {"low": (900, 17_000), "mid": (5_500, 17_000), "high": (32_500, 480_000), "top": (500_001, 10**8)}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
Parts = dict[int, tuple[int, Money]]  # order line id to pieces and goods money


@dataclass(frozen=True)
class Choice:
    """What one buyer asks for; `rest` is for a second application. `paid`: for all of these pieces."""

    order: Order
    code: str
    reason: Reason
    lines: Parts
    freight: Money
    paid: Money
    rest: Parts = field(default_factory=dict)


def _signed(order: Order) -> datetime:
    if order.completed_at is None:
        raise ValueError(f"{order} is not completed")
    return order.completed_at


def _paid(order: Order) -> datetime:
    if order.paid_at is None:
        raise ValueError(f"{order} is not paid")
    return order.paid_at


def _between(orders: Sequence[Order], key: Callable[[Order], datetime], begin: datetime, end: datetime) -> list[Order]:
    return list(orders[bisect_left(orders, begin, key=key) : bisect_left(orders, end, key=key)])


class Basket:
    """Orders, each used once; a buyer has one story besides returns."""

    def __init__(self, shop_ids: Sequence[int], rng: Random) -> None:
        rows = Order.objects.exclude(status=OrderStatus.CLOSED).exclude(paid_at=None).order_by("paid_at", "id")
        rows = rows.defer(*SEALED).prefetch_related("lines__product")
        self.paid = {shop_id: list(rows.filter(shop_id=shop_id)) for shop_id in shop_ids}
        self.signed = {
            shop_id: sorted(
                (order for order in orders if order.completed_at), key=lambda order: (_signed(order), order.pk)
            )
            for shop_id, orders in self.paid.items()
        }
        self.rng = rng
        self.used: set[int] = set()
        self.buyers: set[int | None] = set()

    def choose(self, script: Script, shop_id: int, at: datetime) -> Choice | None:
        """An order whose goods are where the script wants them at that time; None when none fits."""
        fitting: list[tuple[Order, list[OrderLine]]] = []
        for orders, most in self._shelves(script, shop_id, at):
            fitting = fitting or self._fitting(script, orders)[-most:]
        if not fitting:
            return None
        order, lines = self.rng.choice(fitting)
        self._take(script, order)
        reason = self._reason(script)
        freight = Money(self.rng.choice(FREIGHTS)) if reason in BEARS_FREIGHT and self.rng.random() < 0.6 else ZERO
        pieces = {line.pk: self._pieces(line, script) for line in lines}
        paid = sum((Money(line.paid.fen * pieces[line.pk] // line.quantity) for line in lines), ZERO)
        first, rest = _halves(pieces) if script.halves else (pieces, {})
        return Choice(
            order=order,
            code=lines[0].merchant_code,
            reason=reason,
            lines=_asked(script, lines, first),
            freight=freight if script.flow == "return" else ZERO,
            paid=paid,
            rest=_asked(script, lines, rest),
        )

    def _shelves(self, script: Script, shop_id: int, at: datetime) -> Iterator[tuple[list[Order], int]]:
        """Orders to look through, the best first, and how many of the last ones that fit are good enough."""
        paid, signed = self.paid[shop_id], self.signed[shop_id]
        everything, first = len(paid), datetime.min.replace(tzinfo=UTC)
        if script.goods is Goods.UNSENT:
            recent = _between(paid, _paid, at - 36 * HOUR, at - HOUR / 2)
            yield [order for order in recent if order.dispatched_at is None or order.dispatched_at > at], everything
            yield _between(paid, _paid, at - 4 * DAY, at - HOUR / 2), 3
        elif script.goods is Goods.ON_ITS_WAY:
            recent = _between(paid, _paid, at - 9 * DAY, at - 2 * DAY)
            yield [order for order in recent if _is_on_its_way(order, at)], everything
            yield [order for order in _between(paid, _paid, at - 14 * DAY, at - 2 * DAY) if order.dispatched_at], 3
        elif script.goods is Goods.OLD:
            yield _between(signed, _signed, at - 30 * DAY, at - 10 * DAY), everything
            yield _between(signed, _signed, first, at - 3 * DAY), 1
        else:
            yield _between(signed, _signed, at - 6 * DAY, at - 3 * HOUR), everything
            yield _between(signed, _signed, first, at - 3 * HOUR), 1

    def _take(self, script: Script, order: Order) -> None:
        """It is used; its goods go no further than the script says."""
        self.used.add(order.pk)
        if script.flow != "return":
            self.buyers.add(order.customer_id)
        if script.goods is Goods.UNSENT:
            waiting = OrderStatus.AWAITING_DISPATCH
            gone = {"dispatched_at": None, "completed_at": None, "courier": "", "tracking_no": ""}
            Order.objects.filter(pk=order.pk).update(status=waiting, raw_status=RAW[waiting], **gone)
        elif script.goods is Goods.ON_ITS_WAY:
            sent = OrderStatus.DISPATCHED
            Order.objects.filter(pk=order.pk).update(status=sent, raw_status=RAW[sent], completed_at=None)

    def _fitting(self, script: Script, orders: Sequence[Order]) -> list[tuple[Order, list[OrderLine]]]:
        known = self.buyers if script.flow != "return" else set()
        unused = (order for order in orders if order.pk not in self.used and order.customer_id not in known)
        return [(order, lines) for order in unused if (lines := self._wish(script, order))]

    def _wish(self, script: Script, order: Order) -> list[OrderLine]:
        low, high = PRICES[script.price]
        if order.paid.fen < low:
            return []
        lines = [line for line in order.lines.all() if self._suits(line, script)]
        if script.price == "low":
            lines = lines[:1]
        if sum(line.quantity for line in lines) < script.pieces:
            return []
        return lines if lines and low <= sum(line.paid.fen for line in lines) <= high else []

    def _suits(self, line: OrderLine, script: Script) -> bool:
        is_special = line.product is not None and line.product.return_class == ReturnClass.MADE_TO_ORDER
        is_normal = line.product is not None and line.product.return_class == ReturnClass.NORMAL
        return is_special if script.made_to_order else is_normal

    def _reason(self, script: Script) -> Reason:
        if script.reasons:
            return self.rng.choice(script.reasons)
        if script.made_to_order:
            return Reason.NO_REASON
        rights = (Reason.NO_REASON, Reason.OTHER)  # of a buyer within the days without a reason
        kinds = [reason for reason in REASONS if not (script.refuses and reason in rights)]
        return self.rng.choices(kinds, [REASONS[reason] for reason in kinds])[0]

    def _pieces(self, line: OrderLine, script: Script) -> int:
        """All of them, or now and then fewer than were bought."""
        pieces = line.quantity
        if script.price == "low" and pieces > 1 and self.rng.random() < 0.5:
            pieces = self.rng.randint(1, pieces - 1)
        return pieces


def _is_on_its_way(order: Order, at: datetime) -> bool:
    if order.dispatched_at is None or order.dispatched_at > at - DAY:
        return False
    return order.completed_at is None or order.completed_at > at


def _halves(pieces: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """One line, or one piece of the only line; and the rest."""
    (first, count), *others = pieces.items()
    return ({first: count}, dict(others)) if others else ({first: 1}, {first: count - 1})


def _asked(script: Script, lines: Sequence[OrderLine], pieces: dict[int, int]) -> Parts:
    """What the application names: pieces, and money when it is of a kind that asks for money."""
    if not newest_flow(script.flow).asks_money:
        return {pk: (count, ZERO) for pk, count in pieces.items()}
    worth = {line.pk: line.paid.fen * pieces[line.pk] // line.quantity for line in lines if line.pk in pieces}
    if script.asks < 100:  # whole yuan
        worth = {pk: max(fen * script.asks // 10_000, 1) * 100 for pk, fen in worth.items()}
    return {pk: (count, Money(worth[pk])) for pk, count in pieces.items()}
