"""Put right what a review was read as (R3)."""

from django.db import transaction

from aftercare.cases.models import Case
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.disputes.actions.correct_reading import correct_reading
from aftercare.disputes.actions.read_text import read_text
from aftercare.reviews.access import access_review, writing_refusal
from aftercare.reviews.complaints import KIND, complains, words_of_review
from aftercare.reviews.models import Review
from aftercare.reviews.queries import review_behind
from aftercare.shops.access import Person

NO_COMPLAINT = Refusal("reviews.no_complaint", _("This review complains of nothing that could be named."))


def correct_complaint(*, review_id: int, to: str, person: Person) -> Review:
    """Keep of which type it is; the shop's model learns from it. Raises NotFound, InvalidInput for no such type, and
    Refused: `reviews.role`, or `reviews.no_complaint`."""
    with transaction.atomic():
        review = access_review(person, review_id, lock=True)
        if (refusal := writing_refusal(person, review.shop_id)) is not None:
            raise Refused(refusal)
        return _correct(review, to, person)


def correct_case_complaint(*, case: Case, to: str, person: Person) -> None:
    """The same from the page of the case that a review has opened: one reading for both. The caller has given the
    person the case. Raises InvalidInput, and Refused: `wrong_role`, or `reviews.no_complaint`."""
    with transaction.atomic():
        found = review_behind(case)
        if found is None:
            raise Refused(NO_COMPLAINT)
        _correct(Review.objects.select_for_update(of=("self",)).get(pk=found.pk), to, person)


def _correct(review: Review, to: str, person: Person) -> Review:
    if not complains(review):
        raise Refused(NO_COMPLAINT)
    text = words_of_review(review)
    reading = read_text(shop_id=review.shop_id, subject=(KIND, review.pk), text=text)
    reading = correct_reading(person=person, reading_id=reading.pk, to=to, text=text)
    review.dispute_type = reading.settled.value
    review.save(update_fields=["dispute_type"])
    return review
