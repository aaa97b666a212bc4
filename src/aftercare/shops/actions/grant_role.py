"""Give a person a role in a shop."""

from django.db import transaction

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import OWN_RIGHTS, Person, access_shop_to_change, access_staff
from aftercare.shops.models import Membership, Shop

SHOP_CLOSED = Refusal("shop.closed", _("This shop is closed."))


@transaction.atomic
def grant_role(*, staff_id: int, shop_id: int, role: Role, person: Person) -> bool:
    """Returns whether it is new. Raises NotFound or Refused (P2, B17).

    Administrators of the company give any role anywhere, those of a shop the roles of their shop, nobody their own.
    """
    shop, staff = access_role(staff_id=staff_id, shop_id=shop_id, person=person)
    if not shop.is_active:
        raise Refused(SHOP_CLOSED)
    return write_role(staff=staff, shop=shop, role=role, person=person)


def access_role(*, staff_id: int, shop_id: int, person: Person) -> tuple[Shop, Staff]:
    """Both rows locked, for whoever may change this person's roles there. Raises NotFound or Refused."""
    staff = access_staff(person, staff_id, to_change=True)
    shop = access_shop_to_change(person, shop_id)
    if staff.pk == person.staff_id:
        raise Refused(OWN_RIGHTS)
    return shop, staff


def write_role(*, staff: Staff, shop: Shop, role: Role, person: Person) -> bool:
    """Store the role and its event; returns whether it is new. The right to do so has been checked."""
    _row, is_new = Membership.objects.get_or_create(staff=staff, shop=shop, role=role)
    if is_new:
        record(
            kind="role.granted",
            subject=("staff", staff.pk),
            shop_id=shop.pk,
            actor_id=person.staff_id,
            at=now(),
            data={"role": role.value},
        )
    return is_new
