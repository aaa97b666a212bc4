"""What one row tells of a review, and how values are compared. None: not told. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from aftercare.core.money import Money
from aftercare.reviews.terms import Direction, Result


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """One review (R1). Times are UTC; `key` names it for ever, within its shop. `nick` is the buyer's, whoever wrote.

    `counts`: whether the platform counts it for the good-review rate. Stars and the three parts of DSR are 1 to 5.
    """

    key: str
    direction: Direction
    review_no: str | None = None
    order_no: str | None = None
    line_no: str | None = None  # the platform's sub-order number
    item_no: str | None = None  # the platform's number of the item
    title: str | None = None
    sku: str | None = None
    merchant_code: str | None = None
    price: Money | None = None
    nick: str | None = None
    result: Result | None = None
    raw_result: str | None = None
    stars: int | None = None
    dsr_description: int | None = None
    dsr_service: int | None = None
    dsr_logistics: int | None = None
    counts: bool | None = None
    reviewed_at: datetime | None = None
    content: str | None = None
    append_text: str | None = None
    appended_at: datetime | None = None
    append_result: Result | None = None
    reply_text: str | None = None
    replied_at: datetime | None = None


# Fields that stand together: one row says all of them.
VERDICT: Final = ("result", "raw_result", "stars")
APPEND: Final = ("append_text", "appended_at")
REPLY: Final = ("reply_text", "replied_at")
SINGLE: Final = (
    "review_no", "order_no", "line_no", "item_no", "title", "sku", "merchant_code", "price", "nick", "counts",
    "reviewed_at", "dsr_description", "dsr_service", "dsr_logistics", "append_result",
)  # fmt: skip
NAMES: Final = (*VERDICT, "content", *APPEND, *REPLY, *SINGLE)
PERSONAL: Final = frozenset({"content", "append_text", "reply_text", "nick"})  # stand in the history as changed only
LENGTHS: Final = {
    "review_no": 40, "order_no": 40, "line_no": 40, "item_no": 40, "title": 300, "sku": 200, "merchant_code": 80,
    "nick": 60, "raw_result": 40, "content": 1000, "append_text": 1000, "reply_text": 1000,
}  # fmt: skip


def canonical(value: Any) -> str:
    """A text that orders any two values of a field in one way, for all rows and all imports."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.fen:020d}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, int):
        return f"{value:05d}"
    return str(value)
