"""Default rules about damage: in transit or in use, by whether the packing is whole (D 2; B 三(二))."""

from dataclasses import replace

from aftercare.cases.remedies.amounts import Amount
from aftercare.cases.remedies.defaults.goods import (
    EXCHANGE_WITH_GIFT,
    KEEP_ALL_REFUND,
    MINOR_REFUNDS,
    RETURN_WITH_GIFT,
)
from aftercare.cases.remedies.defaults.parts import (
    ANSWER,
    CAN_SEND,
    EXCHANGE_AT_OUR_COST,
    GIFT_FOR_BIG_CUSTOMER,
    OURS,
    REFUND,
    RETURN_AT_OUR_COST,
    TODAY,
    explained,
    unless,
    when,
)
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import (
    Approval,
    BearsFreight,
    Cause,
    Formula,
    GoodsBack,
    RemedyKind,
    Severity,
    Task,
)
from aftercare.core.marking import _

_DAMAGED = when(cause=Cause.TRANSIT_DAMAGE, is_dispatched=True)
_REPLACEMENT = PlanTemplate(
    RemedyKind.RESHIP,
    _("Send a replacement; the loss is claimed from the courier."),
    freight_out=BearsFreight.COURIER,
    deadline=TODAY,
    extras=(GIFT_FOR_BIG_CUSTOMER,),
    when=CAN_SEND,
)

DAMAGE = (
    Rule(
        "damage_open",
        _("Damaged, packing not known"),
        "D 2",
        _DAMAGED + when(packing_whole=None),
        (
            explained(
                _("Ask whether the packing was whole, and for photos of the packing and of the damage."),
                deadline=ANSWER,
                tasks=(Task.PHOTOS, Task.KEEP_PACKING),
            ),
        ),
    ),
    Rule(
        "damage_packing_whole",
        _("Damaged, the packing is whole: a quality problem"),
        "D 2",
        _DAMAGED + when(packing_whole=True) + OURS,
        (EXCHANGE_AT_OUR_COST, RETURN_AT_OUR_COST),
    ),
    Rule(
        "damage_in_transit",
        _("Damaged in transit, the packing is broken"),
        "D 2; B 三(二)",
        _DAMAGED + when(packing_whole=False) + unless(claim_refused=True),
        (
            PlanTemplate(
                RemedyKind.CLAIM_COURIER,
                _("Keep the packing, take photos and tell the local courier; we claim together with the buyer."),
                deadline=ANSWER,
                tasks=(Task.KEEP_PACKING, Task.PHOTOS, Task.COURIER_CLAIM),
            ),
            _REPLACEMENT,
            *(replace(plan, when=plan.when + when(severity=Severity.MINOR)) for plan in MINOR_REFUNDS),
            replace(RETURN_WITH_GIFT, when=OURS),
            replace(EXCHANGE_WITH_GIFT, when=EXCHANGE_WITH_GIFT.when + OURS),
            replace(KEEP_ALL_REFUND, when=when(severity=Severity.SEVERE)),
        ),
    ),
    Rule(
        "damage_claim_refused",
        _("Damaged in transit, the courier refused the claim"),
        "D 2",
        _DAMAGED + when(packing_whole=False, claim_refused=True),
        (
            PlanTemplate(
                RemedyKind.COUPON,
                _("Tell the buyer what we tried, and share the loss by a coupon."),
                Amount(Formula.PERCENT, percent=30),
                deadline=REFUND,
                tasks=(Task.RECORD_LOSS,),
            ),
            replace(
                _REPLACEMENT,
                clause=_("Send a replacement at our cost."),
                freight_out=BearsFreight.SHOP,
                approval=Approval.ALWAYS,
                tasks=(Task.RECORD_LOSS,),
            ),
        ),
    ),
    Rule(
        "misuse",
        _("Damaged in use"),
        "D 2",
        when(cause=Cause.MISUSE, is_dispatched=True),
        (
            explained(
                _("Show sympathy first, ask what happened, and help with what can be mended at home."), deadline=ANSWER
            ),
            PlanTemplate(
                RemedyKind.REPAIR,
                _("We have it repaired; the buyer pays the repair and the freight both ways."),
                freight_back=BearsFreight.BUYER,
                freight_out=BearsFreight.BUYER,
                goods_back=GoodsBack.FIRST,
            ),
        ),
    ),
)
