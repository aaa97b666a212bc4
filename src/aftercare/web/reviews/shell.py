"""What reviews say in the rail and on the home page."""

from django.db.models import QuerySet

from aftercare.reviews.access import WRITERS
from aftercare.reviews.models import Review
from aftercare.reviews.queries import waiting_reviews
from aftercare.shops.access import Person


def unanswered_reviews(person: Person, shop_ids: frozenset[int]) -> QuerySet[Review]:
    """Bad and neutral reviews that nobody has answered, where the person answers them."""
    return waiting_reviews(person, shop_ids, WRITERS)
