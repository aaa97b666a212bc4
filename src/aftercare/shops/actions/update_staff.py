"""Change what is written about a person."""

from django.db import transaction

from aftercare.accounts.actions.add_staff import Profile, fill_profile
from aftercare.accounts.models import Staff
from aftercare.core.errors import Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person, access_staff, account_refusal

FIELDS = ("username", "name", "department", "email")


@transaction.atomic
def update_staff(*, staff_id: int, profile: Profile, person: Person) -> Staff:
    """Login name, name, department, e-mail. Raises NotFound, Refused or InvalidInput."""
    staff = access_staff(person, staff_id, to_change=True)
    if refusal := account_refusal(person, staff):
        raise Refused(refusal)
    before = {name: getattr(staff, name) for name in FIELDS}
    fill_profile(staff, profile)
    changed = [name for name in FIELDS if getattr(staff, name) != before[name]]
    if changed:
        staff.save(update_fields=changed)
        record(
            kind="staff.updated",
            subject=("staff", staff.pk),
            shop_id=None,
            actor_id=person.staff_id,
            at=now(),
            data={
                "before": {name: before[name] for name in changed},
                "after": {name: getattr(staff, name) for name in changed},
            },
        )
    return staff
