"""Take a role in a shop away from a person."""

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.actions.grant_role import access_role
from aftercare.shops.models import Membership


@transaction.atomic
def revoke_role(*, staff_id: int, shop_id: int, role: Role, person: Person) -> bool:
    """Returns whether it was held; counts from the next request. Raises NotFound or Refused, as `grant_role` does."""
    shop, staff = access_role(staff_id=staff_id, shop_id=shop_id, person=person)
    removed, _rows = Membership.objects.filter(staff=staff, shop=shop, role=role).delete()
    if removed:
        record(
            kind="role.revoked",
            subject=("staff", staff.pk),
            shop_id=shop.pk,
            actor_id=person.staff_id,
            at=now(),
            data={"role": role.value},
        )
    return bool(removed)
