"""Open the case of a review that no rule has opened one for (C6)."""

from django.db import transaction

from aftercare.cases.actions.open_case import open_case
from aftercare.cases.models import Case
from aftercare.cases.room import lines_with_room
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.money import ZERO
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviews.access import access_review, writing_refusal
from aftercare.reviews.actions.open_cases import application_of
from aftercare.reviews.models import Review
from aftercare.reviews.terms import Direction, Standing
from aftercare.shops.access import Person

NO_ORDER = Refusal("reviews.no_order", _("Its order is not known here. Import the order report first."))
OWN = Refusal("reviews.own_case", _("The shop's own review of a buyer is no matter for a case."))


def hand_refusal(person: Person, review: Review) -> Refusal | None:
    """Why no case can be opened for it by hand."""
    refusal = writing_refusal(person, review.shop_id)
    if refusal is None and review.direction != Direction.GET:
        refusal = OWN
    return refusal or (NO_ORDER if review.order_id is None else None)


def open_by_hand(*, review_id: int, person: Person) -> Case:
    """Open it, or give the one that there is. The person owns it. Raises NotFound and Refused."""
    with transaction.atomic():
        review = access_review(person, review_id, lock=True)
        if review.case is not None:
            return review.case
        if (refusal := hand_refusal(person, review)) is not None:
            raise Refused(refusal)
        assert review.order is not None
        lines = {line.pk: (line.quantity, ZERO) for line in lines_with_room(review.order.pk)}
        if review.order_line_id in lines:
            lines = {review.order_line_id: lines[review.order_line_id]}
        case = open_case(application=application_of(review, review.order, lines), person=person)
        review.standing, review.case, review.why = Standing.OPENED, case, ""
        review.save(update_fields=["standing", "case", "why"])
        record(
            kind="review.case",
            subject=("review", review.pk),
            shop_id=review.shop_id,
            actor_id=person.staff_id,
            at=now(),
            data={"case": case.number, "why": ""},
        )
    return case
