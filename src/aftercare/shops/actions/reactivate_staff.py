"""Open a closed account again."""

from django.db import transaction

from aftercare.accounts.models import Staff
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_staff, account_refusal

OPEN = Refusal("staff.open", _("This account is open."))


@transaction.atomic
def reactivate_staff(*, staff_id: int, person: Person) -> Staff:
    """The person can log in again, with the roles that were kept. Raises NotFound or Refused."""
    staff = access_staff(person, staff_id, to_change=True)
    refusal = account_refusal(person, staff) or (OPEN if staff.is_active else None)
    if refusal:
        raise Refused(refusal)
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    record(kind="staff.reactivated", subject=("staff", staff.pk), shop_id=None, actor_id=person.staff_id, at=now())
    return staff
