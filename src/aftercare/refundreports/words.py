"""Sentences for what can go wrong with one record: stored as codes, read in the reader's language."""

from typing import Any

from aftercare.core.words import _

PROBLEMS: dict[str, Any] = {
    "step": _("The case forbids the step that the platform's record asks for. It is tried again by itself."),
    "error": _("Something went wrong on our side. Nothing is lost; it is tried again by itself."),
}
TAKEN_BY_HAND: dict[str, Any] = {
    "paid_twice": _("Money that has been paid cannot be taken back here. Write how you settled it."),
    "payment_under_way": _("A payment that is on its way cannot be stopped here. Wait for its result."),
    "paid_but_closed": _("Money that has been paid cannot be taken back here. Write how you settled it."),
    "several_cases": _("Enter the platform's refund number in the case that is meant, or open a case by hand."),
    "went_back": _("A step back is taken in the case itself. Then write here what was done."),
}
NO_REASON = _("Say why: whoever looks at it later has only these words.")
DECIDED = _("Somebody has decided this meanwhile. Nothing was changed.")
REASON_MOST = 500
