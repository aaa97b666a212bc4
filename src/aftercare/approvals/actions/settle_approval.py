"""Decide a pending request, or set it aside."""

from datetime import datetime

from aftercare.approvals.models import Approval
from aftercare.approvals.terms import ApprovalState
from aftercare.core.events import record
from aftercare.shops.access import Person


def settle_approval(
    *, subject: tuple[str, int], state: ApprovalState, person: Person, at: datetime, note: str = ""
) -> Approval | None:
    """Move the subject's pending request to `state`; None when there is none. Whether the person may is asked before
    (`may_decide_approval`); that nobody decides their own is held by the database as well."""
    kind, pk = subject
    pending = Approval.objects.select_for_update().filter(subject_kind=kind, subject_id=pk, state=ApprovalState.PENDING)
    approval = pending.first()
    if approval is None:
        return None
    approval.state, approval.decided_at, approval.decision_note = state, at, note[:300]
    if state != ApprovalState.VOID:
        approval.decided_by_id = person.staff_id
    approval.save(update_fields=["state", "decided_at", "decision_note", "decided_by"])
    record(
        kind=f"approval.{state.value}",
        subject=subject,
        shop_id=approval.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"approval": approval.pk, "amount": approval.amount.fen},
    )
    return approval
