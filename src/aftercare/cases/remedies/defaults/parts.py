"""Pieces that the default rules share: conditions in short, usual deadlines, plans with goods back, small extras."""

from dataclasses import replace
from typing import Any

from aftercare.cases.remedies.amounts import VALUE, Amount
from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.facts import Fact
from aftercare.cases.remedies.plans import Extra, PlanTemplate
from aftercare.cases.remedies.terms import BearsFreight, Cap, Formula, GoodsBack, Operator, RemedyKind
from aftercare.cases.terms import Responsible
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.marking import _
from aftercare.core.money import Money


def when(**facts: Any) -> tuple[Condition, ...]:
    """Conditions that facts are so: `when(cause=Cause.QUALITY)`; a tuple means one of them."""
    return tuple(
        Condition(Fact(name), Operator.IN if isinstance(value, tuple) else Operator.IS, value)
        for name, value in facts.items()
    )


def unless(**facts: Any) -> tuple[Condition, ...]:
    """Conditions that facts are not so; an unknown fact is not so."""
    return tuple(Condition(Fact(name), Operator.IS_NOT, value) for name, value in facts.items())


def at_least(**facts: Any) -> tuple[Condition, ...]:
    return tuple(Condition(Fact(name), Operator.AT_LEAST, value) for name, value in facts.items())


OURS = unless(responsible=Responsible.BUYER)
CAN_SEND = unless(in_stock=False)

ANSWER = Span(SpanKind.HOURS, 2)  # a solution within two hours (C 三(二))
OWN_ANSWER = Span(SpanKind.WORKING_HOURS, 12)  # C 三(一)
REFUND = Span(SpanKind.HOURS, 24)  # after the goods have come back (C 三(一)); at once when nothing comes back
TODAY = Span(SpanKind.BY_HOUR, 20)  # before the courier's pickup (B 三(三))

SMALL = Amount(Formula.RANGE, Money(500), Money(1000))  # 5-10 yuan (D 1, D 3)
COUPON = Extra(RemedyKind.COUPON, SMALL)
GIFT = Extra(RemedyKind.GIFT)
GIFT_FOR_BIG_CUSTOMER = Extra(RemedyKind.GIFT, when=when(is_big_customer=True))  # B 三(二)
PART_OF_PROFIT = (Cap.PROFIT_OR_FREIGHT,)  # 尽量不超过订单总利润或者退款运费 (B 三(二)A)

RETURN_AT_OUR_COST = PlanTemplate(
    RemedyKind.RETURN_REFUND,
    _("The buyer prepays the freight; goods and freight are refunded once the warehouse has the parcel."),
    VALUE,
    freight_back=BearsFreight.SHOP,
    refunds_freight=True,
    goods_back=GoodsBack.FIRST,
    deadline=REFUND,
)
RETURN_AT_THEIR_COST = PlanTemplate(
    RemedyKind.RETURN_REFUND,
    _("The buyer pays the freight and keeps the goods fit for sale; they are refunded once the warehouse has them."),
    VALUE,
    freight_back=BearsFreight.BUYER,
    goods_back=GoodsBack.FIRST,
    deadline=REFUND,
)
EXCHANGE_AT_OUR_COST = PlanTemplate(
    RemedyKind.EXCHANGE,
    _("We bear the freight both ways; the new goods leave once the warehouse has the parcel."),
    freight_back=BearsFreight.SHOP,
    freight_out=BearsFreight.SHOP,
    refunds_freight=True,
    goods_back=GoodsBack.FIRST,
    deadline=REFUND,
    when=CAN_SEND,
)
EXCHANGE_AT_THEIR_COST = replace(
    EXCHANGE_AT_OUR_COST,
    clause=_("The buyer pays the freight both ways; the new goods leave once the warehouse has the parcel."),
    freight_back=BearsFreight.BUYER,
    freight_out=BearsFreight.BUYER,
    refunds_freight=False,
)
REFUND_OF_EVERYTHING = PlanTemplate(
    RemedyKind.FULL_REFUND,
    _("Refund everything the buyer paid; nothing has to come back."),
    VALUE,
    refunds_freight=True,
    deadline=REFUND,
)


def explained(clause: str, **fields: Any) -> PlanTemplate:
    """A plan of words alone."""
    return PlanTemplate(RemedyKind.EXPLAIN, clause, **fields)
