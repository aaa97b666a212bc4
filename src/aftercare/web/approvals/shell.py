"""What approvals say in the rail and the top bar."""

from django.db.models import QuerySet

from aftercare.approvals.models import Approval
from aftercare.approvals.queries import waiting_for_decision
from aftercare.shops.access import Person


def waiting_approvals(person: Person, shop_ids: frozenset[int]) -> QuerySet[Approval]:
    """Requests that wait for this person's decision."""
    return waiting_for_decision(person, shop_ids)
