"""How the pages say what a refund record holds: tones of its states, what a decision does."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from aftercare.refundreports.terms import ConflictKind, RefundState, Standing
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
# What happens with our case when the platform's is taken.
EFFECTS: Final[dict[str, Any]] = {
    ConflictKind.AMOUNT_DIFFERS: _("The books keep the platform's amount. What you still owe goes as a compensation."),
    ConflictKind.ENDED_OTHERWISE: _("Your case stays as it ended; the platform's refund gets a case of its own."),
    ConflictKind.KIND_DIFFERS: _("Your case changes into the platform's kind."),
}
