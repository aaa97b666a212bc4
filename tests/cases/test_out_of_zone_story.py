"""Parcel out of the courier's zone (C4): every arrow of chart 7-4."""

from datetime import timedelta

import pytest
from tests.cases.story import Walks, arrows, begin, clocked, go_along, let_run_out, way

from aftercare.cases.flows.out_of_zone import OUT_OF_ZONE
from aftercare.cases.models import Cost
from aftercare.core.money import Money
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


@pytest.mark.row("C4", "C19", "B6")
def test_the_buyer_agrees_and_gets_the_goods_by_another_courier_while_the_original_comes_back():
    story = begin("out_of_zone")
    assert (story.state, story.case.waits_for, story.case.responsible) == ("held", "agent", "courier")
    story.do("contact")
    story.do("resend")
    assert (story.state, story.case.details["counts_against_courier"]) == ("resending", True)
    assert story.child.case.flow == "reship"
    story.child.do("dispatch", courier="邮政 EMS", tracking_no="EMS123456789").do("arrive")
    assert (story.state, story.case.waits_for) == ("returning", "courier")
    assert story.case.platform_due_at - story.case.state_since == timedelta(days=15)
    story.do("original_back", by="warehouse", courier="圆通速递", tracking_no="YT0000001")
    assert (story.state, story.case.received_at is not None) == ("settled", True)
    assert (story.case.return_tracking_no, story.costs) == ("YT0000001", {})
    assert story.child.costs == {("reshipped", "courier"): 20000}


@pytest.mark.row("C4")
def test_a_second_parcel_that_cannot_be_sent_asks_the_buyer_again():
    story = begin("out_of_zone", reason="no_outlet").do("resend").ends(well=False)
    assert (story.state, story.moves()[-1]) == ("held", "resending_failed")
    story.do("resend").ends(well=True)
    assert story.state == "returning"


@pytest.mark.row("C4", "C18")
def test_a_buyer_who_wants_no_other_parcel_gets_the_money_of_these_pieces():
    story = begin("out_of_zone", reason="suspended").do("refund")
    child = story.child
    assert (story.state, child.case.flow, child.case.asked) == ("refunding", "refund_only", Money(20000))
    child.do("agree", by="supervisor").pay()
    assert (story.state, Payout.objects.get().amount) == ("returning", Money(20000))
    assert child.costs == {("refund", "courier"): 20000}


@pytest.mark.row("C4")
def test_a_refund_that_is_withdrawn_asks_the_buyer_again():
    assert begin("out_of_zone").do("refund").ends(well=False).state == "held"


@pytest.mark.row("C4", "B1", "B6", "C11")
def test_an_original_that_does_not_come_back_is_claimed_and_the_claim_is_booked_against_the_loss():
    story = begin("out_of_zone").do("resend").ends(well=True).run_out()
    assert (story.state, story.moves()[-1]) == ("missing", "overdue")
    story.do("claim", claim_amount="150.00")
    claim = story.child
    assert (story.state, claim.case.flow, claim.case.details["claim_amount"]) == ("claiming", "claim", 15000)
    claim.refused("no_evidence", "file")
    story.show()  # a picture of the case it belongs to is as good
    claim.do("file", courier_name="圆通速递").do("accepted", claim_amount="120.00")
    claim.do("recover", recovered_amount="120.00")
    assert (story.state, story.case.closed_at is not None) == ("written_off", True)
    assert story.costs == {("goods_lost", "courier"): 20000}
    assert claim.costs == {("recovered", "courier"): -12000}
    assert Cost.objects.get(kind="recovered").counterparty == "圆通速递"


@pytest.mark.row("C4", "B6")
def test_a_claim_that_is_turned_down_leaves_the_loss_with_us():
    story = begin("out_of_zone").do("resend").ends(well=True).run_out().do("claim")
    story.show()
    story.child.do("file").do("turned_down")
    assert (story.state, story.moves()[-1]) == ("missing", "claiming_failed")
    story.do("write_off")
    assert (story.state, story.costs) == ("written_off", {("goods_lost", "courier"): 20000})


@pytest.mark.row("C4")
def test_an_original_that_comes_late_settles_the_case():
    story = begin("out_of_zone").do("resend").ends(well=True).run_out().do("original_back", by="agent")
    assert (story.state, story.costs) == ("settled", {})


@pytest.mark.row("C4")
def test_delivered_after_all_and_the_way_into_a_return():
    assert begin("out_of_zone").do("delivered_after_all").state == "delivered"
    story = begin("out_of_zone", reason="no_outlet").do("to_return", new_reason="late")
    follower = story.child
    assert (story.state, follower.case.flow, follower.case.asked) == ("converted", "return", Money(20000))


@pytest.mark.row("C4", "P2")
def test_who_may_do_what():
    story = begin("out_of_zone", by="warehouse")
    story.unknown_to("stranger", "resend")
    story.refused("wrong_role", "resend", by="warehouse")
    story.do("resend").refused("wrong_state", "refund")


@pytest.mark.row("C4")
def test_an_original_that_is_back_before_the_new_parcel_has_arrived_is_not_waited_for():
    story = begin("out_of_zone").do("resend").do("original_here", by="warehouse")
    assert (story.state, story.case.received_at is not None) == ("resending", True)
    story.refused("goods_are_back", "original_here", by="warehouse")
    assert story.ends(well=True).state == "settled"


RETURNING = way("resend", "resending_done")
MISSING = RETURNING.and_then("overdue")

WALKS: Walks = {
    "resend": way("resend"),
    "refund": way("refund"),
    "delivered_after_all": way("delivered_after_all"),
    "resending_done": RETURNING,
    "resending_failed": way("resend", "resending_failed"),
    "refunding_done": way("refund", "refunding_done"),
    "refunding_failed": way("refund", "refunding_failed"),
    "original_here": way("resend", "original_here"),
    "all_settled": way("resend", "original_here", "all_settled"),
    "all_settled@refunding": way("refund", "original_here", "all_settled"),
    "original_back": RETURNING.and_then("original_back"),
    "overdue": MISSING,
    "claim": MISSING.and_then("claim"),
    "claiming_done": MISSING.and_then("claim", "claiming_done"),
    "claiming_failed": MISSING.and_then("claim", "claiming_failed"),
    "write_off": MISSING.and_then("write_off"),
    "to_return": way(("to_return", {"new_reason": "late"})),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C4")
@pytest.mark.parametrize(("state", "code"), arrows(OUT_OF_ZONE))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(OUT_OF_ZONE, WALKS, state, code)


@pytest.mark.row("B1", "C4")
@pytest.mark.parametrize("state", clocked(OUT_OF_ZONE))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(OUT_OF_ZONE, WALKS, state)
