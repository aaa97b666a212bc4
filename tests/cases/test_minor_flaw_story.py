"""Minor flaw (C12): every arrow of the chart."""

import pytest
from tests.cases.story import Walks, arrows, begin, go_along, way

from aftercare.cases.flows.minor_flaw import MINOR_FLAW
from aftercare.money.models import PayoutLine

pytestmark = pytest.mark.django_db


@pytest.mark.row("C12", "C3", "B6")
def test_an_apology_with_a_coupon_and_the_product_goes_to_the_quality_list():
    story = begin("minor_flaw").do("compensate", compensation_form="coupon", compensation_amount="5.00")
    assert (story.state, story.child.case.flow) == ("compensating", "compensation")
    story.ends(well=True)
    assert (story.state, PayoutLine.objects.get().kind) == ("listing", "coupon")
    story.turned_back("flaw", "list", flaw="")
    story.do("list", flaw="袖口有线头")
    assert (story.state, story.case.details["quality_list"]) == ("settled", True)
    assert story.case.notes.get(name="flaw").text == "袖口有线头"
    assert (story.costs, story.child.costs) == ({}, {("coupon", "shop"): 500})


@pytest.mark.row("C12")
def test_a_coupon_that_is_declined_brings_the_agent_back_and_the_apology_may_be_enough():
    story = begin("minor_flaw").do("compensate").ends(well=False)
    assert (story.state, story.moves()[-1]) == ("asked", "compensating_failed")
    story.do("apologise").do("list")
    assert story.state == "settled"


@pytest.mark.row("C12")
def test_a_buyer_who_is_still_not_content_gets_a_coupon_after_the_apology():
    story = begin("minor_flaw").do("apologise").do("compensate").ends(well=True)
    assert story.state == "listing"


@pytest.mark.row("C12", "B13")
def test_a_flaw_that_is_not_so_minor_becomes_a_return_with_a_reason_of_its_own():
    story = begin("minor_flaw")
    story.refused("reason_not_of_kind", "to_return")
    story.do("to_return", new_reason="quality")
    assert (story.state, story.child.case.flow, story.child.case.reason) == ("converted", "return", "quality")


@pytest.mark.row("C12", "P2")
def test_who_may_do_what():
    story = begin("minor_flaw")
    story.unknown_to("stranger", "apologise")
    story.refused("wrong_role", "apologise", by="review_specialist")
    story.refused("promise_for_review", "compensate", note="5 元优惠券，麻烦给个好评")


WALKS: Walks = {
    "compensate": way("compensate"),
    "apologise": way("apologise"),
    "compensating_done": way("compensate", "compensating_done"),
    "compensating_failed": way("compensate", "compensating_failed"),
    "list": way("apologise", "list"),
    "to_return": way(("to_return", {"new_reason": "quality"})),
    "to_exchange": way(("to_exchange", {"new_reason": "quality"})),
    "to_refund_only": way("to_refund_only"),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C12")
@pytest.mark.parametrize(("state", "code"), arrows(MINOR_FLAW))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(MINOR_FLAW, WALKS, state, code)
