"""Decide a pending request, pass it on, or set it aside."""

from datetime import datetime
from typing import Any

from aftercare.approvals.models import Approval
from aftercare.approvals.rules import Signature
from aftercare.approvals.terms import ApprovalState
from aftercare.core.events import record


def settle_approval(
    *, subject: tuple[str, int], state: ApprovalState, by: Signature | None, at: datetime, note: str = ""
) -> Approval | None:
    """Move the subject's pending request to `state`; None when there is none. `by` is None when nobody decided. Whether
    they may is asked before (the guards); that nobody decides their own or signs twice is held by the database too."""
    kind, pk = subject
    pending = Approval.objects.select_for_update().filter(subject_kind=kind, subject_id=pk, state=ApprovalState.PENDING)
    approval = pending.first()
    if approval is None:
        return None
    approval.state, approval.decided_at, approval.decision_note = state, at, note
    if by is not None and state != ApprovalState.VOID:
        approval.decided_by_id, approval.decided_for_id = by.staff_id, by.for_id
    approval.save(update_fields=["state", "decided_at", "decision_note", "decided_by", "decided_for"])
    data: dict[str, Any] = {"approval": approval.pk, "amount": approval.amount.fen, "needs_role": approval.needs_role}
    if approval.decided_for_id is not None:
        data["for"] = approval.decided_for_id
    record(
        kind=f"approval.{state.value}",
        subject=subject,
        shop_id=approval.shop_id,
        actor_id=None if by is None else by.staff_id,
        at=at,
        data=data,
    )
    return approval
