"""Give somebody a new password because they have forgotten theirs."""

from django.db import transaction

from aftercare.accounts.actions.end_sessions import end_sessions
from aftercare.accounts.actions.give_password import give_password
from aftercare.accounts.models import Staff
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person, access_staff, account_refusal
from aftercare.shops.actions.deactivate_staff import CLOSED

OWN_PASSWORD = Refusal(
    "staff.own_password", _("Change your own password in your account: it asks for the current one.")
)


@transaction.atomic
def reset_password(*, staff_id: int, person: Person) -> str:
    """A random password that must be changed at the next login; the person is logged out everywhere.

    Returns the only copy. By administrators of the company, and by those of a shop for people of only their shops.
    Raises NotFound or Refused.
    """
    staff = access_staff(person, staff_id, to_change=True)
    if refusal := reset_refusal(person, staff):
        raise Refused(refusal)
    password = give_password(staff=staff)
    staff.must_change_password = True
    staff.save(update_fields=["password", "must_change_password"])
    ended = end_sessions(staff=staff)
    record(
        kind="staff.password_reset",
        subject=("staff", staff.pk),
        shop_id=None,
        actor_id=person.staff_id,
        at=now(),
        data={"sessions_ended": ended},
    )
    return password


def reset_refusal(person: Person, staff: Staff) -> Refusal | None:
    """Why this person may not give the account a password; None when they may."""
    if staff.pk == person.staff_id:
        return OWN_PASSWORD
    return account_refusal(person, staff) or (None if staff.is_active else CLOSED)
