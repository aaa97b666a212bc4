"""May a return be refused, and with which clause (C15). Pure; the clauses are those of the law."""

from dataclasses import dataclass
from typing import Any

from aftercare.cases.facts import CaseFacts
from aftercare.cases.terms import Disposition, Reason
from aftercare.core.errors import Refusal
from aftercare.core.words import Choices, _


class RefusalReason(Choices):
    """Why the shop says no."""

    EXPIRED = "expired", _("More than seven days since signing")  # 超过七天
    MADE_TO_ORDER = "made_to_order", _("Made to order")
    FRESH = "fresh", _("Fresh and perishable")
    DIGITAL = "digital", _("Digital goods, downloaded or unsealed")
    PERIODICAL = "periodical", _("Newspapers and periodicals")
    CONFIRMED = "confirmed", _("Not suited to return, confirmed by the buyer on purchase")
    NOT_INTACT = "not_intact", _("The goods are not intact")  # 商品不完好,影响二次销售
    NOT_OURS = "not_ours", _("What came back is not what we sold")  # 退回商品非本店所售
    UNPROVEN = "unproven", _("The evidence does not show the problem")  # 凭证不足
    RECEIVED = "received", _("The courier's record shows that it was signed for")  # 物流显示已签收
    ON_ITS_WAY = "on_its_way", _("The parcel has been sent and is on its way")  # 已发货, 在途
    AGREED = "agreed", _("Settled with the buyer in another way")  # 与买家协商一致


CLAUSES: dict[RefusalReason, Any] = {
    RefusalReason.EXPIRED: _("Consumer Rights Protection Law, art. 25: within seven days from the day after receipt"),
    RefusalReason.MADE_TO_ORDER: _("Consumer Rights Protection Law, art. 25 (1): goods made to the consumer's order"),
    RefusalReason.FRESH: _("Consumer Rights Protection Law, art. 25 (2): fresh and perishable goods"),
    RefusalReason.DIGITAL: _("Consumer Rights Protection Law, art. 25 (3): digital goods downloaded or unsealed"),
    RefusalReason.PERIODICAL: _("Consumer Rights Protection Law, art. 25 (4): newspapers and periodicals delivered"),
    RefusalReason.CONFIRMED: _("Interim Measures for Seven-Day Returns, art. 7: confirmed by the buyer on purchase"),
    RefusalReason.NOT_INTACT: _("Interim Measures for Seven-Day Returns, art. 8 and 9: returned goods must be intact"),
    RefusalReason.NOT_OURS: _("Consumer Rights Protection Law, art. 25: the goods bought are to be returned"),
    RefusalReason.UNPROVEN: _("Platform rules on disputes: whoever claims a problem shows it"),
    RefusalReason.RECEIVED: _("Platform rules on disputes, art. 37: the courier's own record shows the signature"),
    RefusalReason.ON_ITS_WAY: _("Platform rules on disputes, art. 25: the courier has taken the parcel over in time"),
    RefusalReason.AGREED: _("As agreed with the buyer"),
}

# The exceptions of the law by the return class of the product.
_BY_CLASS = {
    "made_to_order": RefusalReason.MADE_TO_ORDER,
    "fresh": RefusalReason.FRESH,
    "digital": RefusalReason.DIGITAL,
    "periodical": RefusalReason.PERIODICAL,
    "confirmed": RefusalReason.CONFIRMED,
}
_FAULTS = frozenset({RefusalReason.UNPROVEN, RefusalReason.AGREED})
_AFTER_INSPECTION = frozenset({RefusalReason.NOT_INTACT, RefusalReason.NOT_OURS, RefusalReason.AGREED})


@dataclass(frozen=True)
class Eligibility:
    """Whether the buyer has a right to return without a reason, and what stands against it."""

    has_right: bool
    against: tuple[RefusalReason, ...]

    @property
    def clauses(self) -> list[Any]:
        return [CLAUSES[reason] for reason in self.against]


def eligibility(facts: CaseFacts) -> Eligibility:
    """The right of seven days without a reason, with every exception that applies; the days count from the day after
    signing, a day of rest at their end does not count, and a parcel that is not signed for has not started them."""
    against: list[RefusalReason] = []
    classes = {line.return_class for line in facts.lines}
    against += [reason for name, reason in _BY_CLASS.items() if name in classes]
    if facts.signing and facts.signing.days_ago > facts.signing.free_days:
        against.append(RefusalReason.EXPIRED)
    if any(line.disposition in (Disposition.NOT_SEEN, Disposition.RETURN_TO_BUYER) for line in facts.lines):
        against.append(RefusalReason.NOT_INTACT)
    return Eligibility(has_right=not against, against=tuple(against))


def refusal_problem(facts: CaseFacts, chosen: RefusalReason | None) -> Refusal | None:
    """Why the shop may not refuse, or not with this reason; nothing when it may.

    Without a chosen reason it answers for the button: is there any reason at all.
    """
    if facts.received:
        if chosen is not None and chosen not in _AFTER_INSPECTION:
            return Refusal("reason_too_late", _("The goods are back: only what the inspection found counts now."))
        return None
    found = eligibility(facts)
    if facts.reason == Reason.NO_REASON:
        if found.has_right:
            sentence = _("The buyer may return this within seven days without a reason; it cannot be refused.")
            return Refusal("no_reason_is_a_right", sentence)
        if chosen is not None and chosen not in found.against and chosen != RefusalReason.AGREED:
            return Refusal("reason_does_not_apply", _("This reason does not apply to the case."))
        return None
    if chosen is not None and chosen not in _FAULTS and chosen not in found.against:
        return Refusal("reason_does_not_apply", _("This reason does not apply to the case."))
    return None


_REFUNDS = frozenset({RefusalReason.RECEIVED, RefusalReason.ON_ITS_WAY, RefusalReason.UNPROVEN, RefusalReason.AGREED})


def refund_refusal_problem(facts: CaseFacts, chosen: RefusalReason | None) -> Refusal | None:
    """Why a refund without goods may not be refused, or not with this reason (C9; platform rules art. 25 to 27)."""
    if not facts.is_sent:
        sentence = _("The order has not been sent: the buyer may have the money back.")
        return Refusal("unsent_is_a_right", sentence)
    if chosen is not None and chosen not in _REFUNDS:
        return Refusal("reason_does_not_apply", _("This reason does not apply to the case."))
    if chosen == RefusalReason.RECEIVED and facts.signing is None:
        return Refusal("not_signed_for", _("The parcel has not been signed for."))
    return None
