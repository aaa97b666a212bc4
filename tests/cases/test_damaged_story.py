"""Damaged parcel (C11): every arrow of the chart."""

import pytest
from tests.cases.story import Story, Walks, arrows, begin, go_along, shown, talked, way

from aftercare.cases.flows.damaged import DAMAGED
from aftercare.core.money import Money
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


def judged(kind: str, **wish) -> Story:
    return begin("damaged", **wish).show().do(f"judge_{kind}", packing_whole="yes" if kind == "quality" else "no")


@pytest.mark.row("C11", "B6")
def test_quality_is_ours_it_is_replaced_and_goes_to_the_quality_list():
    story = judged("quality", reason="damaged")
    assert (story.state, story.case.responsible, story.case.details["quality_list"]) == ("quality", "shop", True)
    story.do("replace", new_variant="颜色分类:胡桃").ends(well=True)
    assert story.state == "closing"
    story.do("close")
    assert (story.state, story.costs, story.child.costs) == ("settled", {}, {("reshipped", "shop"): 20000})


@pytest.mark.row("C11")
def test_first_it_is_looked_at_whether_the_packing_is_whole():
    story = begin("damaged")
    story.turned_back("packing_whole", "judge_transit", packing_whole="")
    story.refused("no_evidence", "judge_transit", packing_whole="no")
    story.refused("no_evidence", "judge_quality", packing_whole="yes")
    story.show().refused("packing_is_whole", "judge_transit", packing_whole="yes")
    story.do("judge_transit", packing_whole="no")
    assert (story.state, story.case.responsible, story.letters) == ("transit", "courier", ["keep_packing"])
    assert story.case.details["quality_list"] is False


@pytest.mark.row("C11", "B6")
def test_damage_on_the_way_is_claimed_while_the_buyer_gets_a_replacement():
    story = judged("transit").do("claim", claim_amount="88.00")
    claim = story.child
    assert (story.state, claim.case.flow, claim.case.details["claim_amount"]) == ("transit", "claim", 8800)
    story.refused("claimed_already", "claim")
    story.do("replace").ends(well=True)
    story.refused("claim_open", "close")
    claim.do("file", courier_name="圆通速递").do("recover", recovered_amount="80.00")
    assert story.state == "closing"  # nobody waits for the claim
    story.do("close")
    assert (story.state, claim.costs) == ("settled", {("recovered", "courier"): -8000})
    assert story.linked[1].costs == {("reshipped", "courier"): 20000}


@pytest.mark.row("C11", "C3")
def test_a_claim_that_fails_is_shared_with_the_buyer_by_coupon():
    story = judged("transit").do("claim")
    story.child.do("file").do("turned_down")
    story.do("compensate", compensation_form="coupon", compensation_amount="20.00").ends(well=True)
    assert (story.state, Payout.objects.get().amount) == ("closing", Money(2000))
    story.do("close")
    assert story.linked[1].costs == {("coupon", "courier"): 2000}


@pytest.mark.row("C11")
def test_misuse_is_met_with_sympathy_and_repaired_at_the_buyers_cost():
    story = begin("damaged").do("judge_misuse", note="尺码偏小撑坏")
    assert (story.state, story.case.responsible) == ("misuse", "buyer")
    story.refused("not_contacted", "explain")
    story.do("contact").do("explain")
    assert story.state == "unfounded"
    story = begin("damaged").do("judge_misuse").do("to_repair")
    follower = story.child
    assert (follower.case.flow, follower.case.responsible, follower.case.reason) == ("repair", "buyer", "damaged")
    follower.do("agree", responsible="buyer").do("receive").refused("buyer_pays", "start")


@pytest.mark.row("C11")
def test_a_compensation_that_is_declined_is_looked_at_again():
    story = judged("transit").do("compensate").ends(well=False)
    assert story.state == "closing"
    story.do("look_again").do("judge_quality", packing_whole="yes").do("replace").ends(well=True).do("close")
    assert (story.state, story.case.details["quality_list"]) == ("settled", True)


@pytest.mark.row("C11")
def test_a_replacement_that_could_not_be_sent_leads_to_another_way():
    story = judged("quality").do("replace").ends(well=False)
    assert story.state == "closing"
    story.do("replace").ends(well=False).do("to_refund_only")
    assert (story.state, story.child.case.flow, story.child.case.responsible) == ("converted", "refund_only", "shop")


@pytest.mark.row("C11")
def test_nothing_is_closed_or_judged_anew_while_something_is_on_its_way():
    story = judged("quality").do("replace")
    for code in ("close", "look_again", "compensate", "replace"):
        story.refused("wrong_state", code)


@pytest.mark.row("C11", "P2")
def test_who_may_do_what():
    story = begin("damaged")
    story.unknown_to("stranger", "judge_misuse")
    story.refused("wrong_role", "judge_misuse", by="warehouse")


QUALITY = way(shown, "judge_quality")
TRANSIT = way(shown, "judge_transit")
MISUSE = way("judge_misuse")
CLOSING = QUALITY.and_then("replace", "resending_done")

WALKS: Walks = {
    "judge_quality": QUALITY,
    "judge_transit": TRANSIT,
    "judge_misuse": MISUSE,
    "look_again": QUALITY.and_then("look_again"),
    "claim": TRANSIT.and_then("claim"),
    "replace": QUALITY.and_then("replace"),
    "resending_done": CLOSING,
    "resending_failed": QUALITY.and_then("replace", "resending_failed"),
    "compensate": QUALITY.and_then("compensate"),
    "compensating_done": QUALITY.and_then("compensate", "compensating_done"),
    "compensating_failed": QUALITY.and_then("compensate", "compensating_failed"),
    "close": CLOSING.and_then("close"),
    "explain": MISUSE.and_then(talked, "explain"),
    "to_return": QUALITY.and_then("to_return"),
    "to_exchange": QUALITY.and_then("to_exchange"),
    "to_repair": QUALITY.and_then("to_repair"),
    "to_refund_only": QUALITY.and_then("to_refund_only"),
    "withdraw": way("withdraw"),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C11")
@pytest.mark.parametrize(("state", "code"), arrows(DAMAGED))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(DAMAGED, WALKS, state, code)
