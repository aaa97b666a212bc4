"""The default rulebook on complaints and prices: how much first, by how bad it is (C13)."""

import pytest
from tests.cases.remedies.samples import freights, kinds, matter, plans

from aftercare.cases.remedies.rules import Given
from aftercare.cases.remedies.terms import BearsFreight, Cap, Cause, GoodsBack, RemedyKind, Severity
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.money import ZERO, Money


@pytest.mark.row("C13")
def test_a_complaint_about_quality_is_refunded_in_full_with_a_coupon():  # C 三(二)
    first = plans(matter(Cause.QUALITY, flow="complaint", room=Money(10_700), severity=Severity.SEVERE))[0]
    assert (first.kind, first.amount, first.extra) == (
        RemedyKind.FULL_REFUND,
        Money(10_000),
        Given(RemedyKind.COUPON, Money(700)),
    )


@pytest.mark.row("C13")
def test_nothing_above_what_was_paid_even_for_a_complaint():  # attack H7: coupon and refund share one cap
    first = plans(matter(Cause.QUALITY, flow="complaint"))[0]  # the severity is not known: as the source says
    assert (first.amount, first.extra) == (Money(10_000), Given(RemedyKind.GIFT))


@pytest.mark.row("C13", "C10")
@pytest.mark.parametrize("profit", [None, Money(3_000)])
def test_a_complaint_about_a_minor_fault_begins_with_little_and_ends_with_all(profit):  # C 三(二); B 三(二)A; D 1
    found = plans(matter(Cause.QUALITY, flow="complaint", severity=Severity.MINOR, profit=profit))
    assert kinds(found) == [
        RemedyKind.PARTIAL_REFUND,
        RemedyKind.COUPON,
        RemedyKind.EXCHANGE,
        RemedyKind.RETURN_REFUND,
        RemedyKind.FULL_REFUND,
    ]
    assert (found[1].amount, found[1].ceiling) == (Money(500), Money(1_000))
    assert (found[-1].amount, found[-1].approver) == (Money(10_000), "supervisor")


@pytest.mark.row("C13", "C10")
@pytest.mark.parametrize("cause", [Cause.LATE_DELIVERY, Cause.LATE_DISPATCH])
def test_a_complaint_about_late_delivery_gets_the_postage_of_the_order_and_a_gift(cause):  # C 三(二)
    facts = {"flow": "complaint", "freight": ZERO}  # nothing comes back, so no freight is claimed for it
    first, *others = plans(matter(cause, **facts))
    assert (first.kind, first.amount, first.ceiling, first.cap) == (
        RemedyKind.FREIGHT_REFUND,
        Money(800),
        Money(800),
        Cap.FREIGHT,
    )
    assert first.extra == Given(RemedyKind.GIFT)
    assert RemedyKind.GIFT not in kinds(tuple(others))
    free = plans(matter(cause, postage=ZERO, **facts))[0]
    assert free.kind == RemedyKind.GIFT


@pytest.mark.row("C13", "C9")
@pytest.mark.parametrize("is_dispatched", [True, False])
def test_a_price_difference_is_refunded_as_asked_and_nothing_comes_back(is_dispatched):  # B 三(五)
    facts = {"reason": Reason.PRICE_DIFFERENCE, "responsible": Responsible.SHOP, "is_dispatched": is_dispatched}
    (only,) = plans(matter(Cause.PRICE_DIFFERENCE, asked=Money(1_250), **facts))
    assert (only.kind, only.amount, only.ceiling, only.cap) == (
        RemedyKind.PARTIAL_REFUND,
        Money(1_250),
        Money(1_250),
        Cap.ASKED,
    )
    assert freights(only) == (BearsFreight.NONE, BearsFreight.NONE, ZERO)
    assert only.goods_back == GoodsBack.NO
    (more,) = plans(matter(Cause.PRICE_DIFFERENCE, asked=Money(90_000), **facts))
    assert (more.amount, more.cap) == (Money(10_000), Cap.ROOM)


@pytest.mark.row("C13", "C10")
def test_a_price_difference_without_a_sum_is_asked_about_first():
    (only,) = plans(matter(Cause.PRICE_DIFFERENCE, flow="complaint", responsible=Responsible.SHOP))
    assert (only.kind, only.total) == (RemedyKind.EXPLAIN, ZERO)
