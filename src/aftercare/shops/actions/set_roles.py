"""Set all roles of a person in some shops at once, as the page shows them."""

from collections.abc import Collection, Mapping

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.shops.access import Person, access_staff
from aftercare.shops.actions.grant_role import grant_role
from aftercare.shops.actions.revoke_role import revoke_role
from aftercare.shops.models import Membership


@transaction.atomic
def set_roles(*, staff_id: int, roles: Mapping[int, Collection[Role]], person: Person) -> int:
    """In each named shop the person holds exactly these roles afterwards; returns how many were given or taken.

    Other shops stay as they are. All or nothing; raises NotFound or Refused, as `grant_role` does.
    """
    staff = access_staff(person, staff_id, to_change=True)
    rows = Membership.objects.filter(staff=staff, shop_id__in=roles, until=None)  # help for a time ends by itself
    held = set(rows.values_list("shop_id", "role"))
    wanted = {(shop_id, role.value) for shop_id, chosen in roles.items() for role in chosen}
    for shop_id, role in sorted(wanted - held):
        grant_role(staff_id=staff_id, shop_id=shop_id, role=Role(role), person=person)
    for shop_id, role in sorted(held - wanted):
        revoke_role(staff_id=staff_id, shop_id=shop_id, role=Role(role), person=person)
    return len(wanted ^ held)
