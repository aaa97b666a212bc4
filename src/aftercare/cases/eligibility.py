"""May a return be refused, and with which clause (C15). Pure; the clauses are those of the law."""

from dataclasses import dataclass
from typing import Any

from aftercare.cases.facts import CaseFacts
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.errors import Refusal
from aftercare.core.words import Choices, _


class RefusalReason(Choices):
    """Why the shop says no."""

    EXPIRED = "expired", _("More than seven days since signing")  # 超过七天
    LATE_DEFECT = "late_defect", _("More than seven days: exchange or repair instead")  # 超过七天,换货或维修
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
    RefusalReason.LATE_DEFECT: _("Consumer Rights Protection Law, art. 24: after seven days exchange or repair"),
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
# They say something of the right without a reason only, never of what we answer for (art. 23 and 24).
_EXCEPTIONS = frozenset({*_BY_CLASS.values(), RefusalReason.EXPIRED, RefusalReason.NOT_INTACT})
_ANYWHERE = frozenset({RefusalReason.UNPROVEN, RefusalReason.AGREED})
_AFTER_INSPECTION = frozenset({RefusalReason.NOT_OURS, RefusalReason.AGREED})
# What the buyer simply wishes; every other reason for a return is a fault of somebody that we answer for.
_WISHES = frozenset({Reason.NO_REASON, Reason.SIZE, Reason.NOT_WANTED, Reason.OTHER})
_DEFECTS = frozenset({Reason.QUALITY, Reason.NOT_AS_DESCRIBED, Reason.DAMAGED, Reason.MINOR_FLAW})
_OURS = frozenset({Responsible.SHOP, Responsible.WAREHOUSE, Responsible.COURIER, Responsible.SUPPLIER})


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
    if not _lines_apart(facts):
        against += [reason for name, reason in _BY_CLASS.items() if name in classes]
    if _is_late(facts):
        against.append(RefusalReason.EXPIRED)
    if any(line.is_out_of_order for line in facts.lines) or facts.details.get("resaleable") is False:
        against.append(RefusalReason.NOT_INTACT)
    return Eligibility(has_right=not against, against=tuple(against))


def refusal_problem(facts: CaseFacts, chosen: RefusalReason | None) -> Refusal | None:
    """Why the shop may not refuse, or not with this reason; nothing when it may.

    Without a chosen reason it answers for the button: is there any reason at all.
    """
    found = eligibility(facts)
    if not facts.received and found.has_right and _is_right(facts):
        if _lines_apart(facts):
            sentence = _("Only some of these goods are excepted from the seven days: split them off, refuse those.")
            return Refusal("split_first", sentence)
        sentence = _("The buyer may return this within seven days without a reason; it cannot be refused.")
        return Refusal("no_reason_is_a_right", sentence)
    if chosen is None or chosen in _possible(facts, found):
        return None
    if chosen in _EXCEPTIONS and _names_fault(facts):
        sentence = _("The buyer complains of a fault: exceptions to the seven days without a reason do not count here.")
        return Refusal("fault_has_no_exception", sentence)
    if facts.received:
        return Refusal("reason_too_late", _("The goods are back: only what the inspection found counts now."))
    return Refusal("reason_does_not_apply", _("This reason does not apply to the case."))


def _possible(facts: CaseFacts, found: Eligibility) -> frozenset[RefusalReason]:
    """With which reasons this application can be refused."""
    is_fault = _names_fault(facts)
    if facts.received:  # goods that show no fault, or goods that are worn: each by what was said of them
        return _AFTER_INSPECTION | {RefusalReason.UNPROVEN if is_fault else RefusalReason.NOT_INTACT}
    if is_fault:
        is_late_defect = facts.flow == "return" and facts.reason in _DEFECTS and _is_late(facts)
        return _ANYWHERE | {RefusalReason.LATE_DEFECT} if is_late_defect else _ANYWHERE
    # Nothing is to be proven where no reason is needed.
    return frozenset(found.against) | ({RefusalReason.AGREED} if _is_right(facts) else _ANYWHERE)


def _names_fault(facts: CaseFacts) -> bool:
    """Whether the buyer complains of what we answer for; another reason does once somebody on our side is found
    responsible."""
    if facts.reason == Reason.OTHER:
        return facts.responsible in _OURS
    return facts.reason not in _WISHES


def _is_right(facts: CaseFacts) -> bool:
    """Whether the buyer asks for what art. 25 gives. It gives a return, whatever the wish is called; of exchanges we
    promise those without a reason."""
    return facts.reason == Reason.NO_REASON or (facts.flow == "return" and not _names_fault(facts))


def _lines_apart(facts: CaseFacts) -> bool:
    """Whether the law excepts some of the goods and others not: one fresh thing takes nobody's right away (art. 25)."""
    excepted = [line.return_class in _BY_CLASS for line in facts.lines]
    return any(excepted) and not all(excepted)


def _is_late(facts: CaseFacts) -> bool:
    return facts.signing is not None and facts.signing.days_ago > facts.signing.free_days


_DELIVERY = frozenset({RefusalReason.RECEIVED, RefusalReason.ON_ITS_WAY})
_OF_GOODS = _DEFECTS | {Reason.WRONG_ITEM, Reason.MISSING, Reason.MIXED, Reason.SIZE, Reason.PRICE_DIFFERENCE}


def refund_refusal_problem(facts: CaseFacts, chosen: RefusalReason | None) -> Refusal | None:
    """Why a refund without goods may not be refused, or not with this reason (C9; platform rules art. 25 to 27)."""
    if not facts.is_sent:
        sentence = _("The order has not been sent: the buyer may have the money back.")
        return Refusal("unsent_is_a_right", sentence)
    # Where the parcel is says nothing of what is in it.
    possible = _ANYWHERE if facts.reason in _OF_GOODS else _ANYWHERE | _DELIVERY
    if chosen is not None and chosen not in possible:
        return Refusal("reason_does_not_apply", _("This reason does not apply to the case."))
    if chosen == RefusalReason.RECEIVED and facts.signing is None:
        return Refusal("not_signed_for", _("The parcel has not been signed for."))
    return None
