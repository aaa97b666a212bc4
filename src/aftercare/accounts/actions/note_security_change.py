"""Keeps what a staff member did to the safety of their own account in the audit trail (X8)."""

from typing import Literal

from aftercare.accounts.models import Staff
from aftercare.core.events import record
from aftercare.core.time import now

SecurityChange = Literal["second_factor_on", "second_factor_off", "recovery_codes_made", "sessions_ended"]


def note_security_change(*, staff: Staff, change: SecurityChange) -> None:
    """Write the event; call it in the transaction of the change itself."""
    record(kind=f"staff.{change}", subject=("staff", staff.pk), shop_id=None, actor_id=staff.pk, at=now())
