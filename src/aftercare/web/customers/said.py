"""What a buyer has said of the shop in reviews, and what their cases cost it: parts of the customer's page (U1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from aftercare.cases.pack.numbers import hide_numbers
from aftercare.reviews.of_buyers import BuyersReview, ReviewCounts, review_counts, reviews_of_buyers
from aftercare.reviews.terms import Result
from aftercare.shops.access import Person
from aftercare.web.caseline import address_of
from aftercare.web.pieces.marks import pill
from aftercare.web.reviews.words import RESULT_TONES

SHOWN = 5


@dataclass(frozen=True)
class SaidRow:
    """One review. `address` is '' for whoever does not read reviews: they see neither its page nor its words."""

    address: str
    result: SafeString
    stars: int | None
    title: str
    text: str
    added: str
    case_no: str
    case_address: str
    at: datetime


class Said:
    """The newest reviews of a person's customers, and how many say what."""

    def __init__(self, person: Person, customer_ids: Sequence[int]) -> None:
        self._person, self._ids = person, customer_ids

    @cached_property
    def counts(self) -> ReviewCounts:
        return review_counts(self._ids)

    @cached_property
    def rows(self) -> list[SaidRow]:
        if not self.counts.total:
            return []
        return [_row(one) for one in reviews_of_buyers(self._person, self._ids, most=SHOWN)]

    @property
    def marks(self) -> list[tuple[Any, int, SafeString]]:
        """Each result that there is, with its count."""
        counts = self.counts
        told = ((Result.GOOD, counts.good), (Result.NEUTRAL, counts.neutral), (Result.BAD, counts.bad))
        return [(one.label, count, pill(f"{one.label} {count}", RESULT_TONES[one])) for one, count in told if count]

    @property
    def line(self) -> str:
        """The counts in words."""
        return " · ".join(f"{label} {count}" for label, count, _mark in self.marks)

    @property
    def total(self) -> str:
        """How many there are."""
        return f"{self.counts.total}+" if self.counts.more else str(self.counts.total)

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return self.counts.total > SHOWN


def _row(one: BuyersReview) -> SaidRow:
    review = one.review
    result = Result(review.result)
    label = review.raw_result if result is Result.UNKNOWN and review.raw_result else result.label
    ours = [review.order_no] if review.order_no else []
    return SaidRow(
        address=reverse("review", args=[review.pk]) if one.is_read else "",
        result=pill(label, RESULT_TONES[result]),
        stars=review.stars,
        title=review.title,
        text=hide_numbers(review.content, ours) if one.is_read else "",
        added=hide_numbers(review.append_text, ours) if one.is_read else "",
        case_no=one.case_no,
        case_address=address_of(one.case_no) if one.case_no else "",
        at=review.reviewed_at,
    )
