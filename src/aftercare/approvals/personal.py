"""Reasons in approvals of a buyer's cases (U4)."""

from aftercare.approvals.models import Approval
from aftercare.core.personal import Kept
from aftercare.core.words import _

KEPT = (
    Kept(
        Approval,
        _("Approvals"),
        lambda found: Approval.objects.filter(subject_kind="case", subject_id__in=found["case"]),
        needs=("case",),
        erase={"reason": "", "decision_note": ""},
        is_copied=False,
    ),
)
