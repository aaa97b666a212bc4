"""Which approval requests a person may see: those of shops where they may decide, and their own."""

from django.db.models import Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.shops.access import Person

DECIDERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})


def deciding_shops(person: Person) -> list[int]:
    """Shops in which the person may decide approvals."""
    return [shop_id for shop_id, held in person.roles.items() if held & DECIDERS]


def visible_approvals(person: Person) -> QuerySet[Approval]:
    if person.is_system:
        return Approval.objects.all()
    mine = Q(requested_by_id=person.staff_id, shop_id__in=person.shop_ids)
    return Approval.objects.filter(Q(shop_id__in=deciding_shops(person)) | mine)
