"""How pages show what a review says and how far its reply is."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from aftercare.reviews.terms import Answer, ReplyState, Result, RowVerdict, Standing
from aftercare.web.pieces.marks import Tone

RESULT_TONES: Final = {
    Result.UNKNOWN: Tone.OTHERS,
    Result.BAD: Tone.LATE,
    Result.NEUTRAL: Tone.SOON,
    Result.GOOD: Tone.DONE,
}
ANSWER_TONES: Final = {
    Answer.NONE: Tone.OTHERS,
    Answer.WRITTEN: Tone.US,
    Answer.PUBLISHED: Tone.OTHERS,
    Answer.CONFIRMED: Tone.DONE,
}
REPLY_TONES: Final = {
    ReplyState.WRITTEN: Tone.US,
    ReplyState.PUBLISHED: Tone.OTHERS,
    ReplyState.CONFIRMED: Tone.DONE,
    ReplyState.REPLACED: Tone.REFUSED,
}
STANDING_TONES: Final = {
    Standing.NONE: Tone.OTHERS,
    Standing.WAITING: Tone.SOON,
    Standing.PENDING: Tone.OTHERS,
    Standing.OPENED: Tone.DONE,
    Standing.NO_CASE: Tone.REFUSED,
}
VERDICT_TONES: Final = {RowVerdict.ADDED: Tone.US, RowVerdict.MOVED: Tone.DONE}
PARTS: Final[dict[str, Any]] = {
    "description": _("Description"),
    "service": _("Service"),
    "logistics": _("Logistics"),
}
LEVEL_TONES: Final = {"below": Tone.LATE, "near": Tone.SOON, "": Tone.DONE}
