"""Put right what a review was read as (R3)."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.disputes.actions.correct_reading import correct_reading
from aftercare.disputes.actions.read_text import read_text
from aftercare.reviews.access import access_review, writing_refusal
from aftercare.reviews.complaints import KIND, complains, words_of_review
from aftercare.reviews.models import Review
from aftercare.shops.access import Person

NO_COMPLAINT = Refusal("reviews.no_complaint", _("This review complains of nothing that could be named."))


def correct_complaint(*, review_id: int, to: str, person: Person) -> Review:
    """Keep of which type it is; the shop's model learns from it. Raises NotFound, InvalidInput for no such type, and
    Refused: `reviews.role`, or `reviews.no_complaint`."""
    with transaction.atomic():
        review = access_review(person, review_id, lock=True)
        refusal = writing_refusal(person, review.shop_id)
        if refusal is None and not complains(review):
            refusal = NO_COMPLAINT
        if refusal is not None:
            raise Refused(refusal)
        text = words_of_review(review)
        reading = read_text(shop_id=review.shop_id, subject=(KIND, review.pk), text=text)
        reading = correct_reading(person=person, reading_id=reading.pk, to=to, text=text)
        review.dispute_type = reading.settled.value
        review.save(update_fields=["dispute_type"])
    return review
