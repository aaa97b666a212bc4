"""Names of rules and of the ways they find, in the shop's words."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from aftercare.chat.replycheck.rulebook import Rule
from aftercare.chat.replycheck.terms import Detector

LABELS: Final[dict[str, Any]] = {
    "review.change": _("Benefit for changing or deleting a review"),
    "review.praise": _("Benefit for a good review or pictures"),
    "review.asked": _("Asking for a change without a benefit"),
    "personal.phone": _("Phone of another buyer"),
    "personal.identity": _("Identity number"),
    "personal.card": _("Bank card"),
    "personal.order": _("Order of another buyer"),
    "personal.address": _("Address of another buyer"),
    "repeated.same": _("The same answer again"),
}
HOW: Final[dict[Detector, Any]] = {
    Detector.PHRASES: _("any of these words"),
    Detector.PAIR: _("one of these words near a benefit, within two sentences"),
    Detector.PHONE: _(
        "any mobile number but this buyer's, the shop's, and those said to be a courier's or an outlet's"
    ),
    Detector.IDENTITY: _("any identity number that this buyer did not write here"),
    Detector.CARD: _("any bank card that this buyer did not write here"),
    Detector.ORDER: _("any long order number that is not this buyer's"),
    Detector.ADDRESS: _("any address down to the flat that is not this buyer's or the shop's"),
    Detector.REPEATED: _("an answer that is, but for blanks and signs, one of ours in the same conversation"),
}
SHOWN_IN_NAME: Final = 3


def label_of(rule: Rule) -> str:
    """Its name; rules of words are called by their first words."""
    if rule.code in LABELS:
        return str(LABELS[rule.code])
    words = " · ".join(rule.phrases[:SHOWN_IN_NAME])
    return f"{words} …" if len(rule.phrases) > SHOWN_IN_NAME else words
