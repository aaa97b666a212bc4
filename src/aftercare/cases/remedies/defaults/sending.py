"""Default rules about goods that do not leave, or late, or do not arrive (A 图7-4, 7-6; B 三(五); C 二(二), 三(二))."""

from dataclasses import replace

from aftercare.cases.remedies.amounts import FREIGHT, Amount
from aftercare.cases.remedies.defaults.parts import (
    ANSWER,
    CAN_SEND,
    GIFT,
    OURS,
    REFUND_OF_EVERYTHING,
    RETURN_AT_OUR_COST,
    SMALL,
    TODAY,
    at_least,
    explained,
    unless,
    when,
)
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import BearsFreight, Cause, Formula, RemedyKind, Task
from aftercare.cases.terms import Reason
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.marking import _

_OTHER_VARIANT = PlanTemplate(
    RemedyKind.OTHER_VARIANT,
    _("Recommend another variant that is in stock; it leaves today."),
    deadline=TODAY,
)
_FREIGHT_AND_GIFT = PlanTemplate(
    RemedyKind.FREIGHT_REFUND,
    _("Refund the freight and add a small gift."),
    FREIGHT,
    deadline=Span(SpanKind.HOURS, 24),
    extras=(GIFT,),
)
_NOT_RECEIVED = when(is_dispatched=True, days_since_signing=None)
_WANTS_IT_BACK = ("return", "refund_only")  # kinds of cases in which the buyer asks for the money

SENDING = (
    Rule(
        "out_of_stock_urgent",
        _("Out of stock, the buyer is in a hurry"),
        "C 二(二)",
        when(cause=Cause.OUT_OF_STOCK, is_dispatched=False, is_urgent=True),
        (_OTHER_VARIANT,),
    ),
    Rule(
        "out_of_stock",
        _("Out of stock"),
        "C 二(二)",
        when(cause=Cause.OUT_OF_STOCK, is_dispatched=False),
        (
            PlanTemplate(
                RemedyKind.WAIT_DISCOUNT,
                _("Say sorry; new stock comes within three days, and whoever waits pays ten percent less."),
                Amount(Formula.PERCENT, percent=10),
                deadline=Span(SpanKind.DAYS, 3),
            ),
            _OTHER_VARIANT,
            REFUND_OF_EVERYTHING,
        ),
    ),
    Rule(
        "out_of_zone",
        _("Courier out of zone"),
        "A 图7-4",
        when(cause=Cause.OUT_OF_ZONE, is_dispatched=True),
        (
            PlanTemplate(
                RemedyKind.RESHIP,
                _("Send again by another courier who delivers there; the first courier brings the parcel back."),
                freight_out=BearsFreight.SHOP,
                deadline=TODAY,
                tasks=(Task.TRACK_PARCEL,),
                when=CAN_SEND,
            ),
            PlanTemplate(
                RemedyKind.RETURN_REFUND,
                _("The courier brings the parcel back at their cost; everything is refunded."),
                RETURN_AT_OUR_COST.amount,
                freight_back=BearsFreight.COURIER,
                refunds_freight=True,
                goods_back=RETURN_AT_OUR_COST.goods_back,
                deadline=RETURN_AT_OUR_COST.deadline,
                tasks=(Task.TRACK_PARCEL,),
            ),
        ),
    ),
    Rule(
        "out_of_zone_not_left",
        _("Courier out of zone, the parcel has not left"),
        "A 图7-4",
        when(cause=Cause.OUT_OF_ZONE, is_dispatched=False),
        (
            PlanTemplate(
                RemedyKind.RESHIP,
                _("Give the parcel to another courier who delivers there."),
                freight_out=BearsFreight.SHOP,
                deadline=TODAY,
            ),
        ),
    ),
    Rule(
        "not_arrived",
        _("Lost or never arrived"),
        "A 第二节(二)1; B 三(三)A",
        when(cause=Cause.NOT_ARRIVED, is_dispatched=True),
        (
            explained(
                _("Ask the courier where the parcel is; answer the buyer within two hours, whoever is at fault."),
                deadline=ANSWER,
                tasks=(Task.TRACK_PARCEL,),
            ),
            PlanTemplate(
                RemedyKind.RESHIP,
                _("Send the goods once more and claim the lost parcel from the courier."),
                freight_out=BearsFreight.SHOP,
                deadline=TODAY,
                tasks=(Task.COURIER_CLAIM,),
                when=CAN_SEND,
            ),
            replace(REFUND_OF_EVERYTHING, tasks=(Task.COURIER_CLAIM,)),
        ),
    ),
    Rule(
        "false_dispatch",
        _("False dispatch"),
        "A 任务三 (四)",
        when(reason=Reason.FALSE_DISPATCH, cause=Cause.LATE_DISPATCH) + _NOT_RECEIVED + OURS,
        (
            explained(
                _("Compare the dispatch record, the tracking and the pick-up; show the buyer what the courier has."),
                deadline=ANSWER,
                tasks=(Task.TRACK_PARCEL,),
            ),
            replace(
                REFUND_OF_EVERYTHING,
                clause=_("It has not really left: admit it, say sorry, and refund everything, the postage too."),
            ),
        ),
    ),
    Rule(
        "late",
        _("Dispatched or delivered late"),
        "C 三(二)",
        when(cause=(Cause.LATE_DISPATCH, Cause.LATE_DELIVERY)),
        (
            explained(
                _("Say sorry, give the reason, and dispatch the goods today."),
                deadline=TODAY,
                when=when(is_dispatched=False) + CAN_SEND,
            ),
            explained(
                _("Say sorry, ask the courier where the parcel is, and tell the buyer when it comes."),
                tasks=(Task.TRACK_PARCEL,),
                when=when(is_dispatched=True),
            ),
            replace(RETURN_AT_OUR_COST, when=when(flow="return", is_dispatched=True) + OURS),
            replace(
                REFUND_OF_EVERYTHING,
                clause=_("Not received: have the parcel stopped, and refund everything, the postage too."),
                tasks=(Task.TRACK_PARCEL,),
                when=when(flow=_WANTS_IT_BACK) + _NOT_RECEIVED + OURS,
            ),
            _FREIGHT_AND_GIFT,
            PlanTemplate(
                RemedyKind.COUPON,
                _("Give a coupon of 5 to 10 yuan for more than a day of delay."),
                SMALL,
                when=at_least(late_hours=24),
            ),
        ),
    ),
    Rule(
        "misshipment_not_left",
        _("Wrong goods packed, the parcel has not left"),
        "A 图7-6",
        when(cause=(Cause.WRONG_ITEM, Cause.MIXED, Cause.MISSING), is_dispatched=False),
        (
            PlanTemplate(
                RemedyKind.RESHIP,
                _("Stop the parcel in the warehouse, pack the right goods and dispatch them today."),
                freight_out=BearsFreight.SHOP,
                deadline=TODAY,
                when=CAN_SEND,
            ),
        ),
    ),
    Rule(
        "before_dispatch",
        _("Refund before dispatch"),
        "B 三(五)",
        when(is_dispatched=False) + unless(cause=Cause.PRICE_DIFFERENCE),
        (REFUND_OF_EVERYTHING,),
    ),
)
