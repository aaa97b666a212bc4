"""Orders that can become returns: found by shop, price and the day on which the buyer asks."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.cases.terms import Reason
from aftercare.config.demo.scripts import Script
from aftercare.core.money import ZERO, Money
from aftercare.orders.models import Order, OrderLine
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
PRICES: Final = {"low": (900, 17_000), "high": (32_500, 480_000), "top": (500_001, 10**8)}  # fen, freight not counted


@dataclass(frozen=True)
class Choice:
    """What one buyer asks for."""

    order: Order
    code: str
    reason: Reason
    lines: dict[int, tuple[int, Money]]
    freight: Money


def _signed(order: Order) -> datetime:
    if order.completed_at is None:
        raise ValueError(f"{order} is not completed")
    return order.completed_at


class Basket:
    """Completed orders, each used once."""

    def __init__(self, shop_ids: Sequence[int], rng: Random) -> None:
        rows = Order.objects.filter(status=OrderStatus.COMPLETED).order_by("completed_at", "id")
        rows = rows.prefetch_related("lines__product")
        self.orders = {shop_id: list(rows.filter(shop_id=shop_id)) for shop_id in shop_ids}
        self.rng = rng
        self.used: set[int] = set()

    def choose(self, script: Script, shop_id: int, at: datetime) -> Choice | None:
        """An order that was signed for in the week before `at`, or else the nearest that fits; None when none does."""
        orders = self.orders[shop_id]
        end = bisect_left(orders, at - timedelta(hours=3), key=_signed)
        begin = bisect_left(orders, at - timedelta(days=6), key=_signed)
        fitting = self._fitting(script, orders[begin:end]) or self._fitting(script, orders[:end])[-1:]
        if not fitting:
            return None
        order, lines = self.rng.choice(fitting)
        self.used.add(order.pk)
        reason = self._reason(script)
        freight = Money(self.rng.choice(FREIGHTS)) if reason in BEARS_FREIGHT and self.rng.random() < 0.6 else ZERO
        asked = {line.pk: self._part(line, script) for line in lines}
        return Choice(order, lines[0].merchant_code, reason, asked, freight)

    def _fitting(self, script: Script, orders: Sequence[Order]) -> list[tuple[Order, list[OrderLine]]]:
        unused = (order for order in orders if order.pk not in self.used)
        return [(order, lines) for order in unused if (lines := self._wish(script, order))]

    def _wish(self, script: Script, order: Order) -> list[OrderLine]:
        low, high = PRICES[script.price]
        lines = [line for line in order.lines.all() if self._suits(line, script)]
        if script.price == "low":
            lines = lines[:1]
        return lines if lines and low <= sum(line.paid.fen for line in lines) <= high else []

    def _suits(self, line: OrderLine, script: Script) -> bool:
        is_special = line.product is not None and line.product.return_class == ReturnClass.MADE_TO_ORDER
        is_normal = line.product is not None and line.product.return_class == ReturnClass.NORMAL
        return is_special if script.made_to_order else is_normal

    def _reason(self, script: Script) -> Reason:
        if script.made_to_order:
            return Reason.NO_REASON
        kinds = [reason for reason in REASONS if not (script.refuses and reason is Reason.NO_REASON)]
        return self.rng.choices(kinds, [REASONS[reason] for reason in kinds])[0]

    def _part(self, line: OrderLine, script: Script) -> tuple[int, Money]:
        """All pieces, or now and then fewer than were bought."""
        pieces = line.quantity
        if script.price == "low" and pieces > 1 and self.rng.random() < 0.5:
            pieces = self.rng.randint(1, pieces - 1)
        return pieces, Money(line.paid.fen * pieces // line.quantity)
