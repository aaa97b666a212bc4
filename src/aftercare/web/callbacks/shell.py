"""What callbacks say on the home page."""

from django.db.models import QuerySet

from aftercare.callbacks.models import Callback
from aftercare.callbacks.queries import open_callbacks
from aftercare.shops.access import Person


def waiting_callbacks(person: Person, shop_ids: frozenset[int]) -> QuerySet[Callback]:
    """Buyers to call back after the person's own cases, or those of nobody."""
    return open_callbacks(person, shop_ids, mine=True)
