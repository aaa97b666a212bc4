"""What assessments say on the home page."""

from django.db.models import QuerySet

from aftercare.assessment.access import waiting_appeals
from aftercare.assessment.models import Appeal
from aftercare.shops.access import Person


def appeals_to_decide(person: Person, shop_ids: frozenset[int]) -> QuerySet[Appeal]:
    """Appeals of colleagues that the person may decide."""
    return waiting_appeals(person).filter(entry__shop_id__in=shop_ids)
