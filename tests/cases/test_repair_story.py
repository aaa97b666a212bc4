"""Repair (C5): every arrow of chart 7-5."""

import pytest
from tests.cases.story import Story, Walks, arrows, begin, clocked, go_along, let_run_out, way

from aftercare.approvals.models import Approval
from aftercare.cases.flows.repair import REPAIR
from aftercare.cases.models import Note
from aftercare.core.money import Money
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


@pytest.mark.row("C5", "B6")
def test_a_covered_repair_costs_the_shop_and_goes_back_to_the_buyer():
    story = begin("repair").do("agree", responsible="supplier", cover="covered", has_invoice="yes")
    assert (story.state, story.line.authorised, story.letters) == ("agreed", 2, ["address"])
    assert story.case.details | {"cover": "covered", "has_invoice": True} == story.case.details
    story.do("register_parcel").do("receive").refused("shop_pays", "quote")
    story.do("start", by="operations").do("progress", by="warehouse", note="已拆机，等配件")
    assert "已拆机，等配件" in [note.text for note in Note.objects.filter(case=story.case, move="progress")]
    story.do("finish", repair_cost="36.50").do("send_back", courier="顺丰速运", tracking_no="SF0000000077")
    assert "SF0000000077" in story.case.messages.get(template="sent_back").text
    story.do("arrive")
    assert (story.state, story.case.holds_goods, Payout.objects.count()) == ("done", False, 0)
    assert story.costs == {("repair", "supplier"): 3650}


@pytest.mark.row("C5", "C17")
def test_out_of_cover_the_supervisor_decides_and_never_whoever_asked():
    story = begin("repair")
    story.refused("above_authority", "agree", cover="expired")
    story.refused("needs_no_approval", "ask_approval", cover="covered")
    story.do("ask_approval", cover="expired", responsible="nobody", repair_cost="40.00", by="supervisor")
    assert (story.state, story.letters) == ("approving", [])
    story.refused("own_request", "approve", by="supervisor")
    story.do("deny", by="administrator", note="先问厂家")
    assert (story.state, story.case.proposal) == ("asked", None)
    story.do("ask_approval", cover="excluded", responsible="nobody").do("approve")
    assert (story.state, story.line.authorised, story.letters) == ("agreed", 2, ["address"])
    assert list(Approval.objects.order_by("id").values_list("state", flat=True)) == ["denied", "approved"]


@pytest.mark.row("C5", "C11", "B6")
def test_misuse_is_quoted_paid_and_repaired_at_the_buyers_cost():
    story = begin("repair", reason="misuse").do("agree", responsible="buyer").do("receive")
    story.refused("buyer_pays", "start")
    story.do("quote", repair_cost="58.00")
    assert (story.state, story.case.waits_for) == ("quoted", "buyer")
    assert "58.00" in story.case.messages.get(template="quote").text
    story.do("paid_up", voucher="V-58").do("finish").do("send_back").run_out()
    assert (story.state, story.moves()[-1], story.costs) == ("done", "arrived_by_time", {})


@pytest.mark.row("C5", "B1")
@pytest.mark.parametrize("code", ["decline_quote", "quote_lapsed"])
def test_a_quote_that_is_not_paid_sends_the_original_back(code: str):
    story = begin("repair", reason="misuse").do("agree", responsible="buyer").do("receive").do("quote")
    story.do(code) if code == "decline_quote" else story.run_out()
    assert story.state == "unrepaired"
    story.do("send_original").do("original_arrive")
    assert (story.state, story.case.holds_goods, story.costs) == ("returned", False, {})


@pytest.mark.row("C5")
@pytest.mark.parametrize("begun", [False, True])
def test_what_cannot_be_repaired_goes_back_as_it_came(begun: bool):
    story = begin("repair").do("agree").do("receive")
    if begun:
        story.do("start")
    story.do("cannot", by="warehouse").do("send_original").run_out()
    assert (story.state, story.letters) == ("returned", ["address", "unrepaired", "sent_back"])


@pytest.mark.row("C5", "C2")
def test_conditions_of_an_exchange_are_met():
    story = begin("repair", reason="damaged", description="外壳裂了").do("agree", responsible="supplier").do("receive")
    story.show().do("to_exchange")
    follower = story.child
    assert (story.state, follower.state, follower.case.flow) == ("converted", "asked", "exchange")
    assert (follower.case.description, follower.case.responsible) == ("外壳裂了", "supplier")
    assert (follower.line.asked, follower.case.evidence.count()) == (2, 1)
    assert (story.case.holds_goods, follower.case.holds_goods) == (False, True)


@pytest.mark.row("C5")
def test_a_refusal_is_told_with_its_clause_and_looked_at_again():
    story = begin("repair").do("refuse", repair_refusal="expired", clause="已过一年保修期")
    assert story.case.details["repair_refusal"] == "expired"
    assert "已过一年保修期" in story.case.messages.get(template="refused").text
    story.do("reconsider").do("refuse").run_out()
    assert (story.state, story.case.holds_goods) == ("rejected", False)


@pytest.mark.row("C5", "B1")
def test_a_buyer_who_does_not_send_in_ten_days_lapses():
    story = begin("repair").do("agree")
    assert (story.case.platform_due_at - story.case.state_since).days == 10
    story.run_out()
    assert (story.state, story.letters) == ("lapsed", ["address", "lapsed"])


@pytest.mark.row("C5")
def test_a_parcel_that_is_not_what_was_agreed_is_examined_after_all_or_sent_back():
    story = begin("repair").do("agree").do("turn_away")
    assert (story.state, story.case.received_at) == ("doubted", None)
    story.do("examine_again")
    assert story.case.received_at is not None
    story.do("start").do("cannot")
    assert story.state == "unrepaired"
    assert begin("repair").do("agree").do("turn_away").do("give_up").state == "unrepaired"


@pytest.mark.row("C5", "C16")
def test_misuse_that_only_the_workshop_sees_turns_the_repair_into_a_quote_and_freight_of_ours_is_paid():
    story = begin("repair", reason="quality").do("agree").do("receive")
    story.refused("shop_pays", "quote")
    story.do("examine", responsible="buyer", note="进水痕迹")
    assert story.case.responsible == "buyer"
    story.refused("buyer_pays", "start").do("quote")
    assert story.state == "quoted"

    ours = begin("repair", reason="quality").do("agree").do("receive").do("pay_freight", compensation_amount="12.00")
    assert (ours.state, ours.child.case.flow, ours.child.case.asked_freight) == (
        "received",
        "compensation",
        Money(1200),
    )
    ours.refused("open_beside", "pay_freight")
    assert ours.do("start").state == "repairing"  # nobody waits for it


@pytest.mark.row("C5")
def test_what_does_not_reach_the_buyer_is_looked_for_claimed_or_replaced():
    story = begin("repair").do("agree").do("receive").do("start").do("finish").do("send_back").do("not_delivered")
    assert (story.state, story.case.waits_for) == ("lost", "agent")
    story.do("claim", claim_amount="80.00").do("to_reship")
    assert (story.state, story.child.case.flow) == ("converted", "reship")


@pytest.mark.row("C5", "P2")
def test_who_may_do_what():
    story = begin("repair")
    story.unknown_to("stranger", "agree")
    story.refused("wrong_role", "agree", by="warehouse")
    story.turned_back("cover", "agree", cover="")
    story.do("agree").refused("wrong_role", "receive", by="agent")
    assert story.case.refunded == Money(0)


OUT_OF_COVER = way(("ask_approval", {"cover": "expired"}))
RECEIVED = way("agree", "receive")
REPAIRING = RECEIVED.and_then("start")
MISUSE = way(("agree", {"responsible": "buyer"}), "receive", "quote")
UNREPAIRED = RECEIVED.and_then("cannot")
TURNED_AWAY = way("agree", "turn_away")
GOING_BACK = REPAIRING.and_then("finish", "send_back")
ORIGINAL_BACK = UNREPAIRED.and_then("send_original")
LOST = GOING_BACK.and_then("not_delivered")


def much_granted(story: Story) -> None:
    """Another case of the order has been granted more than a supervisor may decide on alone."""
    other = begin("return", story.world, order=story.case.order, pieces=2, amount="6000.00")
    other.do("ask_approval").do("approve", by="administrator")


WALKS: Walks = {
    "agree": way("agree"),
    "ask_approval": OUT_OF_COVER,
    "approve": OUT_OF_COVER.and_then("approve"),
    "endorse": way(much_granted, *OUT_OF_COVER.steps, "endorse", paid="24000.00"),
    "deny": OUT_OF_COVER.and_then("deny"),
    "retract": OUT_OF_COVER.and_then("retract"),
    "refuse": way("refuse"),
    "register_parcel": way("agree", "register_parcel"),
    "correct_parcel": way("agree", "register_parcel", "correct_parcel"),
    "receive": RECEIVED,
    "turn_away": TURNED_AWAY,
    "number_wrong": way("agree", "register_parcel", "number_wrong"),
    "parcel_lost": way("agree", "register_parcel", "parcel_lost"),
    "examine": RECEIVED.and_then(("examine", {"responsible": "buyer"})),
    "pay_freight": RECEIVED.and_then("pay_freight"),
    "not_delivered": LOST,
    "found": LOST.and_then("found"),
    "original_found": LOST.and_then("original_found"),
    "claim": LOST.and_then("claim"),
    "to_reship": LOST.and_then("to_reship"),
    "to_refund_only": LOST.and_then("to_refund_only"),
    "start": REPAIRING,
    "quote": MISUSE,
    "cannot": UNREPAIRED,
    "paid_up": MISUSE.and_then("paid_up"),
    "decline_quote": MISUSE.and_then("decline_quote"),
    "quote_lapsed": MISUSE.and_then("quote_lapsed"),
    "examine_again": TURNED_AWAY.and_then("examine_again"),
    "give_up": TURNED_AWAY.and_then("give_up"),
    "progress": REPAIRING.and_then("progress"),
    "finish": REPAIRING.and_then("finish"),
    "send_back": GOING_BACK,
    "send_original": ORIGINAL_BACK,
    "arrive": GOING_BACK.and_then("arrive"),
    "arrived_by_time": GOING_BACK.and_then("arrived_by_time"),
    "original_arrive": ORIGINAL_BACK.and_then("original_arrive"),
    "original_arrived_by_time": ORIGINAL_BACK.and_then("original_arrived_by_time"),
    "lapse": way("agree", "lapse"),
    "expire": way("refuse", "expire"),
    "reconsider": way("refuse", "reconsider"),
    "withdraw": way("withdraw"),
    "to_exchange": way("to_exchange"),
    "to_return": way("to_return"),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C5")
@pytest.mark.parametrize(("state", "code"), arrows(REPAIR))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(REPAIR, WALKS, state, code)


@pytest.mark.row("B1", "C5")
@pytest.mark.parametrize("state", clocked(REPAIR))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(REPAIR, WALKS, state)
