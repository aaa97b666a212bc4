"""The default rulebook says what the sources say: one story per plan of B and per paragraph of D, and those of C and A
(C13)."""

import pytest
from tests.cases.remedies.samples import freights, kinds, matter, plans

from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.rules import Given
from aftercare.cases.remedies.terms import BearsFreight, Cap, Cause, GoodsBack, RemedyKind, Severity, Task
from aftercare.cases.terms import Responsible
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.money import ZERO, Money

TODAY = Span(SpanKind.BY_HOUR, 20)  # before the courier's pickup


@pytest.mark.row("C13")
def test_not_as_described_is_explained_first_then_returned_at_our_cost():  # B 三(一) A, B
    first, second = plans(matter(Cause.NOT_AS_DESCRIBED))
    assert (first.plan, first.kind, first.total) == ("A", RemedyKind.EXPLAIN, ZERO)
    assert (second.plan, second.kind, second.amount) == ("B", RemedyKind.RETURN_REFUND, Money(10_000))
    assert freights(second) == (BearsFreight.SHOP, BearsFreight.NONE, Money(1_200))
    assert second.goods_back == GoodsBack.FIRST


@pytest.mark.row("C13")
@pytest.mark.parametrize(
    ("profit", "freight", "amount", "ceiling"),
    [(3_000, 1_200, 2_000, 3_000), (800, 1_200, 1_200, 1_200), (800, 0, 800, 800), (-500, 900, 900, 900)],
)
def test_a_minor_fault_is_partly_refunded_up_to_profit_or_freight(profit, freight, amount, ceiling):  # B 三(二) A
    found = plans(matter(Cause.QUALITY, severity=Severity.MINOR, profit=Money(profit), freight=Money(freight)))
    assert kinds(found) == [RemedyKind.PARTIAL_REFUND, RemedyKind.EXCHANGE, RemedyKind.RETURN_REFUND]
    assert (found[0].amount, found[0].ceiling, found[0].cap) == (Money(amount), Money(ceiling), Cap.PROFIT_OR_FREIGHT)
    assert freights(found[1]) == (BearsFreight.SHOP, BearsFreight.SHOP, min(Money(freight), Money(2_500)))


@pytest.mark.row("C13")
def test_a_claim_of_much_freight_does_not_lift_the_cap():  # B 三(二) A: the freight that we would refund, no more
    found = plans(matter(Cause.QUALITY, severity=Severity.MINOR, profit=ZERO, freight=Money(90_000)))
    assert (found[0].amount, found[0].ceiling) == (Money(2_000), Money(2_500))


@pytest.mark.row("C13", "C17")
@pytest.mark.parametrize(
    ("freight", "ceiling", "cap"),
    [(1_200, 1_200, Cap.PROFIT_OR_FREIGHT), (900, 900, Cap.PROFIT_OR_FREIGHT), (0, 1_000, Cap.LIMIT)],
)
@pytest.mark.parametrize(("cause", "place"), [(Cause.QUALITY, 0), (Cause.TRANSIT_DAMAGE, 2)])
def test_with_the_profit_unknown_the_freight_or_10_yuan_is_the_limit_and_somebody_approves(
    freight, ceiling, cap, cause, place
):  # B 三(二) A: 退款运费; D 1: 5-10元
    facts = {"severity": Severity.MINOR, "profit": None, "freight": Money(freight), "packing_whole": False}
    found = plans(matter(cause, **facts))
    refunds = [remedy for remedy in found if remedy.kind == RemedyKind.PARTIAL_REFUND]
    assert refunds == [found[place]]
    assert (found[place].amount, found[place].ceiling, found[place].cap) == (Money(ceiling), Money(ceiling), cap)
    assert found[place].approver == "supervisor"


@pytest.mark.row("C13")
def test_without_profit_and_freight_no_partial_refund_is_proposed():  # a known profit is never passed
    found = plans(matter(Cause.QUALITY, severity=Severity.MINOR, profit=ZERO, freight=ZERO))
    assert kinds(found) == [RemedyKind.EXCHANGE, RemedyKind.RETURN_REFUND]
    assert [remedy.plan for remedy in found] == ["A", "B"]


@pytest.mark.row("C13")
def test_a_severe_fault_is_returned_or_if_not_refunded_in_part_or_whole():  # B 三(二) B
    found = plans(matter(Cause.QUALITY, severity=Severity.SEVERE))
    assert [(remedy.kind, remedy.amount.fen, remedy.goods_back) for remedy in found] == [
        (RemedyKind.RETURN_REFUND, 10_000, GoodsBack.FIRST),
        (RemedyKind.EXCHANGE, 0, GoodsBack.FIRST),
        (RemedyKind.PARTIAL_REFUND, 5_000, GoodsBack.NO),
        (RemedyKind.FULL_REFUND, 10_000, GoodsBack.NO),
    ]
    assert [remedy.approver for remedy in found] == ["", "", "", "supervisor"]


@pytest.mark.row("C13")
def test_a_buyer_in_a_hurry_gets_new_goods_first_and_a_big_customer_a_gift():  # B 三(二)
    facts = matter(Cause.QUALITY, severity=Severity.MINOR, is_urgent=True, is_big_customer=True)
    first = plans(facts)[0]
    assert (first.kind, first.goods_back, first.deadline) == (RemedyKind.RESHIP, GoodsBack.LATER, TODAY)
    assert first.extra == Given(RemedyKind.GIFT)
    ordinary = plans(matter(Cause.QUALITY, severity=Severity.MINOR, is_urgent=True))[0]
    assert ordinary.kind == RemedyKind.RESHIP and ordinary.extra is None


@pytest.mark.row("C13")
def test_goods_out_of_stock_are_not_promised_again():
    facts = matter(Cause.QUALITY, severity=Severity.SEVERE, is_urgent=True, in_stock=False)
    assert kinds(plans(facts)) == [RemedyKind.RETURN_REFUND, RemedyKind.PARTIAL_REFUND, RemedyKind.FULL_REFUND]


@pytest.mark.row("C13")
def test_confirmed_wrong_goods_are_sent_today_with_an_apology():  # B 三(三) A, B
    found = plans(matter(Cause.WRONG_ITEM, warehouse_confirmed=True))
    assert kinds(found) == [RemedyKind.RESHIP, RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]
    assert (found[0].deadline, found[0].extra) == (TODAY, Given(RemedyKind.COUPON, Money(500)))
    assert freights(found[1]) == (BearsFreight.SHOP, BearsFreight.NONE, Money(1_200))
    assert all(Task.RECORD_LOSS in remedy.tasks for remedy in found)


@pytest.mark.row("C13")
def test_an_apology_is_a_gift_when_no_money_is_left_for_a_coupon():  # B 三(三): 优惠券或者小礼物
    found = plans(matter(Cause.WRONG_ITEM, warehouse_confirmed=True, room=Money(499)))
    assert found[0].extra == Given(RemedyKind.GIFT)


@pytest.mark.row("C13")
def test_confirmed_missing_goods_are_sent_or_their_price_refunded():  # B 三(三) 退款(漏发)
    found = plans(matter(Cause.MISSING, warehouse_confirmed=True, value=Money(2_990)))
    assert [(remedy.kind, remedy.amount.fen) for remedy in found] == [
        (RemedyKind.RESHIP, 0),
        (RemedyKind.PARTIAL_REFUND, 2_990),
    ]


@pytest.mark.row("C13")
def test_wrong_goods_that_the_warehouse_denies_cost_the_buyer_the_freight():  # B 三(三) 鉴定 A
    found = plans(matter(Cause.WRONG_ITEM, warehouse_confirmed=False, responsible=Responsible.WAREHOUSE))
    assert kinds(found) == [RemedyKind.EXPLAIN, RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]
    assert freights(found[1]) == (BearsFreight.BUYER, BearsFreight.NONE, ZERO)
    assert freights(found[2]) == (BearsFreight.BUYER, BearsFreight.BUYER, ZERO)


@pytest.mark.row("C13")
def test_wrong_goods_are_looked_up_before_anything_is_promised():  # B 三(三)
    (only,) = plans(matter(Cause.MIXED))
    assert (only.kind, only.tasks) == (RemedyKind.EXPLAIN, (Task.PHOTOS, Task.CHECK_PACKING))


@pytest.mark.row("C13")
@pytest.mark.parametrize(
    ("responsible", "back", "freight"),
    [(Responsible.BUYER, BearsFreight.BUYER, 0), (Responsible.SHOP, BearsFreight.SHOP, 1_200)],
)
def test_a_return_or_exchange_costs_whoever_is_responsible(responsible, back, freight):  # B 三(四) 1, 2A, 2B
    found = plans(matter(Cause.UNSATISFIED, responsible=responsible))
    assert kinds(found) == [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]
    assert freights(found[0]) == (back, BearsFreight.NONE, Money(freight))
    assert freights(found[1]) == (back, back, Money(freight))


@pytest.mark.row("C13")
def test_the_warehouse_decides_whose_the_freight_of_wrong_goods_is_whoever_was_blamed():  # B 三(三)
    confirmed = plans(matter(Cause.WRONG_ITEM, warehouse_confirmed=True, responsible=Responsible.BUYER))[1]
    assert freights(confirmed) == (BearsFreight.SHOP, BearsFreight.NONE, Money(1_200))


@pytest.mark.row("C13")
@pytest.mark.parametrize(("severity", "fen"), [(None, 500), (Severity.MINOR, 500), (Severity.SEVERE, 1_000)])
def test_a_minor_flaw_is_a_coupon_of_5_to_10_yuan_and_goes_to_the_quality_list(severity, fen):  # D 1
    (only,) = plans(matter(Cause.MINOR_FLAW, severity=severity))
    assert (only.kind, only.amount, only.ceiling, only.cap) == (RemedyKind.COUPON, Money(fen), Money(1_000), Cap.LIMIT)
    assert only.tasks == (Task.QUALITY_LIST,)


@pytest.mark.row("C13")
def test_damage_starts_with_the_question_about_the_packing():  # D 2, first paragraphs
    (only,) = plans(matter(Cause.TRANSIT_DAMAGE))
    assert (only.kind, only.tasks) == (RemedyKind.EXPLAIN, (Task.PHOTOS, Task.KEEP_PACKING))


@pytest.mark.row("C13")
def test_damage_in_whole_packing_is_replaced_with_both_freights_ours():  # D 2, quality
    first = plans(matter(Cause.TRANSIT_DAMAGE, packing_whole=True))[0]
    assert first.kind == RemedyKind.EXCHANGE
    assert freights(first) == (BearsFreight.SHOP, BearsFreight.SHOP, Money(1_200))


@pytest.mark.row("C13")
def test_damage_in_broken_packing_is_claimed_from_the_courier_and_replaced():  # D 2, transit
    found = plans(matter(Cause.TRANSIT_DAMAGE, packing_whole=False))
    assert kinds(found) == [
        RemedyKind.CLAIM_COURIER,
        RemedyKind.RESHIP,
        RemedyKind.RETURN_REFUND,
        RemedyKind.EXCHANGE,
    ]
    assert found[0].tasks == (Task.KEEP_PACKING, Task.PHOTOS, Task.COURIER_CLAIM)
    assert found[1].freight_out == BearsFreight.COURIER


@pytest.mark.row("C13", "C11")
@pytest.mark.parametrize(
    ("severity", "others"),
    [
        (Severity.MINOR, [RemedyKind.PARTIAL_REFUND, RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]),
        (Severity.SEVERE, [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE, RemedyKind.FULL_REFUND]),
    ],
)
def test_damage_in_transit_comes_back_at_our_cost_with_a_gift_for_a_big_customer(severity, others):  # B 三(二)
    facts = {"packing_whole": False, "severity": severity, "responsible": Responsible.COURIER}
    found = plans(matter(Cause.TRANSIT_DAMAGE, is_big_customer=True, **facts))
    assert kinds(found) == [RemedyKind.CLAIM_COURIER, RemedyKind.RESHIP, *others]
    returned = next(remedy for remedy in found if remedy.kind == RemedyKind.RETURN_REFUND)
    exchanged = next(remedy for remedy in found if remedy.kind == RemedyKind.EXCHANGE)
    assert freights(returned) == (BearsFreight.SHOP, BearsFreight.NONE, Money(1_200))
    assert freights(exchanged) == (BearsFreight.SHOP, BearsFreight.SHOP, Money(1_200))
    given = {remedy.kind for remedy in found if remedy.extra == Given(RemedyKind.GIFT)}
    assert given == {*others, RemedyKind.RESHIP} - {RemedyKind.FULL_REFUND}
    assert not any(remedy.extra for remedy in plans(matter(Cause.TRANSIT_DAMAGE, **facts)))


@pytest.mark.row("C13")
def test_a_refused_claim_is_shared_by_a_coupon():  # D 2, 万一索赔不到
    first = plans(matter(Cause.TRANSIT_DAMAGE, packing_whole=False, claim_refused=True))[0]
    assert (first.kind, first.amount) == (RemedyKind.COUPON, Money(3_000))


@pytest.mark.row("C13")
def test_misuse_gets_sympathy_and_a_repair_at_the_buyers_cost():  # D 2, 不当使用
    found = plans(matter(Cause.MISUSE))
    assert kinds(found) == [RemedyKind.EXPLAIN, RemedyKind.REPAIR]
    assert freights(found[1]) == (BearsFreight.BUYER, BearsFreight.BUYER, ZERO)


@pytest.mark.row("C13")
def test_whoever_asked_too_often_gets_a_small_thing_and_the_supervisor_is_told():  # D 3
    assert kinds(plans(matter(Cause.SERVICE, contacts=2))) == [RemedyKind.EXPLAIN]
    found = plans(matter(Cause.SERVICE, contacts=3))
    assert kinds(found) == [RemedyKind.EXPLAIN, RemedyKind.COUPON, RemedyKind.GIFT]
    assert (found[1].amount, found[1].ceiling, found[1].tasks) == (Money(500), Money(1_000), (Task.TELL_SUPERVISOR,))


def test_without_a_rule_the_supervisor_is_asked():
    (only,) = plans(matter(Cause.OTHER))
    assert (only.kind, only.approver, only.rule) == (RemedyKind.ASK_SUPERVISOR, "supervisor", "")
    assert only.rulebook == DEFAULT_RULEBOOK.version


@pytest.mark.parametrize(
    ("fen", "approver"), [(18_800, ""), (18_801, "supervisor"), (498_800, "supervisor"), (498_801, "administrator")]
)
def test_the_approver_is_found_by_money_and_freight_together(fen, approver):
    found = plans(matter(Cause.NOT_AS_DESCRIBED, value=Money(fen), room=Money(fen)))
    assert (found[1].total, found[1].approver) == (Money(fen + 1_200), approver)
