"""Say whether an added review is good, neutral or bad: no platform tells it (C6)."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.reviews.access import access_review, writing_refusal
from aftercare.reviews.models import Review
from aftercare.reviews.policies import OPENS, limits_of
from aftercare.reviews.records import matter_of
from aftercare.reviews.rules import case_need
from aftercare.reviews.taking import JOB
from aftercare.reviews.terms import Result, Standing
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of


def judge_addition(*, review_id: int, result: str, person: Person) -> Review:
    """Keep the judgement; one that the shop's rules open a case for opens it, once. Raises NotFound, InvalidInput
    (`result`), and Refused: `reviews.role`, or `reviews.no_addition`."""
    if result not in (Result.GOOD, Result.NEUTRAL, Result.BAD):
        raise InvalidInput({"result": _("Choose one of the list.")})
    with transaction.atomic():
        review = access_review(person, review_id, lock=True)
        refusal = writing_refusal(person, review.shop_id)
        if refusal is None and not review.is_added_to:
            refusal = Refusal("reviews.no_addition", _("The buyer has added nothing to this review."))
        if refusal is not None:
            raise Refused(refusal)
        if review.judged_result == result:
            return review
        at = now()
        review.judged_result = result
        if review.case_id is None:
            policies = policies_of(review.shop, at)
            matter, opens = matter_of(review), policies.get(OPENS)
            need = case_need(matter, opens, limits_of(policies), at, has_order=review.order_id is not None)
            review.standing, review.why = need.standing, need.why
        review.save(update_fields=["judged_result", "standing", "why"])
        record(
            kind="review.judged",
            subject=("review", review.pk),
            shop_id=review.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"result": result},
        )
        if review.standing == Standing.PENDING:
            enqueue(JOB, lock=f"{JOB}:{review.shop_id}", shop_id=review.shop_id)
    return review
