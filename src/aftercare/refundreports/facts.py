"""What one row of a refund report tells, and what is held of one refund, as plain values. None: not told. Pure."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from aftercare.core.money import Money
from aftercare.refundreports.terms import Intervention, RefundKind, RefundState


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """One refund (B2). Times are UTC; `amount` is all that the buyer asks for or got, `freight` is part of it.

    `line_no` is the platform's sub-order number where the report has one; `title` and `merchant_code` name the item
    where it has none. `due_at` is the platform's own deadline of the present state.
    """

    refund_no: str
    order_no: str
    raw_status: str | None = None
    state: RefundState | None = None
    raw_kind: str | None = None
    kind: RefundKind | None = None
    line_no: str | None = None
    title: str | None = None
    merchant_code: str | None = None
    amount: Money | None = None
    freight: Money | None = None
    reason: str | None = None  # the platform's words
    explanation: str | None = None  # the buyer's words: personal
    goods_state: str | None = None
    intervention: Intervention | None = None
    raw_intervention: str | None = None
    liable: str | None = None
    courier: str | None = None
    tracking_no: str | None = None
    applied_at: datetime | None = None
    returned_at: datetime | None = None
    finished_at: datetime | None = None
    due_at: datetime | None = None


KEYS = ("refund_no", "order_no")
STATE_FIELDS = ("state", "raw_status")  # go together: one row says both
# What each later row may say anew, field by field.
MERGED = tuple(field.name for field in fields(RefundFacts) if field.name not in (*KEYS, *STATE_FIELDS))
LENGTHS = {
    "refund_no": 40, "order_no": 40, "line_no": 40, "raw_status": 60, "raw_kind": 40, "title": 300,
    "merchant_code": 80, "reason": 120, "explanation": 500, "goods_state": 40, "raw_intervention": 40, "liable": 40,
    "courier": 60, "tracking_no": 60,
}  # fmt: skip


def canonical(value: Any) -> str:
    """A text that orders any two values of a field in one way, for all rows and all imports."""
    if isinstance(value, Money):
        return f"{value.fen:020d}"
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)
