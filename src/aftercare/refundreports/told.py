"""How what imports have told of refunds reads: the words of the fields, values as people write them."""

from typing import Any, Final

from aftercare.core.words import _
from aftercare.intake.changes.history import HistoryChanges, Wording
from aftercare.refundreports.models import RefundChange
from aftercare.refundreports.terms import Intervention, RefundKind, RefundState

FIELDS: Final[dict[str, Any]] = {
    "state": _("State on the platform"),
    "raw_status": _("The platform's words"),
    "unknown_status": _("Word that we do not know"),
    "kind": _("Kind"),
    "raw_kind": _("Kind in the platform's words"),
    "amount": _("Amount"),
    "freight": _("Of it freight"),
    "reason": _("Buyer's reason"),
    "explanation": _("Buyer's explanation"),
    "goods_state": _("State of the goods"),
    "intervention": _("Platform called in"),
    "raw_intervention": _("Platform called in, its words"),
    "liable": _("Responsible, by the platform"),
    "courier": _("Return courier"),
    "tracking_no": _("Return tracking number"),
    "line_no": _("Sub-order number"),
    "title": _("Item"),
    "merchant_code": _("Merchant code"),
    "applied_at": _("Applied at"),
    "returned_at": _("Sent back at"),
    "finished_at": _("Finished at"),
    "due_at": _("The platform's deadline"),
}
WORDING: Final = Wording(
    FIELDS,
    choices={"state": RefundState, "kind": RefundKind, "intervention": Intervention},
    amounts=("amount", "freight"),
    moments=("applied_at", "returned_at", "finished_at", "due_at"),
)
CHANGES: Final = HistoryChanges(RefundChange, "refund", "record", ("refund_no",), WORDING)
