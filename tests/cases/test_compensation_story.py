"""Compensation (C3): every arrow of chart 7-3."""

import pytest
from tests.cases.story import (
    Story,
    Walks,
    World,
    arrows,
    begin,
    clocked,
    go_along,
    granted,
    let_run_out,
    refunded_elsewhere,
    refunded_in_part,
    way,
)  # fmt: skip
from tests.people import person

from aftercare.approvals.models import Approval
from aftercare.cases.actions.open_case import Application, open_case
from aftercare.cases.flows.compensation import COMPENSATION
from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.money.models import Payout, PayoutLine

pytestmark = pytest.mark.django_db


def paid_lines(story: Story) -> list[tuple[str, int]]:
    found = PayoutLine.objects.filter(payout__subject_id=story.case.pk, payout__subject_kind="case")
    return [(line.kind, line.amount.fen) for line in found.order_by("id")]


@pytest.mark.row("C3", "C18", "B6")
@pytest.mark.parametrize(("form", "kind"), [("money", "compensation"), ("coupon", "coupon")])
def test_money_or_a_coupon_is_offered_accepted_paid_and_booked(form: str, kind: str):
    story = begin("compensation", amount="12.50", reason="minor_flaw", inputs={"compensation_form": form})
    story.do("offer")
    assert "12.50" in story.case.messages.get(template="offer").text
    story.refused("gives_money", "accept_goods")
    story.do("accept")
    assert (story.state, paid_lines(story)) == ("paying", [(kind, 1250)])
    story.pay()
    assert (story.state, story.case.refunded, story.letters) == ("compensated", Money(1250), ["offer", "paid"])
    assert story.costs == {(kind, "shop"): 1250}


@pytest.mark.row("C3", "C19", "B6")
def test_a_gift_goes_out_as_an_order_of_its_own_and_one_that_got_lost_is_worked_out_again():
    story = begin("compensation", amount="0", reason="service", inputs={"compensation_form": "goods"})
    story.refused("gives_goods", "offer").turned_back("gift", "offer_gift", gift="")
    story.do("offer_gift", gift="亚麻杯垫一对", gift_worth="9.90")
    assert "亚麻杯垫一对" in story.case.messages.get(template="offer_gift").text
    story.refused("gives_goods", "accept")
    story.do("accept_goods")
    assert (story.state, story.child.case.flow, Payout.objects.count()) == ("sending", "reship", 0)
    order = story.child.case.reship_order
    assert (order.item_summary, order.item_count) == ("亚麻杯垫一对", 1)
    assert [(line.title, line.quantity, line.product_id) for line in order.lines.all()] == [("亚麻杯垫一对", 1, None)]
    assert [(line.order_line.title, line.asked) for line in story.child.case.lines.all()] == [("亚麻杯垫一对", 1)]
    story.ends(well=False)
    assert story.state == "drafted"
    story.do("offer_gift").do("accept_goods").ends(well=True)
    assert (story.state, story.case.refunded, story.costs) == ("compensated", Money(0), {})
    assert (story.child.costs, story.child.letters) == ({("reshipped", "shop"): 990}, ["gift_sent"])


@pytest.mark.row("C3", "C17")
@pytest.mark.attack("H8")
def test_a_gift_counts_against_the_limits_by_what_it_costs_us_however_many_cases_it_takes():
    world = World()
    order = world.order(paid="900.00")
    story = begin("compensation", world, order=order, amount="10.00")
    story.refused("above_authority", "offer_gift", gift_worth="250.00").refused(
        "nothing_granted", "offer_gift", gift_worth="0"
    )
    story.refused("gift_unnamed", "ask_approval", gift_worth="250.00")
    story.do("ask_approval", gift="蓝牙音箱", gift_worth="250.00", note="大客户")
    approval = Approval.objects.get()
    assert (approval.amount, story.case.granted) == (Money(25000), None)
    kept = story.case.details
    Case.objects.filter(pk=story.case.pk).update(proposal={**story.case.proposal, "gift": 35000})
    story.refused("approval_stale", "approve")
    Case.objects.filter(pk=story.case.pk).update(proposal={**story.case.proposal, "gift": 25000}, details=kept)
    story.do("approve").do("accept_goods").ends(well=True)
    assert (story.state, Payout.objects.count()) == ("compensated", 0)
    begin("compensation", world, order=order, amount="10.00").refused("above_order_authority", "offer_gift")


@pytest.mark.row("C3")
def test_a_gift_that_becomes_money_again_is_no_gift_any_more():
    story = begin("compensation", amount="8.00").do("offer_gift").do("improve")
    story.refused("nothing_granted", "offer", compensation_form="money")
    story.do("offer", compensation_form="money", granted_lines=granted("8.00"))
    assert story.do("accept").state == "paying"
    assert paid_lines(story) == [("compensation", 800)]


@pytest.mark.row("C3", "C16", "B6")
@pytest.mark.attack("H7")
def test_freight_is_paid_as_freight_and_takes_nothing_of_what_was_paid_for_the_goods():
    world = World()
    order = world.order(paid="400.00")
    complaint = begin("complaint", world, order=order, reason="quality")
    refund = (
        begin("refund_only", world, order=order, pieces=4, amount="400.00", reason="late")
        .do("agree", by="supervisor")
        .pay()
    )
    assert refund.state == "refunded"  # nothing is left of the goods
    complaint.refused("over_cap", "compensate", compensation_form="money", compensation_amount="12.00")
    complaint.refused("freight_too_high", "compensate", compensation_form="freight", compensation_amount="500.00")
    complaint.do("compensate", compensation_form="freight", compensation_amount="12.00")
    child = complaint.child
    assert (child.case.asked, child.case.asked_freight) == (Money(0), Money(1200))
    child.do("offer", by="supervisor").do("accept")
    assert paid_lines(child) == [("freight", 1200)]
    assert child.pay().costs == {("freight", "shop"): 1200}
    assert "12.00" in child.case.messages.get(template="offer").text


@pytest.mark.row("C3", "C16")
def test_an_application_asks_for_no_freight_compensation():
    with pytest.raises(InvalidInput) as error:
        begin("compensation", inputs={"compensation_form": "freight"})
    assert list(error.value.problems) == ["compensation_form"]


@pytest.mark.row("C3")
@pytest.mark.parametrize("code", ["decline", "no_answer"])
def test_a_buyer_who_declines_or_says_nothing_sends_the_matter_back_to_the_case_it_belongs_to(code: str):
    parent = begin("complaint").do("compensate", compensation_form="coupon", compensation_amount="5.00")
    assert (parent.state, parent.case.waits_for) == ("compensating", "linked")
    story = parent.child.do("offer")
    story.do("decline") if code == "decline" else story.run_out()
    assert (parent.state, parent.moves()[-1], Payout.objects.count()) == ("again", "compensating_failed", 0)
    parent.do("compensate", compensation_form="coupon", compensation_amount="10.00").ends(well=True)
    assert parent.state == "callback"


@pytest.mark.row("C3")
def test_an_offer_can_be_improved_and_the_newest_one_counts():
    story = begin("compensation", amount="5.00").do("offer").do("improve").do("offer", granted_lines=granted("9.00"))
    story.do("accept")
    assert paid_lines(story) == [("compensation", 900)]


@pytest.mark.row("C3", "C17")
def test_above_the_limit_it_is_approved_and_the_approval_holds_for_that_amount_only():
    story = begin("compensation", paid="900.00", amount="250.00")
    story.refused("above_authority", "offer").do("ask_approval", note="大客户，商品确有问题")
    assert (story.state, story.case.granted, story.letters) == ("approving", None, [])
    proposal = story.case.proposal
    line = str(story.line.pk)
    changed = {**proposal, "lines": {line: [2, 26000]}}
    Case.objects.filter(pk=story.case.pk).update(proposal=changed)
    story.refused("approval_stale", "approve")
    Case.objects.filter(pk=story.case.pk).update(proposal=proposal)
    story.do("approve")
    assert (story.state, story.case.granted, story.letters) == ("offered", Money(25000), ["offer"])
    assert Approval.objects.get().state == "approved"


@pytest.mark.row("C17")
def test_nobody_approves_their_own_wish_and_a_large_one_is_the_administrators():
    story = begin("compensation", paid="20000.00", amount="6000.00").do("ask_approval", by="supervisor")
    story.refused("own_request", "approve", by="supervisor")
    story.do("approve", by="administrator")
    assert story.state == "offered"
    story = begin("compensation", story.world, paid="20000.00", amount="6000.00").do("ask_approval", by="agent")
    story.refused("approval_above_role", "approve", by="supervisor")
    story.do("deny", by="administrator", note="金额过高")
    assert (story.state, story.case.proposal) == ("drafted", None)


@pytest.mark.row("C6", "C17")
@pytest.mark.parametrize("role", ["review_specialist", "rights_specialist"])
def test_specialists_offer_nothing_without_approval(role: str):
    story = begin("compensation", by=role, amount="0.01")
    story.refused("above_authority", "offer", by=role)
    story.do("ask_approval", by=role).do("approve").do("accept", by=role)
    assert story.state == "paying"


@pytest.mark.row("C18")
@pytest.mark.attack("H7")
def test_refund_and_compensation_share_one_cap():
    world = World()
    order = world.order(paid="400.00", quantity=4)
    gift = begin("compensation", world, order=order, amount="150.00").do("offer")
    refund = begin("refund_only", world, order=order, amount="300.00", reason="late").do("agree", by="supervisor")
    assert refund.state == "paying"
    gift.refused("over_cap", "accept")
    refund.turn_down()  # the money is free again
    gift.do("accept")
    assert gift.state == "paying"
    refund.refused("over_cap", "pay_again")


@pytest.mark.row("C18")
@pytest.mark.attack("H7")
def test_a_compensation_that_no_longer_fits_beside_a_refund_is_not_even_drafted():
    world = World()
    order = world.order(paid="400.00")
    complaint = begin("complaint", world, order=order)
    begin("refund_only", world, order=order, amount="390.00", reason="late").do("agree", by="supervisor").pay()
    complaint.refused("over_cap", "compensate", compensation_amount="10.01")
    complaint.refused("nothing_offered", "compensate", compensation_amount="0")
    complaint.do("compensate", compensation_amount="10.00").ends(well=True)
    assert complaint.state == "callback"
    complaint.do("reopen").refused("over_cap", "compensate", compensation_amount="0.01")


@pytest.mark.row("C17")
@pytest.mark.attack("H8")
def test_many_small_offers_reach_the_limit_of_the_day():
    world = World()
    for _number in range(50):
        begin("compensation", world, paid="400.00", amount="200.00").do("offer")
    story = begin("compensation", world, amount="0.01").refused("above_daily_authority", "offer")
    assert story.do("offer", by="teammate").state == "offered"
    story.wait(days=1)
    assert begin("compensation", world, amount="200.00").do("offer").state == "offered"


@pytest.mark.row("C6", "C3")
def test_no_benefit_is_tied_to_a_review():
    story = begin("compensation", amount="5.00")
    story.refused("promise_for_review", "offer", note="给 5 元红包，请您改好评")
    dear = begin("compensation", paid="900.00", amount="250.00")
    dear.refused("promise_for_review", "ask_approval", note="退款 250 元，请买家删除差评")


@pytest.mark.row("C3", "P2")
def test_who_may_do_what():
    story = begin("compensation", amount="5.00")
    story.unknown_to("stranger", "offer")
    story.refused("wrong_role", "offer", by="warehouse")
    story.do("offer").do("accept").refused("wrong_state", "decline")
    story.turn_down().refused("wrong_role", "pay_again", by="supervisor")
    story.do("pay_again").pay()
    assert [payout.state for payout in Payout.objects.order_by("id")] == ["refused", "paid"]


@pytest.mark.row("C17")
@pytest.mark.attack("H8")
def test_several_cases_of_one_order_count_together_for_whoever_grants():
    world = World()
    order = world.order(paid="800.00")
    begin("refund_only", world, order=order, amount="150.00", reason="late").do("agree").pay()
    second = begin("compensation", world, order=order, amount="60.00")
    second.refused("above_order_authority", "offer").do("ask_approval")
    assert Approval.objects.get().needs_role == "supervisor"
    assert second.do("approve").state == "offered"


@pytest.mark.row("C18")
@pytest.mark.attack("H7")
def test_a_compensation_pays_no_freight_and_postage_goes_back_once():
    world = World()
    order = world.order(paid="400.00", freight=Money(1200))
    line = order.lines.get()
    wish = Application(flow="compensation", order_id=order.pk, reason=Reason.QUALITY, lines={line.pk: (1, Money(100))},
                       freight=Money(20000))  # fmt: skip
    with pytest.raises(InvalidInput) as error:
        open_case(application=wish, person=person(world.people.owner))
    assert list(error.value.problems) == ["freight"]

    def whole() -> Story:
        return begin("refund_only", world, order=order, pieces=4, amount="10.00", reason="late")

    first, second = whole(), whole()
    first.do("agree", granted_freight="12.00").pay()
    assert first.case.refunded == Money(2200)
    second.refused("freight_too_high", "agree", granted_freight="12.00").do("agree", granted_freight="0")
    assert second.pay().case.refunded == Money(1000)


DEAR = {"paid": "900.00"}
HUGE = {"paid": "12000.00"}  # above the supervisor's limit
OFFERED = way("offer")
GIFT = way("offer_gift", "accept_goods")
PAYING = OFFERED.and_then("accept")

WALKS: Walks = {
    "offer": OFFERED,
    "offer_gift": way("offer_gift"),
    "ask_approval": way("ask_approval", **DEAR),
    "approve": way("ask_approval", "approve", **DEAR),
    "endorse": way("ask_approval", "endorse", **HUGE),
    "deny": way("ask_approval", "deny", **DEAR),
    "retract": way("ask_approval", "retract", **DEAR),
    "improve": OFFERED.and_then("improve"),
    "accept": PAYING,
    "accept_goods": GIFT,
    "decline": OFFERED.and_then("decline"),
    "no_answer": OFFERED.and_then("no_answer"),
    "drop": way("drop"),
    "gift_arrived": GIFT.and_then("gift_arrived"),
    "gift_lost": GIFT.and_then("gift_lost"),
    "paid": PAYING.and_then("paid"),
    "payment_failed": PAYING.and_then("payment_failed"),
    "pay_again": PAYING.and_then("payment_failed", "pay_again"),
    "pay_rest": PAYING.and_then("payment_failed", refunded_in_part, "pay_rest"),
    "refunded_elsewhere": PAYING.and_then("payment_failed", refunded_elsewhere, "refunded_elsewhere"),
    "contact": way("contact"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C3")
@pytest.mark.parametrize(("state", "code"), arrows(COMPENSATION))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(COMPENSATION, WALKS, state, code)


@pytest.mark.row("B1", "C3")
@pytest.mark.parametrize("state", clocked(COMPENSATION))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(COMPENSATION, WALKS, state)
