"""Default rules about returns and exchanges that the buyer asks for (B 三(四); C 三(一); the law)."""

from dataclasses import replace

from aftercare.cases.remedies.defaults.parts import (
    CAN_SEND,
    EXCHANGE_AT_OUR_COST,
    EXCHANGE_AT_THEIR_COST,
    OWN_ANSWER,
    RETURN_AT_OUR_COST,
    RETURN_AT_THEIR_COST,
    explained,
    unless,
    when,
)
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import Cause, RemedyKind, Task
from aftercare.cases.terms import Responsible
from aftercare.core.marking import _
from aftercare.orders.terms import ReturnClass

_CHANGED_MIND = when(cause=Cause.CHANGED_MIND, is_dispatched=True)
_OPEN = (Responsible.UNDECIDED, Responsible.NOBODY)
_SHOPS_SIDE = tuple(each for each in Responsible if each not in (*_OPEN, Responsible.BUYER))
_ASKED = (Cause.UNSATISFIED, Cause.OTHER)
_FAULTS = (Cause.QUALITY, Cause.NOT_AS_DESCRIBED, Cause.TRANSIT_DAMAGE)
_AT_THEIR_COST = (
    replace(RETURN_AT_THEIR_COST, when=unless(is_resaleable=False)),
    replace(EXCHANGE_AT_THEIR_COST, when=CAN_SEND + unless(is_resaleable=False)),
)
_EXPIRED = _("Consumer Rights Protection Law, art. 25: within seven days from the day after receipt")


def _refused(clause: str) -> tuple[PlanTemplate, ...]:
    return (PlanTemplate(RemedyKind.REFUSE, clause, deadline=OWN_ANSWER),)


# The exceptions of the law by the return class of the product, in the words of `eligibility.CLAUSES`.
_EXCEPTIONS = (
    (
        ReturnClass.MADE_TO_ORDER,
        _("Changed mind: made to order"),
        _("Consumer Rights Protection Law, art. 25 (1): goods made to the consumer's order"),
    ),
    (
        ReturnClass.FRESH,
        _("Changed mind: fresh and perishable"),
        _("Consumer Rights Protection Law, art. 25 (2): fresh and perishable goods"),
    ),
    (
        ReturnClass.DIGITAL,
        _("Changed mind: digital goods"),
        _("Consumer Rights Protection Law, art. 25 (3): digital goods downloaded or unsealed"),
    ),
    (
        ReturnClass.PERIODICAL,
        _("Changed mind: newspapers and periodicals"),
        _("Consumer Rights Protection Law, art. 25 (4): newspapers and periodicals delivered"),
    ),
    (
        ReturnClass.CONFIRMED,
        _("Changed mind: confirmed on purchase"),
        _("Interim Measures for Seven-Day Returns, art. 7: confirmed by the buyer on purchase"),
    ),
)

RETURNS = (
    Rule(
        "changed_mind",
        _("Changed mind within the days without a reason"),
        "C 三(一); B 三(四)2A",
        _CHANGED_MIND + when(within_free_days=True, return_class=ReturnClass.NORMAL) + unless(is_resaleable=False),
        (RETURN_AT_THEIR_COST, EXCHANGE_AT_THEIR_COST),
    ),
    Rule(
        "changed_mind_under_way",
        _("Changed mind before the parcel was signed for"),
        "C 三(一); B 三(四)2A",
        _CHANGED_MIND + when(days_since_signing=None, return_class=ReturnClass.NORMAL) + unless(is_resaleable=False),
        (
            replace(
                RETURN_AT_THEIR_COST,
                clause=_(
                    "Have the courier stop the parcel, or the buyer refuse it; whoever has it already sends it back. "
                    "The goods are refunded once the warehouse has them."
                ),
                tasks=(Task.TRACK_PARCEL,),
            ),
            replace(EXCHANGE_AT_THEIR_COST, when=CAN_SEND + when(flow="exchange")),  # whoever asks for it has the goods
        ),
    ),
    *(
        Rule(
            f"changed_mind_{return_class.value}",
            label,
            "消费者权益保护法 25",
            _CHANGED_MIND + when(return_class=return_class),
            _refused(clause),
        )
        for return_class, label, clause in _EXCEPTIONS
    ),
    Rule(
        "changed_mind_expired",
        _("Changed mind after the days without a reason"),
        "C 三(一)",
        _CHANGED_MIND + when(within_free_days=False),
        _refused(_EXPIRED),
    ),
    Rule(
        "changed_mind_not_resaleable",
        _("Changed mind, the goods cannot be sold again"),
        "C 三(一)",
        _CHANGED_MIND + when(is_resaleable=False),
        _refused(_("Interim Measures for Seven-Day Returns, art. 8 and 9: returned goods must be intact")),
    ),
    Rule(
        "buyer_responsible",
        _("Return or exchange, the buyer is responsible"),
        "B 三(四)2A",
        when(cause=_ASKED, is_dispatched=True, responsible=Responsible.BUYER) + unless(within_free_days=False),
        _AT_THEIR_COST,
    ),
    Rule(
        "buyer_responsible_expired",
        _("Does not suit the buyer, after the days without a reason"),
        "C 三(一)",
        when(cause=_ASKED, is_dispatched=True, responsible=Responsible.BUYER, within_free_days=False),
        (
            *_refused(_EXPIRED),
            replace(
                EXCHANGE_AT_THEIR_COST,
                clause=_("As goodwill, not as a right: an exchange, the buyer pays the freight both ways."),
                when=CAN_SEND + unless(is_resaleable=False),
            ),
        ),
    ),
    Rule(
        "buyer_at_fault",
        _("Faulty goods, the buyer is responsible"),
        "B 三(四)2A",
        when(cause=_FAULTS, is_dispatched=True, responsible=Responsible.BUYER),
        _AT_THEIR_COST,
    ),
    Rule(
        "shop_responsible",
        _("Return or exchange, the shop is responsible"),
        "B 三(四)2B",
        when(cause=_ASKED, is_dispatched=True, responsible=_SHOPS_SIDE),
        (RETURN_AT_OUR_COST, EXCHANGE_AT_OUR_COST),
    ),
    Rule(
        "responsible_open",
        _("Return or exchange, nobody is responsible yet"),
        "B 三(四)",
        when(cause=Cause.UNSATISFIED, is_dispatched=True, responsible=_OPEN),
        (
            explained(
                _("Find the reason with the buyer and write it down before you promise anything."), deadline=OWN_ANSWER
            ),
        ),
    ),
)
