"""The platform's refund records: the buyer's own words (U4)."""

from aftercare.core.personal import Kept
from aftercare.core.words import _
from aftercare.refundreports.models import PlatformRefund, RefundConflict

KEPT = (
    Kept(
        PlatformRefund,
        _("Refund reports"),
        lambda found: PlatformRefund.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        kind="platform_refund",
        erase={"explanation": ""},
        told=("refund_no", "state", "amount", "applied_at"),
    ),
    Kept(
        RefundConflict,
        _("Conflicts with refund reports"),
        lambda found: RefundConflict.objects.filter(record_id__in=found["platform_refund"]),
        needs=("platform_refund",),
        erase={"reason": ""},
        is_copied=False,
    ),
)
