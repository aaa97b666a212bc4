"""What the tests of reviews start from: rows as a platform tells them, taken in, and their cases opened."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.db import transaction

from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.reviews.actions.open_cases import open_cases
from aftercare.reviews.facts import ReviewFacts
from aftercare.reviews.models import Review
from aftercare.reviews.taking import Scope, take_in
from aftercare.reviews.terms import Direction, Result, RowVerdict
from aftercare.shops.models import Shop

MORNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
_batches = count(1)
_numbers = count(1)


def told(order: Order | None = None, result: Result = Result.BAD, **fields: Any) -> ReviewFacts:
    """One row about the first line of that order, written yesterday."""
    line = order.lines.order_by("pk").first() if order else None
    number = fields.pop("number", f"R{next(_numbers)}")
    values: dict[str, Any] = {
        "key": f"line:get:{line.line_no}" if line else f"no:{number}",
        "direction": Direction.GET,
        "order_no": order.platform_no if order else None,
        "line_no": line.line_no if line else None,
        "review_no": None if line else number,
        "title": line.title if line else "原木摆件",
        "merchant_code": line.merchant_code if line else None,
        "result": result,
        "raw_result": result.value,
        "reviewed_at": now() - timedelta(days=1),
        "content": "东西质量太差，根本没有说的那么好",
        "nick": None if line else "清***8",
    }
    return ReviewFacts(**{**values, **fields})


def bring(shop: Shop, *rows: ReviewFacts, day: int | None = None, opened: bool = True) -> list[RowVerdict | None]:
    """Take in a file with these rows, made on that day of the month, and open cases; verdicts in order."""
    with transaction.atomic():
        exported = None if day is None else MORNING + timedelta(days=day)
        scope = Scope(shop_id=shop.pk, batch_id=next(_batches), exported_at=exported, at=now())
        verdicts = take_in(scope, list(enumerate(rows)))
    if opened:
        open_cases(shop_id=shop.pk)
    return [verdicts[line] for line in range(len(rows))]


def review_of(order: Order) -> Review:
    return Review.objects.get(order=order, direction=Direction.GET)


def make_review(order: Order, result: Result = Result.BAD, **fields: Any) -> Review:
    """A review of that order, as a file has brought it."""
    bring(order.shop, told(order, result, **fields))
    return review_of(order)
