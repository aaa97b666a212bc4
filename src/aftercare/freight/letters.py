"""What the buyer is told about their freight: prepared on the case, and sent by its agent. Plain replacement only."""

from typing import Any, Final

from django.utils.translation import gettext, gettext_noop, override

from aftercare.cases.actions.tell_buyer import BUYERS_LANGUAGE
from aftercare.freight.models import FreightClaim
from aftercare.freight.terms import RefusalCode

TEXTS: Final = {
    "freight_refused": gettext_noop(
        "Hello, we are sorry that we cannot refund the freight of ¥%(amount)s that you registered (%(number)s): "
        "%(why)s. %(text)s"
    ),
    "freight_paid": gettext_noop(
        "Hello, the freight of ¥%(granted)s that you registered (%(number)s) has been paid to you. Thank you for your "
        "patience."
    ),
    "freight_failed": gettext_noop(
        "Hello, the freight of ¥%(granted)s that you registered (%(number)s) could not be paid. Please tell us the "
        "account once more; nothing is lost."
    ),
}


def letter(claim: FreightClaim, template: str) -> str:
    """The text in the buyers' language."""
    with override(BUYERS_LANGUAGE):
        return (gettext(TEXTS[template]) % _values(claim)).strip()


def _values(claim: FreightClaim) -> dict[str, Any]:
    return {
        "number": claim.number,
        "amount": claim.amount.yuan,
        "granted": (claim.granted or claim.amount).yuan,
        "why": str(RefusalCode(claim.refusal).label) if claim.refusal else "",
        "text": claim.refusal_text,
    }
