"""Reviews as a card beside an order and beside a case."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from aftercare.orders.models import Order
from aftercare.reviews.access import WRITERS
from aftercare.reviews.models import Review
from aftercare.reviews.queries import reviews_of_order
from aftercare.reviews.terms import Answer, Direction, Result
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone
from aftercare.web.reviews.words import ANSWER_TONES, RESULT_TONES

SHOWN = 10


@dataclass(frozen=True)
class CardRow:
    """One review in short."""

    address: str
    text: str
    added: str
    result: Any
    tone: Tone
    answer: Any
    answer_tone: Tone
    at: Any
    direction: Any


def reviews_on_order(person: Person, order: Order) -> list[CardRow]:
    """The newest of the order."""
    return card_rows(reviews_of_order(person, order.pk))


def give_address(person: Person, order: Order) -> str:
    """Where the shop reviews the buyer of that order; '' for whoever writes no reviews, or before the deal is done."""
    may = person.has(order.shop_id, *WRITERS) and order.completed_at is not None
    return reverse("review_give", args=[order.pk]) if may else ""


def card_rows(reviews: QuerySet[Review]) -> list[CardRow]:
    """As the card prints them."""
    return [_row(one) for one in reviews.defer("nick")[:SHOWN]]


def _row(review: Review) -> CardRow:
    result, answer = Result(review.result), Answer(review.answer)
    is_odd = result is Result.UNKNOWN and review.raw_result
    return CardRow(
        address=reverse("review", args=[review.pk]),
        text=review.content,
        added=review.append_text,
        result=review.raw_result if is_odd else result.label,
        tone=RESULT_TONES[result],
        answer=answer.label,
        answer_tone=ANSWER_TONES[answer],
        at=review.reviewed_at,
        direction="" if review.direction == Direction.GET else Direction(review.direction).label,
    )
