"""Complaint (C10): every arrow of the chart."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from tests.cases.story import Story, Walks, World, arrows, begin, clocked, go_along, let_run_out, talked, way
from tests.people import person

from aftercare.cases.actions.answer_outside import hear_forgotten
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.complaint import COMPLAINT
from aftercare.cases.models import Note

pytestmark = pytest.mark.django_db


def newest(story: Story, name: str) -> str:
    return Note.objects.filter(case=story.case, name=name).latest("id").text


@pytest.mark.row("C10")
def test_a_proposal_within_two_hours_is_accepted_and_the_buyer_is_called_back():
    story = begin("complaint", inputs={"complaint_source": "phone"})
    assert (story.state, story.case.own_due_at - story.case.opened_at) == ("received", timedelta(hours=2))
    assert story.case.details["complaint_source"] == "phone"
    story.do("contact", channel="incoming", talk_stage="receive").do("contact", talk_stage="listen")
    story.do("propose", proposal_text="为您补发一件，运费由我们承担")
    assert (newest(story, "proposal_text"), story.case.waits_for) == ("为您补发一件，运费由我们承担", "buyer")
    story.do("accept")
    assert (story.state, story.case.own_due_at - story.case.state_since) == ("callback", timedelta(days=3))
    story.wait(days=2).do("content", satisfaction="fair")
    assert (story.state, story.case.details["satisfaction"], story.case.own_due_at) == ("closed", "fair", None)


@pytest.mark.row("C10")
def test_a_complex_one_takes_a_day_and_the_buyer_is_told_until_when():
    world = World()
    world.local(10)
    story = begin("complaint", world).do("take_time")
    until = story.case.state_since + timedelta(hours=24)
    assert (story.state, story.case.own_due_at) == ("complex", until)
    told = until.astimezone(ZoneInfo(world.people.shop.timezone)).strftime("%Y-%m-%d %H:%M")
    assert told in story.case.messages.get(template="takes_time").text
    assert story.do("propose").state == "proposed"


@pytest.mark.row("C10")
def test_declined_the_next_proposal_comes_within_two_hours_again():
    story = begin("complaint").do("propose").wait(hours=5).do("decline")
    assert (story.state, story.case.own_due_at - story.case.state_since) == ("again", timedelta(hours=2))
    story.do("propose", proposal_text="再为您赠送一张优惠券").do("accept")
    assert (newest(story, "proposal_text"), story.state) == ("再为您赠送一张优惠券", "callback")


@pytest.mark.row("C10", "B1")
def test_no_answer_in_three_days_is_called_back_and_closed_only_after_an_attempt():
    story = begin("complaint").do("propose").run_out()
    assert (story.state, story.moves()[-1]) == ("callback", "no_answer")
    story.refused("not_contacted", "not_reached")
    story.do("contact", contact_result="not_reached").do("not_reached")
    assert story.state == "unanswered"


@pytest.mark.row("C10")
def test_a_callback_that_finds_the_buyer_discontent_opens_the_matter_again():
    story = begin("complaint").do("propose").do("accept").do("reopen")
    assert (story.state, story.case.closed_at) == ("again", None)
    story.turned_back("satisfaction", "propose", satisfaction="content")
    story.do("propose").do("accept")
    story.turned_back("satisfaction", "content", satisfaction="furious")
    assert story.do("content").state == "closed"


@pytest.mark.row("C10", "C3")
@pytest.mark.parametrize(("well", "state"), [(True, "callback"), (False, "again")])
def test_a_compensation_is_waited_for(well: bool, state: str):
    story = begin("complaint").do("take_time").do("compensate")
    story.refused("wrong_state", "propose")
    assert story.ends(well=well).state == state


@pytest.mark.row("C10", "C7", "B13")
def test_a_buyer_who_has_gone_to_the_platform_is_a_rights_case_from_then_on():
    story = begin("complaint", reason="courier", description="三天没人回复", platform_case_no="P-7788").show()
    story.do("propose").do("escalate")
    follower = story.child
    assert (story.state, follower.case.flow, follower.state) == ("escalated", "rights", "registered")
    assert (follower.case.reason, follower.case.description) == ("other", "三天没人回复")
    assert (story.case.platform_case_no, follower.case.platform_case_no) == ("", "P-7788")
    assert follower.case.evidence.count() == 1


@pytest.mark.row("C10", "B13")
@pytest.mark.parametrize(
    ("kind", "reason", "state"),
    [
        ("return", "quality", "asked"),
        ("exchange", "size", "asked"),
        ("refund_only", "price_difference", "asked_sent"),
        ("repair", "quality", "asked"),
        ("misshipment", "mixed", "asked"),
        ("damaged", "damaged", "asked"),
        ("out_of_zone", "suspended", "held"),
        ("minor_flaw", "minor_flaw", "asked"),
    ],
)
def test_a_complaint_turns_out_to_be_something_else(kind: str, reason: str, state: str):
    story = begin("complaint", description="收到就是这样").show()
    story.refused("reason_not_of_kind", f"to_{kind}")
    story.do(f"to_{kind}", new_reason=reason)
    follower = story.child
    assert (story.state, follower.case.flow, follower.state, follower.case.reason) == ("converted", kind, state, reason)
    assert (follower.line.asked, follower.case.description, follower.case.evidence.count()) == (2, "收到就是这样", 1)
    assert follower.case.asked.fen == (20000 if follower.flow.asks_money else 0)
    assert follower.case.owner_id == story.case.owner_id


@pytest.mark.row("C10", "C6")
def test_no_proposal_buys_a_review():
    begin("complaint").refused("promise_for_review", "propose", proposal_text="返现 10 元，请删除差评")


@pytest.mark.row("C10", "P2")
def test_who_may_do_what():
    story = begin("complaint", by="presale_agent")
    story.unknown_to("stranger", "propose")
    story.refused("wrong_role", "propose", by="presale_agent")
    assert story.do("propose", by="rights_specialist").state == "proposed"


@pytest.mark.row("C3", "B13")
def test_a_parent_whose_job_was_lost_hears_of_its_child_all_the_same():
    story = begin("complaint").do("compensate")
    child = story.child.do("offer")
    with story.world.time():
        assert hear_forgotten() == 0  # it is open still
        move_case(
            number=child.number, move_code="decline", person=person(story.world.people.owner), inputs={"note": "不要"}
        )
        connection.cursor().execute("DELETE FROM procrastinate_jobs")
        assert (story.state, hear_forgotten(), story.state) == ("compensating", 1, "again")
        assert hear_forgotten() == 0


PROPOSED = way("propose")
CALLBACK = way("propose", "accept")

WALKS: Walks = {
    "take_time": way("take_time"),
    "propose": PROPOSED,
    "decline": PROPOSED.and_then("decline"),
    "accept": CALLBACK,
    "compensate": way("compensate"),
    "compensating_done": way("compensate", "compensating_done"),
    "compensating_failed": way("compensate", "compensating_failed"),
    "no_answer": PROPOSED.and_then("no_answer"),
    "content": CALLBACK.and_then("content"),
    "reopen": CALLBACK.and_then("reopen"),
    "not_reached": CALLBACK.and_then(talked, "not_reached"),
    "escalate": way("escalate"),
    "to_return": way(("to_return", {"new_reason": "quality"})),
    "to_exchange": way(("to_exchange", {"new_reason": "quality"})),
    "to_refund_only": way(("to_refund_only", {"new_reason": "price_difference"})),
    "to_repair": way(("to_repair", {"new_reason": "quality"})),
    "to_misshipment": way(("to_misshipment", {"new_reason": "missing"})),
    "to_damaged": way(("to_damaged", {"new_reason": "damaged"})),
    "to_out_of_zone": way(("to_out_of_zone", {"new_reason": "no_outlet"})),
    "to_minor_flaw": way(("to_minor_flaw", {"new_reason": "minor_flaw"})),
    "withdraw": way("withdraw"),
    "open_return": way("open_return"),
    "open_exchange": way("open_exchange"),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C10")
@pytest.mark.parametrize(("state", "code"), arrows(COMPLAINT))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(COMPLAINT, WALKS, state, code)


@pytest.mark.row("B1", "C10")
@pytest.mark.parametrize("state", clocked(COMPLAINT))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(COMPLAINT, WALKS, state)
