"""Claim at the courier (C11, B6): every arrow of the chart."""

from datetime import timedelta

import pytest
from tests.cases.story import Walks, arrows, begin, clocked, go_along, let_run_out, shown, way

from aftercare.cases.flows.claim import CLAIM
from aftercare.cases.models import Cost
from aftercare.core.money import Money

pytestmark = pytest.mark.django_db


@pytest.mark.row("C11", "B6")
def test_a_claim_is_filed_accepted_and_the_money_is_booked_to_the_courier():
    story = begin("claim", reason="late", inputs={"claim_amount": "120.00"})
    assert story.case.details["claim_amount"] == 12000
    story.refused("no_evidence", "file")
    story.show().do("file", claim_amount="118.00", claim_no="YT-LP-001", courier_name="圆通速递")
    assert (story.state, story.case.details["claim_no"], story.case.responsible) == ("filed", "YT-LP-001", "courier")
    story.do("accepted", claim_amount="100.00").do("recover", recovered_amount="98.50", voucher="圆通 20261122")
    assert (story.state, story.costs) == ("recovered", {("recovered", "courier"): -9850})
    cost = Cost.objects.get()
    assert (cost.counterparty, cost.amount) == ("圆通速递", Money(-9850))


@pytest.mark.row("C11", "B1")
def test_a_courier_who_does_not_answer_is_asked_again():
    story = begin("claim").show().do("file")
    assert story.case.platform_due_at - story.case.state_since == timedelta(days=15)
    story.run_out()
    assert (story.state, story.case.waits_for, story.moves()[-1]) == ("chasing", "agent", "chase_by_time")
    story.do("chase").do("accepted").do("not_paid").do("chase").do("turned_down")
    assert (story.state, story.costs) == ("turned_down", {})


@pytest.mark.row("B6")
def test_money_is_booked_with_its_amount_and_voucher_or_not_at_all():
    story = begin("claim").show().do("file")
    story.turned_back("recovered_amount", "recover", recovered_amount="-5")
    story.turned_back("recovered_amount", "recover", recovered_amount="")
    story.turned_back("voucher", "recover", voucher="")
    story.do("recover", recovered_amount="0")
    assert (story.state, story.costs) == ("recovered", {})


@pytest.mark.row("C11", "P2")
@pytest.mark.parametrize("role", ["warehouse", "operations", "agent"])
def test_warehouse_and_operations_may_claim_too(role: str):
    story = begin("claim", by=role)
    story.unknown_to("stranger", "drop")
    story.refused("wrong_role", "drop", by="refund_clerk")
    assert story.do("drop", by=role).state == "dropped"


FILED = way(shown, "file")

WALKS: Walks = {
    "file": FILED,
    "chase_by_time": FILED.and_then("chase_by_time"),
    "chase": FILED.and_then("chase_by_time", "chase"),
    "accepted": FILED.and_then("accepted"),
    "turned_down": FILED.and_then("turned_down"),
    "recover": FILED.and_then("recover"),
    "not_paid": FILED.and_then("accepted", "not_paid"),
    "drop": way("drop"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C11")
@pytest.mark.parametrize(("state", "code"), arrows(CLAIM))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(CLAIM, WALKS, state, code)


@pytest.mark.row("B1", "C11")
@pytest.mark.parametrize("state", clocked(CLAIM))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(CLAIM, WALKS, state)
