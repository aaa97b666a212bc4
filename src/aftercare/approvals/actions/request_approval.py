"""Ask somebody with more authority."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.approvals.models import Approval
from aftercare.approvals.rules import LEVELS
from aftercare.core.events import record
from aftercare.core.money import Money
from aftercare.shops.access import Person


@dataclass(frozen=True)
class ApprovalRequest:
    """What is to be approved: subject and version, amount and payee, and the hash that binds them (B20). The signature
    of `final_role` decides; the levels below it are asked first."""

    shop_id: int
    subject: tuple[str, int]
    subject_label: str
    subject_version: int
    amount: Money
    payee: str
    binding: str
    final_role: str
    reason: str
    due_at: datetime | None


def request_approval(*, wished: ApprovalRequest, person: Person, at: datetime) -> Approval:
    """Write the pending request (C17). At most one is pending per subject: the database refuses a second."""
    if person.staff_id is None:
        raise ValueError("the system asks nobody for approval")
    kind, pk = wished.subject
    approval = Approval.objects.create(
        shop_id=wished.shop_id,
        subject_kind=kind,
        subject_id=pk,
        subject_label=wished.subject_label,
        subject_version=wished.subject_version,
        amount=wished.amount,
        payee=wished.payee,
        binding=wished.binding,
        needs_role=LEVELS[0],
        final_role=wished.final_role,
        reason=wished.reason,
        requested_by_id=person.staff_id,
        requested_at=at,
        due_at=wished.due_at,
    )
    record(
        kind="approval.requested",
        subject=wished.subject,
        shop_id=wished.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={
            "approval": approval.pk,
            "amount": wished.amount.fen,
            "needs_role": approval.needs_role,
            "final_role": approval.final_role,
        },
    )
    return approval
