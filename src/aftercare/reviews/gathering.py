"""What we know of a review's order, for a suggested reply (R6): nothing of the buyer."""

from datetime import datetime

from aftercare.cases.models import Case
from aftercare.core.money import ZERO
from aftercare.orders.models import Order
from aftercare.reviews.models import Review
from aftercare.reviews.suggest import OurFacts, Suggestion, cause_of, suggestions

CONTACTED = "contact"  # the step that records a talk


def suggested(review: Review, *, contacts: int) -> list[Suggestion]:
    """Replies for this review, the likely cause first; order and case come along with it."""
    case = review.case
    likely = cause_of(case.reason if case else "", review.dispute_type)
    return suggestions(facts_of(review, contacts), likely)


def facts_of(review: Review, contacts: int) -> OurFacts:
    """Facts of ours; one query."""
    order: Order | None = review.order
    if order is None:
        return OurFacts(product=review.title, tried=contacts)
    return OurFacts(
        product=review.title or (review.order_line.title if review.order_line else ""),
        courier=order.courier,
        days_to_send=_days(order.paid_at, order.dispatched_at),
        days_under_way=_days(order.dispatched_at, order.completed_at),
        tried=contacts,
        refunded=order.refunded > ZERO,
        sent_again=Case.objects.filter(order_id=order.pk, flow__in=("reship", "exchange")).exclude(reship_order=None)
        .filter(reship_order__dispatched_at__isnull=False).exists(),
    )  # fmt: skip


def _days(start: datetime | None, end: datetime | None) -> int | None:
    return (end.date() - start.date()).days if start and end and end >= start else None


def contacts_of(review: Review) -> int:
    """How often the buyer was contacted in the review's case."""
    return review.case.contacts.count() if review.case else 0
