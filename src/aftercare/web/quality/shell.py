"""What quality sampling says in the rail and on the home page."""

from django.db.models import QuerySet

from aftercare.quality.models import Sample
from aftercare.quality.queries import scores_to_answer, waiting_appeals, waiting_samples
from aftercare.shops.access import Person


def samples_waiting(person: Person, shop_ids: frozenset[int]) -> QuerySet[Sample]:
    """To score."""
    return waiting_samples(person, shop_ids)


def appeals_waiting(person: Person, shop_ids: frozenset[int]) -> QuerySet[Sample]:
    """To decide."""
    return waiting_appeals(person, shop_ids)


def scores_waiting(person: Person, shop_ids: frozenset[int]) -> QuerySet[Sample]:
    """Of one's own, to accept or to appeal against."""
    return scores_to_answer(person, shop_ids)


def all_waiting(person: Person, shop_ids: frozenset[int]) -> QuerySet[Sample]:
    """All three, for the rail."""
    return waiting_samples(person, shop_ids) | waiting_appeals(person, shop_ids) | scores_to_answer(person, shop_ids)
