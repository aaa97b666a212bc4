"""Guards of what a platform's refund report has told (B2). Pure."""

from aftercare.cases.facts import Attempt, CaseFacts
from aftercare.core.errors import Refusal
from aftercare.core.money import Money
from aftercare.core.words import _
from aftercare.money.terms import PayoutState


def refunded_there(facts: CaseFacts) -> Refusal | None:
    """Nothing is paid for a refund that the platform has paid: what is owed beyond it is a compensation."""
    fen = facts.details.get("report_refunded")
    if fen is None:
        return None
    sentence = _("The platform has refunded ¥%(amount)s for this already; nothing is paid twice.")
    return Refusal("refunded_there", sentence, {"amount": Money(fen).yuan})


def refund_not_noted(attempt: Attempt) -> Refusal | None:
    amount = attempt.inputs.get("refund_amount")
    noted = attempt.facts.details.get("report_refunded")
    if noted is None or amount is None or noted != amount.fen:
        return None
    return Refusal("refund_noted", _("This refund is noted already."))


def platform_leaves_it_to_us(attempt: Attempt) -> Refusal | None:
    """When the platform's own deadline has passed it pays by itself; its next report says so. We would pay twice."""
    if not attempt.facts.details.get("report"):
        return None
    return Refusal("platform_pays", _("The platform refunds this by itself: import its newest refund report."))


def payout_stopped(attempt: Attempt) -> Refusal | None:
    if attempt.facts.payout_state == PayoutState.CANCELLED:
        return None
    return Refusal("payout_not_stopped", _("The payment has not been stopped."))


GUARDS = (refund_not_noted, platform_leaves_it_to_us, payout_stopped)
