"""Make somebody an administrator of the company, or no longer one."""

from django.db import transaction

from aftercare.accounts.models import Staff
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import NOT_THE_COMPANYS, OWN_RIGHTS, Person, access_staff

LAST_ONE = Refusal(
    "staff.last_administrator", _("This is the last administrator of the company. Name another one first.")
)


@transaction.atomic
def set_administrator(*, staff_id: int, is_administrator: bool, person: Person) -> Staff:
    """By administrators of the company, never for oneself (B17). Raises NotFound or Refused."""
    staff = access_staff(person, staff_id)
    if not person.is_administrator:
        raise Refused(NOT_THE_COMPANYS)
    if staff.pk == person.staff_id:
        raise Refused(OWN_RIGHTS)
    if not is_administrator:
        keep_an_administrator(staff_id)
    staff = access_staff(person, staff_id, to_change=True)
    if staff.is_administrator != is_administrator:
        staff.is_administrator = is_administrator
        staff.save(update_fields=["is_administrator"])
        kind = "staff.administrator_granted" if is_administrator else "staff.administrator_revoked"
        record(kind=kind, subject=("staff", staff.pk), shop_id=None, actor_id=person.staff_id, at=now())
    return staff


def keep_an_administrator(staff_id: int) -> None:
    """Refused when this person is the only administrator who can log in.

    All of them are locked in one order first, so that two cannot remove each other at the same moment.
    """
    administrators = Staff.objects.filter(is_administrator=True, is_active=True).order_by("pk")
    if list(administrators.select_for_update(no_key=True).values_list("pk", flat=True)) == [staff_id]:
        raise Refused(LAST_ONE)
