"""Which playbook fits a case: the first row of a table that does. Pure."""

from dataclasses import dataclass
from enum import Enum

from aftercare.cases.playbooks.further import FURTHER
from aftercare.cases.playbooks.logistics import LOGISTICS
from aftercare.cases.playbooks.payment import PAYMENT
from aftercare.cases.playbooks.product import PRODUCT
from aftercare.cases.playbooks.reviews import REVIEWS
from aftercare.cases.playbooks.service import SERVICE
from aftercare.cases.playbooks.spec import Playbook
from aftercare.cases.remedies.terms import MIS_SHIPPED, Cause
from aftercare.cases.terms import Reason
from aftercare.disputes.terms import DisputeType

PLAYBOOKS = {one.code: one for one in (*PRODUCT, *LOGISTICS, *SERVICE, *PAYMENT, *REVIEWS, *FURTHER)}


class Goods(Enum):
    """Where the goods and the money for them are."""

    NOT_SENT = "not_sent"
    ON_THE_WAY = "on_the_way"
    ARRIVED = "arrived"  # signed for, or confirmed by the buyer
    NOT_PAID = "not_paid"  # sent all the same

    @classmethod
    def of(cls, *, paid: bool, sent: bool, completed: bool) -> "Goods":
        """Of an order that was `paid`, has left the house (`sent`), and was signed for or confirmed (`completed`)."""
        if not sent:
            return cls.NOT_SENT
        if not paid:
            return cls.NOT_PAID
        return cls.ARRIVED if completed else cls.ON_THE_WAY


@dataclass(frozen=True)
class Signs:
    """What a case is known by: its kind, the buyer's reason, the cause as we found it ('' before), the goods."""

    flow: str
    reason: str
    cause: str
    goods: Goods


@dataclass(frozen=True)
class Row:
    """A playbook and the signs that it fits; an empty set fits all."""

    playbook: str
    flows: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    goods: frozenset[Goods] = frozenset()

    def fits(self, signs: Signs) -> bool:
        pairs = (
            (self.flows, signs.flow),
            (self.causes, signs.cause),
            (self.reasons, signs.reason),
            (self.goods, signs.goods),
        )
        return all(not wanted or found in wanted for wanted, found in pairs)


def playbook_of(signs: Signs) -> Playbook:
    """The playbook of the first row that fits."""
    return PLAYBOOKS[next(row.playbook for row in TABLE if row.fits(signs))]


def siblings_of(playbook: Playbook) -> tuple[Playbook, ...]:
    """The others of its family: what the case turns out to be when the reason was only nearly right."""
    return tuple(one for one in PLAYBOOKS.values() if one.family is playbook.family and one is not playbook)


# The dispute type of a text (R3) and its playbook (R8).
PLAYBOOK_OF_DISPUTE = {
    DisputeType.UNSENT: "payment.not_sent",
    DisputeType.TRANSIT: "payment.in_transit",
    DisputeType.EARLY_CONFIRMATION: "payment.confirmed",
    DisputeType.WRONG: "other.misshipment",
    DisputeType.MISSING: "other.misshipment",
    DisputeType.UNCLEAR: "other.general",
}


def playbook_of_dispute(dispute: DisputeType) -> Playbook:
    """The playbook of a dispute type: the one of the same code, where none is named for it."""
    return PLAYBOOKS[PLAYBOOK_OF_DISPUTE.get(dispute, dispute.value)]


def _of(*terms: Cause | Reason) -> frozenset[str]:
    return frozenset(term.value for term in terms)


REVIEW, COMPLAINT = frozenset({"review"}), frozenset({"complaint"})
UNSENT, COMING, THERE = frozenset({Goods.NOT_SENT}), frozenset({Goods.ON_THE_WAY}), frozenset({Goods.ARRIVED})
NOT_CAME = _of(Reason.NOT_RECEIVED, Reason.LOST, Reason.STUCK, Reason.SENT_BACK)
BY_COURIER = _of(Cause.TRANSIT_DAMAGE, Cause.LATE_DELIVERY, Cause.OUT_OF_ZONE)
BY_PRODUCT = _of(Cause.QUALITY, Cause.MINOR_FLAW, Cause.NOT_AS_DESCRIBED, Cause.MISUSE)
OFF_ZONE = _of(Reason.OUT_OF_ZONE, Reason.NO_OUTLET, Reason.SUSPENDED)
NO_DISPUTE = _of(Reason.NOT_RECEIVED, Reason.NOT_WANTED, Reason.PRICE_DIFFERENCE, Reason.OTHER)
WRONG_GOODS = _of(Reason.WRONG_ITEM, Reason.MIXED, Reason.MISSING)

# fmt: off
TABLE = (
    # Reviews have playbooks of their own: what we found, else what the specialist took it for.
    Row("review.courier", flows=REVIEW, causes=BY_COURIER),
    Row("review.quality", flows=REVIEW, causes=BY_PRODUCT),
    Row("review.service", flows=REVIEW, causes=_of(Cause.SERVICE)),
    Row("review.service", flows=REVIEW, reasons=_of(Reason.SERVICE)),
    Row("review.quality", flows=REVIEW, reasons=_of(Reason.QUALITY)),
    Row("review.courier", flows=REVIEW, reasons=_of(Reason.COURIER)),
    Row("review.malicious", flows=REVIEW, reasons=_of(Reason.MALICIOUS)),
    Row("review.mood", flows=REVIEW, reasons=_of(Reason.MOOD)),
    Row("review.open", flows=REVIEW),
    # The cause that the shop found goes before the buyer's reason.
    Row("product.quality", causes=_of(Cause.QUALITY)),
    Row("product.minor_flaw", causes=_of(Cause.MINOR_FLAW)),
    Row("product.detail", causes=_of(Cause.NOT_AS_DESCRIBED)),
    Row("product.usage", causes=_of(Cause.MISUSE)),
    Row("other.misshipment", causes=frozenset(one.value for one in MIS_SHIPPED)),
    Row("other.damaged", causes=_of(Cause.TRANSIT_DAMAGE)),
    Row("payment.not_sent", causes=_of(Cause.LATE_DISPATCH, Cause.OUT_OF_STOCK), goods=UNSENT),
    Row("logistics.timeliness", causes=_of(Cause.LATE_DISPATCH, Cause.LATE_DELIVERY)),
    Row("payment.not_sent", causes=_of(Cause.OUT_OF_STOCK)),
    Row("logistics.method", causes=_of(Cause.OUT_OF_ZONE)),
    Row("service.attitude", causes=_of(Cause.SERVICE)),
    Row("other.no_reason", causes=_of(Cause.CHANGED_MIND)),
    # Money without goods, and goods without money.
    Row("payment.sent_unpaid", reasons=NO_DISPUTE, goods=frozenset({Goods.NOT_PAID})),
    Row("payment.false_dispatch", reasons=_of(Reason.FALSE_DISPATCH)),
    Row("payment.not_sent", reasons=_of(Reason.OUT_OF_STOCK)),
    Row("payment.not_sent", reasons=NOT_CAME | _of(Reason.LATE), goods=UNSENT),
    Row("payment.in_transit", reasons=NOT_CAME, goods=COMING),
    Row("payment.confirmed", reasons=NOT_CAME, goods=THERE),
    Row("payment.in_transit", reasons=NOT_CAME),
    # The buyer's reason.
    Row("product.quality", reasons=_of(Reason.QUALITY)),
    Row("product.authenticity", reasons=_of(Reason.COUNTERFEIT)),
    Row("product.detail", reasons=_of(Reason.NOT_AS_DESCRIBED, Reason.SIZE)),
    Row("product.usage", reasons=_of(Reason.MISUSE)),
    Row("product.minor_flaw", reasons=_of(Reason.MINOR_FLAW)),
    Row("logistics.timeliness", reasons=_of(Reason.LATE)),
    Row("logistics.courier", reasons=_of(Reason.COURIER)),
    Row("logistics.method", reasons=OFF_ZONE),
    Row("service.attitude", reasons=_of(Reason.SERVICE)),
    Row("other.misshipment", reasons=WRONG_GOODS),
    Row("other.damaged", reasons=_of(Reason.DAMAGED)),
    Row("other.no_reason", reasons=_of(Reason.NO_REASON, Reason.NOT_WANTED, Reason.REFUSED)),
    Row("payment.price", reasons=_of(Reason.PRICE_DIFFERENCE)),
    Row("other.complaint", flows=COMPLAINT),
    Row("other.general"),
)
# fmt: on
