"""A staff member's own new password."""

from django.db import transaction

from aftercare.accounts.models import Staff
from aftercare.core.events import record
from aftercare.core.time import now


def change_password(*, staff: Staff, password: str) -> None:
    """Set it and end the duty to change it; the caller has checked the current one and the rules for new ones (A10)."""
    with transaction.atomic():
        staff.set_password(password)
        staff.must_change_password = False
        staff.save(update_fields=["password", "must_change_password"])
        record(kind="staff.password_changed", subject=("staff", staff.pk), shop_id=None, actor_id=staff.pk, at=now())
