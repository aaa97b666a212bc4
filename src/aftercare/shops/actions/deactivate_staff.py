"""Close an account, when somebody leaves or a login was stolen."""

from django.db import transaction

from aftercare.accounts.actions.end_sessions import end_sessions
from aftercare.accounts.models import Staff
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import OWN_RIGHTS, Person, access_staff, account_refusal
from aftercare.shops.actions.set_administrator import keep_an_administrator

CLOSED = Refusal("staff.closed", _("This account is closed already."))


@transaction.atomic
def deactivate_staff(*, staff_id: int, person: Person) -> Staff:
    """The person is logged out everywhere at once and cannot log in (A16); roles stay for when they come back.

    Raises NotFound or Refused: one's own account, the last administrator of the company.
    """
    access_staff(person, staff_id)
    keep_an_administrator(staff_id)
    staff = access_staff(person, staff_id, to_change=True)
    if refusal := deactivation_refusal(person, staff):
        raise Refused(refusal)
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    ended = end_sessions(staff=staff)
    record(
        kind="staff.deactivated",
        subject=("staff", staff.pk),
        shop_id=None,
        actor_id=person.staff_id,
        at=now(),
        data={"sessions_ended": ended},
    )
    return staff


def deactivation_refusal(person: Person, staff: Staff) -> Refusal | None:
    """Why this account cannot be closed by this person; None when it can."""
    if staff.pk == person.staff_id:
        return OWN_RIGHTS
    return account_refusal(person, staff) or (None if staff.is_active else CLOSED)
