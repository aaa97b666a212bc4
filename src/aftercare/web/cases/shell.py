"""What the frame asks of cases: the count in the rail."""

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.cases.queues import waiting_for
from aftercare.shops.access import Person


def waiting_cases(person: Person, shop_ids: frozenset[int]) -> QuerySet[Case]:
    """Open cases that wait for one of the person's roles."""
    return waiting_for(person, shop_ids)
