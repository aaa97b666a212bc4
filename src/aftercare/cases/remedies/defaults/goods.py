"""Default rules about faulty and wrong goods, and a price that was too high (B 三(一), (二), (三), (五); D 1)."""

from dataclasses import replace

from aftercare.cases.remedies.amounts import VALUE, Amount
from aftercare.cases.remedies.defaults.parts import (
    ANSWER,
    CAN_SEND,
    COUPON,
    EXCHANGE_AT_OUR_COST,
    EXCHANGE_AT_THEIR_COST,
    GIFT,
    GIFT_FOR_BIG_CUSTOMER,
    OURS,
    OWN_ANSWER,
    PART_OF_PROFIT,
    REFUND,
    RETURN_AT_OUR_COST,
    RETURN_AT_THEIR_COST,
    SMALL,
    TODAY,
    at_least,
    explained,
    unless,
    when,
)
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import (
    Approval,
    BearsFreight,
    Cap,
    Cause,
    Formula,
    GoodsBack,
    RemedyKind,
    Severity,
    Task,
)
from aftercare.core.marking import _
from aftercare.core.money import ZERO, Money

_QUALITY = when(cause=Cause.QUALITY, is_dispatched=True) + OURS
_MISSHIPPED = (Cause.WRONG_ITEM, Cause.MIXED, Cause.MISSING)
_WRONG = (Cause.WRONG_ITEM, Cause.MIXED)
_PROFIT_UNKNOWN = when(profit=None)
RETURN_WITH_GIFT = replace(RETURN_AT_OUR_COST, extras=(GIFT_FOR_BIG_CUSTOMER,))
EXCHANGE_WITH_GIFT = replace(EXCHANGE_AT_OUR_COST, extras=(GIFT_FOR_BIG_CUSTOMER,))
MINOR_REFUND = PlanTemplate(
    RemedyKind.PARTIAL_REFUND,
    _("Agree on a partial refund, at most the profit of the order or the freight; remind to check on signing."),
    Amount(Formula.PERCENT, percent=20),
    caps=PART_OF_PROFIT,
    deadline=REFUND,
    extras=(GIFT_FOR_BIG_CUSTOMER,),
)
# Without a profit to measure it by: the freight that the way back would cost us, else what a small flaw is worth (D 1).
# Somebody looks at it first.
_UNKNOWN_PROFIT_REFUNDS = (
    replace(
        MINOR_REFUND,
        clause=_("The profit is not known: agree on a partial refund of at most the return freight; approved first."),
        approval=Approval.ALWAYS,
        when=_PROFIT_UNKNOWN + at_least(freight=Money(1)),
    ),
    replace(
        MINOR_REFUND,
        clause=_("The profit is not known: agree on a partial refund of at most 10 yuan; approved first."),
        caps=(),
        limit=SMALL.high,
        approval=Approval.ALWAYS,
        when=_PROFIT_UNKNOWN + when(freight=ZERO),
    ),
)
MINOR_REFUNDS = (*_UNKNOWN_PROFIT_REFUNDS, MINOR_REFUND)  # by an unknown profit the last gives nothing, or the same
KEEP_ALL_REFUND = PlanTemplate(
    RemedyKind.FULL_REFUND,
    _("The buyer will not send the goods back: refund all when nothing less is accepted."),
    VALUE,
    deadline=REFUND,
    approval=Approval.ALWAYS,
)
_RESHIP_CONFIRMED = PlanTemplate(
    RemedyKind.RESHIP,
    _("Open a new order and send today before the courier's pickup; say sorry with a coupon or a gift."),
    freight_out=BearsFreight.SHOP,
    deadline=TODAY,
    extras=(COUPON, GIFT),
    tasks=(Task.RECORD_LOSS,),
    when=CAN_SEND,
)

GOODS = (
    Rule(
        "not_as_described",
        _("Not as described"),
        "B 三(一)",
        when(cause=Cause.NOT_AS_DESCRIBED, is_dispatched=True) + OURS,
        (
            explained(
                _("Call the buyer, say sorry, and explain in detail why the goods differ from the picture."),
                deadline=OWN_ANSWER,
            ),
            RETURN_AT_OUR_COST,
        ),
    ),
    Rule(
        "quality_urgent",
        _("Quality problem, the buyer is in a hurry"),
        "B 三(二)",
        _QUALITY + when(is_urgent=True),
        (
            PlanTemplate(
                RemedyKind.RESHIP,
                _("Send new goods free of charge first; the buyer sends the old ones back when it suits."),
                freight_back=BearsFreight.SHOP,
                freight_out=BearsFreight.SHOP,
                refunds_freight=True,
                goods_back=GoodsBack.LATER,
                deadline=TODAY,
                extras=(GIFT_FOR_BIG_CUSTOMER,),
                when=CAN_SEND,
            ),
        ),
    ),
    Rule(
        "quality_minor_profit_unknown",
        _("Minor quality problem, the profit is not known"),
        "B 三(二)A; D 1",
        _QUALITY + when(severity=Severity.MINOR) + _PROFIT_UNKNOWN,
        _UNKNOWN_PROFIT_REFUNDS,
    ),
    Rule(
        "quality_minor",
        _("Minor quality problem"),
        "B 三(二)A",
        _QUALITY + when(severity=Severity.MINOR),
        (MINOR_REFUND, EXCHANGE_WITH_GIFT, RETURN_WITH_GIFT),
    ),
    Rule(
        "quality_severe",
        _("Severe quality problem"),
        "B 三(二)B",
        _QUALITY + when(severity=Severity.SEVERE),
        (
            RETURN_WITH_GIFT,
            EXCHANGE_WITH_GIFT,
            PlanTemplate(
                RemedyKind.PARTIAL_REFUND,
                _("The buyer will not send the goods back: agree on a partial refund and keep the loss small."),
                Amount(Formula.PERCENT, percent=50),
                deadline=REFUND,
            ),
            KEEP_ALL_REFUND,
        ),
    ),
    Rule(
        "quality_not_judged",
        _("Quality problem, severity not judged"),
        "B 三(二)",
        _QUALITY + when(severity=None),
        (
            explained(
                _("Say sorry and ask for photos that show what is wrong."), deadline=ANSWER, tasks=(Task.PHOTOS,)
            ),
            RETURN_WITH_GIFT,
            EXCHANGE_WITH_GIFT,
        ),
    ),
    Rule(
        "minor_flaw",
        _("Minor flaw"),
        "D 1",
        when(cause=Cause.MINOR_FLAW, is_dispatched=True),
        (
            PlanTemplate(
                RemedyKind.COUPON,
                _("Say sorry sincerely and give a coupon of 5 to 10 yuan."),
                SMALL,
                deadline=ANSWER,
                tasks=(Task.QUALITY_LIST,),
            ),
        ),
    ),
    Rule(
        "misshipment_open",
        _("Wrong or missing goods, not checked yet"),
        "B 三(三)",
        when(cause=_MISSHIPPED, is_dispatched=True, warehouse_confirmed=None),
        (
            explained(
                _("Ask for photos at once and look up the packing record and video."),
                deadline=ANSWER,
                tasks=(Task.PHOTOS, Task.CHECK_PACKING),
            ),
        ),
    ),
    Rule(
        "wrong_confirmed",
        _("Wrong goods, confirmed by the warehouse"),
        "B 三(三)A, B",
        when(cause=_WRONG, is_dispatched=True, warehouse_confirmed=True),
        (
            _RESHIP_CONFIRMED,
            *(replace(plan, tasks=(Task.RECORD_LOSS,)) for plan in (RETURN_AT_OUR_COST, EXCHANGE_AT_OUR_COST)),
        ),
    ),
    Rule(
        "missing_confirmed",
        _("Goods missing, confirmed by the warehouse"),
        "B 三(三)",
        when(cause=Cause.MISSING, is_dispatched=True, warehouse_confirmed=True),
        (
            _RESHIP_CONFIRMED,
            PlanTemplate(
                RemedyKind.PARTIAL_REFUND,
                _("Refund the price of the missing goods."),
                VALUE,
                deadline=REFUND,
                tasks=(Task.RECORD_LOSS,),
            ),
        ),
    ),
    Rule(
        "misshipment_not_confirmed",
        _("Wrong or missing goods, not confirmed by the warehouse"),
        "B 三(三)A",
        when(cause=_MISSHIPPED, is_dispatched=True, warehouse_confirmed=False),
        (
            explained(
                _("Show the packing record and video; the freight of a return is the buyer's."),
                deadline=OWN_ANSWER,
                tasks=(Task.CHECK_PACKING,),
            ),
            replace(RETURN_AT_THEIR_COST, when=unless(is_resaleable=False)),
            replace(EXCHANGE_AT_THEIR_COST, when=CAN_SEND + unless(is_resaleable=False)),
        ),
    ),
    Rule(
        "price_difference",
        _("Price difference"),
        "B 三(五)",
        when(cause=Cause.PRICE_DIFFERENCE) + OURS,
        (
            PlanTemplate(
                RemedyKind.PARTIAL_REFUND,
                _("Check the buyer's amount against the order and refund the difference; nothing is sent back."),
                VALUE,
                caps=(Cap.ASKED,),
                deadline=REFUND,
            ),
            explained(
                _("Ask for the other price with a picture, and compare it with the order before you name a sum."),
                deadline=ANSWER,
                when=when(asked=ZERO),
            ),
        ),
    ),
)
