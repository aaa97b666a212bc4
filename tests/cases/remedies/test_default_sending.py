"""The default rulebook on goods that do not leave, come late or never: refunds with the postage, returns at our cost
(C13)."""

import pytest
from tests.cases.remedies.samples import freights, kinds, matter, plans

from aftercare.cases.remedies.rules import Given
from aftercare.cases.remedies.terms import BearsFreight, Cause, GoodsBack, RemedyKind, Task
from aftercare.cases.terms import Reason, Responsible
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.money import ZERO, Money

TODAY = Span(SpanKind.BY_HOUR, 20)  # before the courier's pickup


@pytest.mark.row("C13")
def test_wrong_goods_that_have_not_left_are_stopped_and_sent_again():  # A 图7-6
    found = plans(matter(Cause.WRONG_ITEM, is_dispatched=False))
    assert (found[0].kind, found[0].deadline) == (RemedyKind.RESHIP, TODAY)


@pytest.mark.row("C13")
@pytest.mark.parametrize("responsible", Responsible)
def test_before_dispatch_everything_is_refunded_and_nothing_comes_back(responsible):  # B 三(五)
    (only,) = plans(matter(Cause.CHANGED_MIND, is_dispatched=False, responsible=responsible))
    assert (only.kind, only.amount, only.freight) == (RemedyKind.FULL_REFUND, Money(10_000), Money(800))
    assert only.goods_back == GoodsBack.NO


@pytest.mark.row("C13", "C16")
def test_a_part_of_an_order_that_has_not_left_leaves_the_postage_to_the_rest():
    (only,) = plans(matter(Cause.CHANGED_MIND, is_dispatched=False, is_whole_order=False))
    assert (only.kind, only.amount, only.freight) == (RemedyKind.FULL_REFUND, Money(10_000), ZERO)


@pytest.mark.row("C13", "C16")
def test_postage_is_refunded_to_the_fen_whatever_the_ceiling_of_return_freight():
    (only,) = plans(matter(Cause.CHANGED_MIND, is_dispatched=False, postage=Money(9_900), freight=ZERO))
    assert only.freight == Money(9_900)


@pytest.mark.row("C13", "C4")
def test_what_the_courier_brings_back_is_refunded_with_the_postage():  # A 图7-4
    returned = plans(matter(Cause.OUT_OF_ZONE, freight=ZERO))[1]
    assert (returned.freight_back, returned.freight) == (BearsFreight.COURIER, Money(800))


@pytest.mark.row("C13")
def test_out_of_stock_waits_at_a_discount_or_takes_another_or_is_refunded():  # C 二(二)
    found = plans(matter(Cause.OUT_OF_STOCK, is_dispatched=False, value=Money(9_995)))
    assert kinds(found) == [RemedyKind.WAIT_DISCOUNT, RemedyKind.OTHER_VARIANT, RemedyKind.FULL_REFUND]
    assert found[0].amount == Money(1_000)  # ten percent of 99.95, half up
    urgent = plans(matter(Cause.OUT_OF_STOCK, is_dispatched=False, is_urgent=True))
    assert kinds(urgent) == [RemedyKind.OTHER_VARIANT, RemedyKind.WAIT_DISCOUNT, RemedyKind.FULL_REFUND]


@pytest.mark.row("C13")
def test_what_never_arrived_is_looked_for_then_sent_again_or_refunded():  # A 任务四 第二节(二); B 三(三)A
    found = plans(matter(Cause.NOT_ARRIVED))
    assert kinds(found) == [RemedyKind.EXPLAIN, RemedyKind.RESHIP, RemedyKind.FULL_REFUND]
    assert all(Task.COURIER_CLAIM in remedy.tasks for remedy in found[1:])
    assert kinds(plans(matter(Cause.NOT_ARRIVED, in_stock=False))) == [RemedyKind.EXPLAIN, RemedyKind.FULL_REFUND]


@pytest.mark.row("C13")
def test_out_of_zone_goes_by_another_courier_or_comes_back():  # A 图7-4
    found = plans(matter(Cause.OUT_OF_ZONE))
    assert kinds(found) == [RemedyKind.RESHIP, RemedyKind.RETURN_REFUND]
    assert found[1].freight_back == BearsFreight.COURIER


@pytest.mark.row("C13")
def test_a_late_parcel_is_explained_and_its_freight_refunded_with_a_gift():  # C 三(二)
    found = plans(matter(Cause.LATE_DISPATCH, flow="rights", late_hours=23))
    assert [(remedy.kind, remedy.amount.fen) for remedy in found] == [
        (RemedyKind.EXPLAIN, 0),
        (RemedyKind.FREIGHT_REFUND, 800),
    ]
    assert found[1].extra == Given(RemedyKind.GIFT)
    assert kinds(plans(matter(Cause.LATE_DISPATCH, flow="rights", late_hours=24)))[-1] == RemedyKind.COUPON


@pytest.mark.row("C13", "C1")
def test_a_return_because_it_came_late_is_at_our_cost():  # C 三(二); B 三(四)2B
    found = plans(matter(Cause.LATE_DELIVERY, flow="return", days_since_signing=2, responsible=Responsible.SHOP))
    assert kinds(found) == [RemedyKind.EXPLAIN, RemedyKind.RETURN_REFUND, RemedyKind.FREIGHT_REFUND]
    assert freights(found[1]) == (BearsFreight.SHOP, BearsFreight.NONE, Money(1_200))
    assert found[1].goods_back == GoodsBack.FIRST


@pytest.mark.row("C13", "C9")
@pytest.mark.parametrize("flow", ["return", "refund_only"])
def test_what_is_late_and_not_received_is_refunded_with_the_postage(flow):  # C 三(二)
    found = plans(matter(Cause.LATE_DELIVERY, flow=flow, responsible=Responsible.SHOP))
    refund = next(remedy for remedy in found if remedy.kind == RemedyKind.FULL_REFUND)
    assert (refund.amount, refund.freight, refund.tasks) == (Money(10_000), Money(800), (Task.TRACK_PARCEL,))
    signed = plans(matter(Cause.LATE_DELIVERY, flow=flow, responsible=Responsible.SHOP, days_since_signing=1))
    assert RemedyKind.FULL_REFUND not in kinds(signed)
    assert RemedyKind.FULL_REFUND not in kinds(plans(matter(Cause.LATE_DELIVERY, flow="complaint")))


@pytest.mark.row("C13", "C9")
@pytest.mark.parametrize("flow", ["rights", "refund_only"])
def test_a_false_dispatch_is_refunded_with_the_postage(flow):  # A 任务三 (四)
    facts = {"flow": flow, "reason": Reason.FALSE_DISPATCH, "responsible": Responsible.SHOP}
    found = plans(matter(Cause.LATE_DISPATCH, **facts))
    assert kinds(found) == [RemedyKind.EXPLAIN, RemedyKind.FULL_REFUND, RemedyKind.FREIGHT_REFUND]
    assert (found[1].amount, found[1].freight, found[1].rule) == (Money(10_000), Money(800), "false_dispatch")
