"""What buyers have said of the shop, for the page of a customer: bounded, in three queries at any size (U1).

Whoever has been given a customer may know how they reviewed; the words are for those who read the reviews of that shop.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from aftercare.cases.access import visible_cases
from aftercare.reviews.access import READERS, shops_where
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Direction, Result
from aftercare.shops.access import Person

COUNTED: Final = 500  # the newest of one person
_SHOWN: Final = (
    "pk", "shop_id", "order_no", "title", "result", "raw_result", "stars", "reviewed_at", "content", "append_text",
    "answer", "case_id",
)  # fmt: skip


@dataclass(frozen=True)
class ReviewCounts:
    """How many of a person's newest reviews say what, as the platform counts them; `more` when older ones were not
    counted."""

    good: int = 0
    neutral: int = 0
    bad: int = 0
    total: int = 0
    more: bool = False


@dataclass(frozen=True)
class BuyersReview:
    """One review that a buyer wrote. `is_read`: the person reads its words and its page. `case_no`: its case, '' for
    none or for one that they do not see."""

    review: Review
    is_read: bool
    case_no: str


def reviews_of_buyers(person: Person, customer_ids: Collection[int], *, most: int) -> list[BuyersReview]:
    """The newest of these customers, whom the caller has been given. Two queries."""
    found = list(_written_by(customer_ids).only(*_SHOWN)[:most])
    read = shops_where(person, *READERS)
    of_cases = {one.case_id for one in found if one.case_id}
    numbers = dict(visible_cases(person).filter(pk__in=of_cases).values_list("pk", "number")) if of_cases else {}
    return [BuyersReview(one, one.shop_id in read, numbers.get(one.case_id or 0, "")) for one in found]


def review_counts(customer_ids: Collection[int]) -> ReviewCounts:
    """By result, of the newest of these customers, whom the caller has been given. One query."""
    told = list(_written_by(customer_ids).values_list("result", flat=True)[: COUNTED + 1])
    said = told[:COUNTED]
    good, neutral, bad = (said.count(result) for result in (Result.GOOD, Result.NEUTRAL, Result.BAD))
    return ReviewCounts(good, neutral, bad, len(said), more=len(told) > COUNTED)


def _written_by(customer_ids: Collection[int]) -> QuerySet[Review]:
    rows = Review.objects.filter(customer_id__in=customer_ids, direction=Direction.GET)
    return rows.order_by("-reviewed_at", "-pk")
