"""Nobody has decided in time: the administrators hear of it."""

from datetime import datetime

from aftercare.approvals.models import Approval
from aftercare.approvals.terms import ApprovalState
from aftercare.core.events import record


def lock_approval(*, approval_id: int) -> None:
    """Take the row lock that deciding takes."""
    list(Approval.objects.select_for_update().filter(pk=approval_id).values_list("pk"))


def escalate_approval(*, approval_id: int, at: datetime) -> bool:
    """Mark the request, once, as long as it waits (C17); returns whether this call did. Who may decide it stays."""
    rows = Approval.objects.filter(pk=approval_id, state=ApprovalState.PENDING, escalated_at=None)
    if not rows.update(escalated_at=at):
        return False
    approval = rows.model.objects.get(pk=approval_id)
    record(
        kind="approval.escalated",
        subject=(approval.subject_kind, approval.subject_id),
        shop_id=approval.shop_id,
        actor_id=None,
        at=at,
        data={"approval": approval.pk, "amount": approval.amount.fen, "needs_role": approval.needs_role},
    )
    return True
