"""What the tests of refund reports start from: rows as a platform tells them, taken in and carried at once."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from aftercare.cases.models import Case
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.refundreports.actions.carry_refunds import carry_refunds
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.models import PlatformRefund, RefundConflict
from aftercare.refundreports.taking import Scope, take_in
from aftercare.refundreports.terms import ConflictState, RefundKind, RefundState, RowVerdict
from aftercare.shops.models import Shop

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
_batches = count(1)
WORDS = {
    RefundState.ASKED: "买家已经申请退款，等待卖家同意",
    RefundState.REFUSED: "卖家拒绝退款",
    RefundState.AGREED: "卖家已经同意退款，等待买家退货",
    RefundState.SENT: "买家已经退货，等待卖家确认收货",
    RefundState.SENDING: "待发出换货",
    RefundState.PAYING: "退款中",
    RefundState.CLOSED: "退款关闭",
    RefundState.SUCCESS: "退款成功",
    RefundState.UNKNOWN: "等待火星人确认",
}


def told(order: Order | str, state: RefundState = RefundState.ASKED, **fields: Any) -> RefundFacts:
    """One row of a report about that order."""
    number = order if isinstance(order, str) else order.platform_no
    values: dict[str, Any] = {
        "refund_no": f"77{number}",
        "order_no": number,
        "state": state,
        "raw_status": WORDS[state],
        "kind": RefundKind.RETURN,
        "raw_kind": "退货退款",
        "amount": Money(10000),
        "reason": "质量问题",
        "applied_at": MORNING,
    }
    return RefundFacts(**{**values, **fields})


def report(shop: Shop, *rows: RefundFacts, day: int | None = None, carried: bool = True) -> list[RowVerdict]:
    """Take in a report with these rows, made on that day of the month, and carry what it told; verdicts in order."""
    with transaction.atomic():
        scope = Scope(
            shop_id=shop.pk,
            batch_id=next(_batches),
            actor_id=None,
            exported_at=None if day is None else MORNING + timedelta(days=day),
            at=now(),
        )
        verdicts = take_in(scope, list(enumerate(rows)))
    if carried:
        carry_refunds(shop_id=shop.pk)
    return [verdicts[line] for line in range(len(rows))]


def record_of(order: Order) -> PlatformRefund:
    return PlatformRefund.objects.get(shop=order.shop, refund_no=f"77{order.platform_no}")


def case_of(order: Order) -> Case:
    """The case that carries the refund of that order."""
    case = record_of(order).case
    assert case is not None
    return case


def open_conflicts(order: Order) -> set[str]:
    rows = RefundConflict.objects.filter(record=record_of(order), state=ConflictState.OPEN)
    return set(rows.values_list("kind", flat=True))
