"""What receiving says in the rail."""

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.shops.access import Person
from aftercare.web.receiving.today import to_inspect


def waiting_parcels(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Parcels that wait for inspection."""
    return to_inspect(person, shop_ids)
