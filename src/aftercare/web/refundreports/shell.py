"""What refund reports say in the rail."""

from django.db.models import QuerySet

from aftercare.refundreports.access import DECIDERS
from aftercare.refundreports.models import RefundConflict
from aftercare.refundreports.queries import open_conflicts
from aftercare.shops.access import Person


def waiting_conflicts(person: Person, shop_ids: frozenset[int]) -> QuerySet[RefundConflict]:
    """What the person may decide."""
    return open_conflicts(person, [shop_id for shop_id in shop_ids if person.has(shop_id, *DECIDERS)])
