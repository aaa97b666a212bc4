"""Sign a request on its level and pass it on to the next one."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.approvals.actions.settle_approval import settle_approval
from aftercare.approvals.models import Approval
from aftercare.approvals.rules import Signature, next_level
from aftercare.approvals.terms import ApprovalState


@dataclass(frozen=True)
class Onward:
    """What the next level's request is bound to, who ends it, and until when that level has time."""

    subject_version: int
    final_role: str
    due_at: datetime | None


def endorse_approval(
    *, subject: tuple[str, int], onward: Onward, by: Signature, at: datetime, note: str = ""
) -> Approval:
    """Settle the pending row as endorsed and write the next level's, of the same amount, payee and hash (C17, B20).
    Raises ValueError when there is nothing to pass on: guards ask before."""
    below = settle_approval(subject=subject, state=ApprovalState.ENDORSED, by=by, at=at, note=note)
    level = None if below is None or below.needs_role == onward.final_role else next_level(below.needs_role)
    if below is None or level is None:
        raise ValueError(f"{subject} has no request that could be passed on")
    return Approval.objects.create(
        shop_id=below.shop_id,
        subject_kind=below.subject_kind,
        subject_id=below.subject_id,
        subject_label=below.subject_label,
        subject_version=onward.subject_version,
        amount=below.amount,
        payee=below.payee,
        binding=below.binding,
        needs_role=level,
        final_role=onward.final_role,
        follows=below,
        endorsed_by_id=by.staff_id,
        reason=below.reason,
        requested_by_id=below.requested_by_id,
        requested_at=at,
        due_at=onward.due_at,
    )
