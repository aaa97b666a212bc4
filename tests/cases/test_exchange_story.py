"""Exchange (C2): every arrow of chart 7-2."""

from datetime import timedelta

import pytest
from tests.cases.story import (
    Story,
    Walks,
    arrows,
    begin,
    came_along,
    clocked,
    go_along,
    granted,
    in_a_hurry,
    inspected,
    let_run_out,
    refunded_elsewhere,
    refunded_in_part,
    shown,
    way,
)

from aftercare.cases.flows.exchange import EXCHANGE
from aftercare.cases.models import Case
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now
from aftercare.money.models import Payout
from aftercare.orders.models import Order
from aftercare.shops.policies import policies_of

pytestmark = pytest.mark.django_db


def agreed_and_back(**wish) -> Story:
    """An exchange whose goods are back and wait for inspection."""
    inputs = wish.pop("agree", {})
    return begin("exchange", **wish).do("agree", **inputs).do("register_parcel").do("receive")


@pytest.mark.row("C2", "C19")
def test_the_goods_come_back_and_new_ones_leave_as_an_order_of_their_own():
    story = begin("exchange", inputs={"new_variant": "尺码:XL"})
    assert (story.state, story.case.waits_for) == ("asked", "agent")
    story.do("agree")
    assert "某路 1 号" in story.case.messages.get().text
    story.do("register_parcel", courier="圆通速递", tracking_no="yt 1234567890").do("receive")
    assert story.case.own_due_at - story.case.received_at == timedelta(hours=24)
    story.do("inspect")
    assert (story.state, story.case.waits_for) == ("resending", "linked")

    new, order = story.child, story.child.case.reship_order
    assert (new.case.flow, new.state, new.case.waits_for) == ("reship", "preparing", "warehouse")
    assert (order.source_order_id, order.status, order.paid) == (story.case.order_id, "awaiting_dispatch", Money(0))
    assert list(order.lines.values_list("quantity", "sku", "paid")) == [(2, "尺码:XL", Money(0))]

    new.do("dispatch", by="warehouse", courier="顺丰速运", tracking_no="SF0000000001")
    assert "SF0000000001" in new.case.messages.get(template="reshipped").text
    assert story.state == "resending"
    new.do("arrive")
    assert (story.state, story.case.refunded, Payout.objects.count()) == ("exchanged", Money(0), 0)
    assert story.moves()[-1] == "arrived"
    order.refresh_from_db()
    assert (order.status, order.completed_at is not None) == ("completed", True)
    assert (story.costs, new.costs) == ({}, {("reshipped", "buyer"): 20000})


@pytest.mark.row("C2")
def test_new_goods_that_turn_out_wrong_can_be_brought_back_again():
    story = agreed_and_back().do("inspect").ends(well=True)
    assert story.state == "exchanged"
    again = begin("return", story.world, order=story.case.order, reason="quality", pieces=4)
    assert again.line.asked == 4


@pytest.mark.row("C2")
def test_an_exchange_that_is_stuck_alerts_its_owner_before_the_buyer_complains():
    story = agreed_and_back().do("inspect")
    case = story.case
    assert (case.own_due_at - case.state_since).days == 7
    assert case.next_due_at == case.own_due_at
    assert case.owner_id == story.world.people.owner.pk


@pytest.mark.row("C2", "B3")
def test_dearer_goods_leave_once_the_buyer_has_paid_the_difference():
    story = agreed_and_back(agree={"buyer_pays": "20.00"})
    story.refused("difference_owed", "inspect")
    story.do("inspect_owed")
    assert (story.state, story.case.waits_for, story.linked) == ("owed", "buyer", [])
    assert "20.00" in story.case.messages.get(template="difference").text
    story.do("paid_up", voucher="支付宝 2026112200001")
    assert story.state == "resending"
    assert story.case.notes.get(name="voucher").text == "支付宝 2026112200001"
    story.ends(well=True)
    assert (story.state, Payout.objects.count()) == ("exchanged", 0)


@pytest.mark.row("C2", "B3")
def test_goods_of_the_same_price_owe_nothing():
    agreed_and_back().refused("nothing_owed", "inspect_owed")


@pytest.mark.row("C2", "C17")
def test_the_shop_does_without_the_difference_within_its_authority_and_day():
    story = agreed_and_back(agree={"buyer_pays": "20.00"}).do("inspect_owed").do("waive")
    assert story.state == "resending"
    given = Event.objects.get(kind="case.granted", subject_id=story.case.pk, data__amount=2000)
    assert given.actor_id == story.world.people.owner.pk
    dear = agreed_and_back(agree={"buyer_pays": "200.01"}).do("inspect_owed")
    dear.refused("above_limit", "waive")
    assert dear.do("waive", by="supervisor").state == "resending"


@pytest.mark.row("C2", "B1")
def test_a_difference_that_is_not_paid_goes_back_to_the_agent_who_waits_once_more_or_sends_the_goods_back():
    story = agreed_and_back(agree={"buyer_pays": "20.00"}).do("inspect_owed").run_out()
    assert (story.state, story.moves()[-1]) == ("doubted", "not_paid_up")
    story.refused("difference_owed", "accept")
    story.do("wait_for_pay")
    assert (story.state, story.letters.count("difference")) == ("owed", 2)
    story.run_out().do("send_back")
    assert (story.state, story.case.refusal_clause) == ("going_back", "与买家协商一致")
    story.do("sent_back", tracking_no="SF0000000009")
    assert (story.state, story.case.details["out_tracking_no"]) == ("rejected", "SF0000000009")
    assert not story.case.holds_goods


@pytest.mark.row("C2", "C18", "B6")
def test_cheaper_goods_give_the_rest_back_once_the_new_ones_have_arrived():
    story = agreed_and_back(reason="quality", agree={"granted_lines": granted("20.00")}).do("inspect")
    assert Payout.objects.count() == 0
    story.ends(well=True)
    assert (story.state, story.moves()[-1]) == ("paying", "refund_rest")
    assert Payout.objects.get().amount == Money(2000)
    story.pay()
    assert (story.state, story.case.refunded) == ("exchanged", Money(2000))
    assert story.costs == {("refund", "shop"): 2000}
    assert story.child.costs == {("reshipped", "shop"): 20000}


@pytest.mark.row("C2")
def test_a_difference_goes_one_way_only():
    both = {"buyer_pays": "20.00", "granted_lines": granted("20.00")}
    begin("exchange").refused("both_ways", "agree", **both)
    large = {"buyer_pays": "20.00", "granted_lines": granted("250.00")}
    begin("exchange", paid="900.00").refused("both_ways", "ask_approval", **large)


@pytest.mark.row("C2", "C17")
def test_a_large_difference_is_approved_before_the_buyer_is_told():
    story = begin("exchange", paid="900.00")
    large = {"granted_lines": granted("250.00")}
    story.refused("above_authority", "agree", **large)
    story.refused("needs_no_approval", "ask_approval")
    story.do("ask_approval", **large)
    assert (story.state, story.case.granted, story.letters) == ("approving", None, [])
    story.refused("wrong_role", "approve", by="agent")
    story.do("approve")
    assert (story.state, story.case.granted, story.letters) == ("agreed", Money(25000), ["address"])


@pytest.mark.row("C2")
def test_a_buyer_in_a_hurry_gets_the_new_goods_once_the_parcel_is_on_its_way():
    story = begin("exchange", inputs={"urgent": "yes"}).do("agree")
    story.refused("wrong_state", "send_ahead")
    story.do("register_parcel").do("send_ahead")
    assert (story.state, story.child.state, story.child.case.details["urgent"]) == ("sent", "preparing", True)
    story.refused("sent_already", "send_ahead")
    story.ends(well=True)
    assert story.state == "sent"  # the old goods are still awaited
    story.do("receive").do("inspect")
    assert (story.state, [child.case.flow for child in story.linked]) == ("exchanged", ["reship"])


@pytest.mark.row("C2")
def test_goods_sent_ahead_that_are_still_on_their_way_are_waited_for_and_not_sent_twice():
    story = begin("exchange").do("agree").do("register_parcel").do("send_ahead").do("receive").do("inspect")
    assert (story.state, len(story.linked)) == ("resending", 1)
    assert story.ends(well=True).state == "exchanged"


@pytest.mark.row("C2")
def test_goods_sent_ahead_cannot_be_followed_by_sending_the_old_ones_back():
    story = begin("exchange").do("agree").do("register_parcel").do("send_ahead").do("receive")
    story.do("doubt").refused("sent_already", "send_back")
    story.do("accept")
    assert (story.state, len(story.linked)) == ("resending", 1)


@pytest.mark.row("C2")
def test_goods_sent_ahead_that_never_left_are_sent_after_the_inspection():
    story = begin("exchange").do("agree").do("register_parcel").do("send_ahead")
    story.ends(well=False)
    assert story.state == "sent"
    story.do("receive").do("inspect")
    assert [child.state for child in story.linked] == ["cancelled", "preparing"]


@pytest.mark.row("C2")
def test_nothing_is_sent_ahead_while_the_buyer_owes():
    story = begin("exchange").do("agree", buyer_pays="20.00").do("register_parcel")
    story.refused("difference_owed", "send_ahead")


@pytest.mark.row("C2", "C19", "C18")
def test_new_goods_that_could_not_be_sent_twice_are_refunded_instead():
    story = agreed_and_back(inputs={"new_variant": "尺码:XL"}).do("inspect").ends(well=False)
    assert (story.state, story.case.waits_for) == ("unavailable", "agent")
    first = story.child
    assert Order.objects.get(pk=first.case.reship_order_id).status == "closed"
    story.do("send_again", new_variant="尺码:L")
    assert story.child.case.reship_order.lines.get().sku == "尺码:L"
    story.ends(well=False)
    assert story.state == "unavailable"
    story.do("refund_instead", granted_lines=granted("200.00"))
    assert Payout.objects.get().amount == Money(20000)
    assert story.pay().state == "exchanged"
    assert [child.costs for child in story.linked] == [{}, {}]


@pytest.mark.row("C2")
def test_a_refusal_that_stands_frees_the_goods_and_one_that_the_platform_questions_comes_back():
    story = begin("exchange").do("refuse")
    assert (story.state, story.letters) == ("refused", ["refused"])
    story.do("intervene", by="rights_specialist")
    assert (story.state, story.case.waits_for) == ("evidence", "rights_specialist")
    story.refused("no_evidence", "hand_in").show().do("hand_in")
    assert (story.state, story.case.waits_for) == ("intervention", "platform")
    story.refused("goods_not_here", "verdict_send").refused("wrong_role", "verdict_shop", by="agent")
    story.do("verdict_exchange")
    assert (story.state, story.letters[-1]) == ("agreed", "address")
    other = begin("exchange", story.world).do("refuse").do("intervene").do("verdict_shop")
    assert (other.state, other.case.holds_goods) == ("rejected", False)
    story = begin("exchange", story.world).do("refuse").run_out()
    assert (story.state, story.case.holds_goods) == ("rejected", False)
    assert begin("return", story.world, order=story.case.order, pieces=4, reason="quality").line.asked == 4


@pytest.mark.row("C2", "C16")
def test_the_freight_that_the_buyer_paid_is_refunded_once_the_new_goods_have_arrived_when_it_is_ours_to_bear():
    story = begin("exchange", reason="quality").do("agree").do("register_parcel")
    story.do("register_freight", asked_freight="12.00")
    assert (story.case.asked_freight, story.case.granted_freight) == (Money(1200), Money(1200))
    story.do("receive").do("inspect").ends(well=True)
    assert (story.state, Payout.objects.get().amount) == ("paying", Money(1200))
    story.pay()
    assert (story.state, story.costs) == ("exchanged", {("freight", "shop"): 1200})

    theirs = begin("exchange", story.world, reason="size").do("agree").do("register_parcel").do("register_freight")
    assert (theirs.case.asked_freight, theirs.case.granted_freight) == (Money(1200), Money(0))
    above = begin("exchange", story.world, reason="quality").do("agree").do("register_parcel")
    above.do("register_freight", asked_freight="99.00")
    assert above.case.granted_freight == policies_of(above.case.shop, now()).get("freight.ceiling")


@pytest.mark.row("C2", "C13")
def test_a_buyer_in_a_hurry_gets_the_new_goods_before_the_old_ones_are_sent():
    """B 三(二): 免费补发一个, 有空的时候再寄回来."""
    story = begin("exchange", reason="quality").do("agree")
    story.refused("not_urgent", "send_first")
    story.do("withdraw")
    story = begin("exchange", story.world, reason="quality", inputs={"urgent": True}).do("agree").do("send_first")
    assert (story.state, story.child.case.flow) == ("sent_first", "reship")
    story.ends(well=True)
    assert story.state == "sent_first"  # the old goods are still awaited
    story.do("old_goods_sent").do("receive").do("inspect").work()
    assert (story.state, Case.objects.filter(flow="reship", order=story.case.order).count()) == ("exchanged", 1)

    kept = begin("exchange", story.world, reason="quality", inputs={"urgent": True}).do("agree").do("send_first")
    kept.do("old_goods_kept")
    assert kept.do("accept").ends(well=True).state == "exchanged"


@pytest.mark.row("C2", "B13")
def test_goods_that_lie_here_after_a_repair_that_failed_are_not_asked_for_again():
    repair = begin("repair").do("agree").do("receive").do("cannot").do("to_exchange")
    story = repair.child
    assert (story.state, story.case.details["goods_here"]) == ("asked", True)
    story.refused("goods_are_back", "agree").do("agree_here")
    assert (story.state, story.line.received, story.letters) == ("received", 2, [])
    assert story.do("inspect").ends(well=True).state == "exchanged"


@pytest.mark.row("C2", "C18")
def test_once_new_goods_have_left_the_exchange_gives_neither_the_pieces_nor_the_money_as_well():
    story = begin("exchange", reason="quality", inputs={"urgent": True}).do("agree").do("send_first")
    story.do("old_goods_sent").refused("sent_already", "number_wrong")
    story.do("parcel_lost").ends(well=True)
    story.refused("sent_already", "refund_instead", granted_lines=granted("50.00"))
    story.do("accept").work()
    assert story.state == "exchanged"


@pytest.mark.row("C2")
def test_a_wrong_number_is_asked_for_again_and_a_lost_parcel_is_looked_into():
    story = begin("exchange").do("agree").do("register_parcel").do("number_wrong")
    assert (story.state, story.case.return_tracking_no) == ("agreed", "")
    story.do("register_parcel").do("parcel_lost")
    assert story.state == "doubted"
    story.refused("goods_not_here", "send_back")


@pytest.mark.row("C15")
def test_an_exchange_without_a_reason_within_seven_days_cannot_be_refused():
    begin("exchange", reason="no_reason").refused("no_reason_is_a_right", "refuse")


@pytest.mark.row("C2", "B3")
def test_pieces_that_are_missing_or_worn_are_a_problem_and_not_in_order():
    story = begin("exchange").do("agree")
    line = str(story.line.pk)
    story.do("receive", received_lines={line: "1"}).refused("pieces_missing", "inspect")
    story.do("receive_more", received_lines={line: "1"})
    story.refused("not_in_order", "inspect", inspected_lines=inspected(2, good_to="return_to_buyer"))
    story.do("doubt", inspected_lines=inspected(1, 1, "defective"))
    assert (story.state, story.line.good, story.line.defective) == ("doubted", 1, 1)


@pytest.mark.row("C2", "P2")
def test_each_step_has_its_role_and_strangers_see_nothing():
    story = begin("exchange")
    story.unknown_to("stranger", "agree")
    story.refused("wrong_role", "agree", by="warehouse")
    story.refused("wrong_role", "agree", by="refund_clerk")
    story.do("agree").refused("wrong_role", "receive", by="agent")


RECEIVED = way("agree", "receive")
RESENDING = RECEIVED.and_then("inspect")


CHEAPER = way(("agree", {"granted_lines": granted("20.00")}), "receive", "inspect", "refund_rest")
DEARER = way(("agree", {"buyer_pays": "20.00"}), "receive", "inspect_owed")
LARGE = way(("ask_approval", {"granted_lines": granted("250.00")}), paid="900.00")
HUGE = way(("ask_approval", {"granted_lines": granted("6000.00")}), paid="24000.00")  # above the supervisor's limit
UNAVAILABLE = RESENDING.and_then("not_arrived")
SENT_FIRST = way("agree", in_a_hurry, "send_first")
CALLED_IN = way("refuse", "intervene")

WALKS: Walks = {
    "agree": way("agree"),
    "agree_here": way(came_along, "agree_here"),
    "ask_approval": LARGE,
    "retract": LARGE.and_then("retract"),
    "approve": LARGE.and_then("approve"),
    "endorse": HUGE.and_then("endorse"),
    "deny": LARGE.and_then("deny"),
    "agree_by_time": way("agree_by_time"),
    "refuse": way("refuse"),
    "register_parcel": way("agree", "register_parcel"),
    "correct_parcel": way("agree", "register_parcel", "correct_parcel"),
    "number_wrong": way("agree", "register_parcel", "number_wrong"),
    "parcel_lost": way("agree", "register_parcel", "parcel_lost"),
    "send_first": SENT_FIRST,
    "old_goods_sent": SENT_FIRST.and_then("old_goods_sent"),
    "old_goods_here": SENT_FIRST.and_then("old_goods_here"),
    "old_goods_kept": SENT_FIRST.and_then("old_goods_kept"),
    "register_freight": way("agree", "register_parcel", "register_freight"),
    "withdraw_goods": RECEIVED.and_then("withdraw_goods"),
    "withdraw_goods@doubted": RECEIVED.and_then("doubt", "withdraw_goods"),
    "send_ahead": way("agree", "register_parcel", "send_ahead"),
    "receive": RECEIVED,
    "receive_more": RECEIVED.and_then("receive_more"),
    "turn_away": way("agree", "turn_away"),
    "inspect": RESENDING,
    "inspect_owed": DEARER,
    "doubt": RECEIVED.and_then("doubt"),
    "accept": RECEIVED.and_then("doubt", "accept"),
    "send_back": RECEIVED.and_then("doubt", "send_back"),
    "sent_back": RECEIVED.and_then("doubt", "send_back", "sent_back"),
    "paid_up": DEARER.and_then("paid_up"),
    "waive": DEARER.and_then("waive"),
    "wait_for_pay": DEARER.and_then("not_paid_up", "wait_for_pay"),
    "not_paid_up": DEARER.and_then("not_paid_up"),
    "arrived": RESENDING.and_then("arrived"),
    "refund_rest": CHEAPER,
    "rest_gone": way(
        ("agree", {"granted_lines": granted("20.00")}), "receive", "inspect", refunded_elsewhere, "rest_gone"
    ),
    "not_arrived": UNAVAILABLE,
    "send_again": UNAVAILABLE.and_then("send_again"),
    "refund_instead": UNAVAILABLE.and_then("refund_instead"),
    "paid": CHEAPER.and_then("paid"),
    "payment_failed": CHEAPER.and_then("payment_failed"),
    "pay_again": CHEAPER.and_then("payment_failed", "pay_again"),
    "pay_rest": CHEAPER.and_then("payment_failed", refunded_in_part, "pay_rest"),
    "refunded_elsewhere": CHEAPER.and_then("payment_failed", refunded_elsewhere, "refunded_elsewhere"),
    "intervene": CALLED_IN,
    "verdict_exchange": CALLED_IN.and_then(shown, "verdict_exchange"),
    "verdict_send": RECEIVED.and_then("intervene", shown, "verdict_send"),
    "verdict_send@intervention": RECEIVED.and_then("intervene", shown, "hand_in", "verdict_send"),
    "hand_in": CALLED_IN.and_then(shown, "hand_in"),
    "evidence_lapsed": CALLED_IN.and_then("evidence_lapsed"),
    "verdict_refund": CALLED_IN.and_then(shown, "verdict_refund"),
    "verdict_refund@intervention": CALLED_IN.and_then(shown, "hand_in", "verdict_refund"),
    "verdict_shop": CALLED_IN.and_then("verdict_shop"),
    "verdict_shop_goods": RECEIVED.and_then("intervene", "verdict_shop_goods"),
    "verdict_shop_goods@intervention": RECEIVED.and_then("intervene", shown, "hand_in", "verdict_shop_goods"),
    "to_refund_only": way(("to_refund_only", {"new_reason": "quality"})),
    "withdraw": way("withdraw"),
    "lapse": way("agree", "lapse"),
    "expire": way("refuse", "expire"),
    "to_return": way("to_return"),
    "to_repair": way(("to_repair", {"new_reason": "quality"})),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "split": way("split"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C2")
@pytest.mark.parametrize(("state", "code"), arrows(EXCHANGE))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(EXCHANGE, WALKS, state, code)


@pytest.mark.row("B1", "C2")
@pytest.mark.parametrize("state", clocked(EXCHANGE))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(EXCHANGE, WALKS, state)
