"""How the pages say what a refund record holds: labels of its fields, tones of its states."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from aftercare.core.money import Money
from aftercare.refundreports.terms import ConflictKind, Intervention, RefundKind, RefundState, Standing
from aftercare.web.pieces.marks import Tone

TONES: Final = {
    RefundState.UNKNOWN: Tone.SOON,
    RefundState.ASKED: Tone.US,
    RefundState.REFUSED: Tone.REFUSED,
    RefundState.AGREED: Tone.OTHERS,
    RefundState.SENT: Tone.US,
    RefundState.SENDING: Tone.US,
    RefundState.PAYING: Tone.OTHERS,
    RefundState.CLOSED: Tone.REFUSED,
    RefundState.SUCCESS: Tone.DONE,
}
STANDING_TONES: Final = {
    Standing.WAITING: Tone.SOON,
    Standing.PENDING: Tone.OTHERS,
    Standing.CARRIED: Tone.DONE,
    Standing.BY_HAND: Tone.SOON,
    Standing.STUCK: Tone.LATE,
}
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
# What happens with our case when the platform's is taken.
EFFECTS: Final[dict[str, Any]] = {
    ConflictKind.AMOUNT_DIFFERS: _("The books keep the platform's amount. What you still owe goes as a compensation."),
    ConflictKind.ENDED_OTHERWISE: _("Your case stays as it ended; the platform's refund gets a case of its own."),
    ConflictKind.KIND_DIFFERS: _("Your case changes into the platform's kind."),
}
_CHOICES = {"state": RefundState, "kind": RefundKind, "intervention": Intervention}
_TIMES = frozenset({"applied_at", "returned_at", "finished_at", "due_at"})


def text_of(name: str, value: Any, zone: ZoneInfo) -> str:
    """A value of the history as people read it."""
    if value in (None, ""):
        return "–"
    if name in _CHOICES:
        return str(_CHOICES[name](value).label) if value in _CHOICES[name].values else str(value)
    if name in ("amount", "freight"):
        return f"¥{Money(int(value)).yuan}"
    if name in _TIMES:
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)
