"""Which approval requests a person may see: those of shops where they may decide, and their own."""

from django.db.models import Q, QuerySet

from aftercare.approvals.models import Approval
from aftercare.approvals.rules import LEVELS
from aftercare.approvals.terms import ApprovalState
from aftercare.shops.access import Person


def deciding_shops(person: Person) -> list[int]:
    """Shops in which the person may decide approvals, as somebody's substitute too."""
    return [shop_id for shop_id in person.shop_ids if person.decides(shop_id, *LEVELS)]


def visible_approvals(person: Person) -> QuerySet[Approval]:
    if person.is_system:
        return Approval.objects.all()
    mine = Q(requested_by_id=person.staff_id, shop_id__in=person.shop_ids)
    own = [shop_id for shop_id in person.shop_ids if person.has(shop_id, *LEVELS)]
    # Whoever stands in sees what waits, and what they have signed; what was before is the absent one's.
    lent = Q(shop_id__in=deciding_shops(person)) & (Q(state=ApprovalState.PENDING) | Q(decided_by_id=person.staff_id))
    return Approval.objects.filter(Q(shop_id__in=own) | lent | mine)
