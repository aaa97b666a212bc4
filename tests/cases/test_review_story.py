"""Reply to a neutral or bad review (C6): every arrow of chart 7-7."""

from datetime import timedelta

import pytest
from tests.cases.story import Story, Walks, arrows, begin, clocked, go_along, let_run_out, talked, talked_in_vain, way

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.review import REVIEW
from aftercare.cases.models import Note
from aftercare.core.models import Event
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db


def talking(**wish) -> Story:
    return begin("review", by="review_specialist", **wish).do("find_cause", reason="courier", responsible="courier")


@pytest.mark.row("C6", "C14")
def test_the_cause_is_found_the_buyer_is_understood_and_answered_publicly():
    words = {"rating": "bad", "review_text": "包装破了，客服半天不回"}
    story = begin("review", by="review_specialist", reason="service", inputs=words)
    assert (story.state, story.case.waits_for) == ("registered", "review_specialist")
    assert story.case.details == {"rating": "bad"}
    assert Note.objects.get(case=story.case, name="review_text").text == words["review_text"]
    story.do("find_cause", reason="courier")
    assert (story.state, story.case.reason, story.case.responsible) == ("talking", "courier", "courier")
    story.refused("not_contacted", "understood")
    story.do("contact", channel="chat", talk_stage="acknowledge", contact_result="agreed").do("understood")
    story.do("reply", public_reply="感谢您的反馈，我们已更换更结实的外箱")
    assert (story.state, story.case.waits_for) == ("replied", "buyer")
    story.do("correct_reply", public_reply="感谢您的反馈，已更换外箱")
    assert Note.objects.filter(case=story.case, name="public_reply").latest("id").text == "感谢您的反馈，已更换外箱"
    story.do("record_outcome", review_outcome="changed")
    assert (story.state, story.case.details["review_outcome"]) == ("reporting", "changed")
    story.do("report", department="warehouse", findings="外箱太薄")
    assert (story.state, story.case.details["department"]) == ("closed", "warehouse")
    assert Note.objects.get(case=story.case, name="findings").text == "外箱太薄"


@pytest.mark.row("C6", "C14")
def test_only_after_three_fruitless_attempts_is_there_no_solution():
    story = talking()
    story.refused("not_enough_contacts", "unsolvable")
    story.do("contact", contact_result="not_reached").do("contact", contact_result="call_later")
    story.do("contact", contact_result="declined").refused("not_enough_contacts", "unsolvable")
    story.wait(days=1).do("contact", contact_result="talked").do("unsolvable")
    assert story.state == "replying"


@pytest.mark.row("C6", "R6")
@pytest.mark.parametrize("code", ["reply", "correct_reply"])
def test_the_public_reply_names_nobody_and_no_number(code: str):
    story = talking().do("contact").do("understood")
    order = story.case.order
    order.receiver_name, order.receiver_address = "赵小楼", "云南省昆明市某某路 8 号"
    order.save()
    if code == "correct_reply":
        story.do("reply")
    story.refused("number_in_reply", code, public_reply="请加 138 0000 0000 联系我们")
    story.refused("number_in_reply", code, public_reply="订单２１０００００００")
    for words in (story.case.customer.nick, "赵小楼", "云南省昆明市某某路 8 号"):
        sentence = story.turned_back("public_reply", code, public_reply=f"亲爱的{words}，抱歉让您失望")
        assert words not in sentence


@pytest.mark.row("C6", "S11")
@pytest.mark.parametrize(
    ("code", "field"), [("understood", "note"), ("reply", "public_reply"), ("compensate", "note"), ("contact", "note")]
)
def test_nothing_is_offered_for_changing_the_review(code: str, field: str):
    story = talking().do("contact")
    if code == "reply":
        story.do("understood")
    story.refused("promise_for_review", code, **{field: "修改差评后返现 20 元"})


@pytest.mark.row("C6", "C3", "C17")
def test_a_compensation_is_approved_and_leads_to_the_reply_or_back_to_the_talk():
    story = talking().do("compensate", compensation_amount="6.00")
    child = story.child
    child.refused("above_authority", "offer", by="review_specialist")
    child.do("ask_approval", by="review_specialist").do("approve").do("decline", by="review_specialist")
    assert (story.state, story.moves()[-1]) == ("talking", "compensating_failed")
    story.do("compensate").ends(well=True)
    assert story.state == "replying"


@pytest.mark.row("C6", "B1")
@pytest.mark.parametrize("steps", [(), ("find_cause",), ("find_cause", "compensate")])
def test_after_thirty_days_the_platform_takes_no_reply_and_the_findings_are_passed_on(steps: tuple[str, ...]):
    story = begin("review")
    due = story.case.platform_due_at
    assert due - story.case.opened_at == timedelta(days=30)
    for step in steps:
        story.wait(days=2).do(step)
    assert story.case.platform_due_at == due
    story.run_out()
    assert (story.state, story.moves()[-1]) == ("reporting", "too_late")
    assert story.do("report").state == "closed"


@pytest.mark.row("C6", "B1")
def test_a_review_that_stands_for_a_week_stands():
    story = talking().do("contact").do("understood").do("reply").run_out()
    assert (story.state, story.case.details["review_outcome"]) == ("reporting", "kept")


@pytest.mark.row("C6", "B13", "B3")
@pytest.mark.parametrize("kind", ["return", "exchange"])
def test_what_the_buyer_wants_besides_runs_beside_it_once(kind: str):
    story = talking().do(f"open_{kind}")
    beside = story.child
    assert (story.state, beside.case.flow, beside.line.asked) == ("talking", kind, 2)
    for other in ("open_return", "open_exchange"):
        story.refused("open_beside", other)
    beside.do("withdraw")
    story.do("open_exchange").do("contact").do("understood")
    assert story.state == "replying"  # nobody waits for what runs beside


@pytest.mark.row("B3")
def test_pieces_that_another_case_holds_are_not_returned_beside_a_review():
    story = talking()
    begin("return", story.world, order=story.case.order, pieces=3, reason="quality")
    story.refused("too_many_pieces", "open_return")


@pytest.mark.row("C6")
def test_a_reply_may_be_left_out():
    assert talking().do("contact").do("understood").do("no_reply").state == "reporting"


@pytest.mark.row("C6", "P2", "X8")
def test_who_may_do_what_and_no_words_in_events():
    story = begin("review", by="agent")
    story.unknown_to("stranger", "find_cause")
    story.refused("wrong_role", "find_cause", by="agent")
    story.refused("wrong_role", "find_cause", by="rights_specialist")
    story.do("find_cause", note="买家王女士电话打不通").do("contact", note="她说再想想").do("understood")
    story.do("reply", public_reply="抱歉给您带来不便")
    data = [str(event.data) for event in Event.objects.filter(subject_id=story.case.pk, subject_kind="case")]
    assert not any(word in text for text in data for word in ("王女士", "再想想", "不便"))


def shown_on_the_platform(story: Story) -> None:
    """A file of reviews tells of a reply (tests/reviews/test_cases.py): the engine moves the case on."""
    with story.world.time():
        note = {"note": "平台显示：非常抱歉"}
        move_case(number=story.number, move_code="reply_shown", person=Person.system(), inputs=note)


TALKING = way("find_cause")
REPLYING = TALKING.and_then(talked, "understood")
REPLIED = REPLYING.and_then("reply")

WALKS: Walks = {
    "find_cause": TALKING,
    "compensate": TALKING.and_then("compensate"),
    "compensating_done": TALKING.and_then("compensate", "compensating_done"),
    "compensating_failed": TALKING.and_then("compensate", "compensating_failed"),
    "understood": REPLYING,
    "unsolvable": TALKING.and_then(talked_in_vain, "unsolvable"),
    "reply": REPLIED,
    "reply_shown": REPLYING.and_then(shown_on_the_platform),
    "correct_reply": REPLIED.and_then("correct_reply"),
    "no_reply": REPLYING.and_then("no_reply"),
    "too_late": way("too_late"),
    "record_outcome": REPLIED.and_then("record_outcome"),
    "settle": REPLIED.and_then("settle"),
    "report": REPLYING.and_then("no_reply", "report"),
    "open_return": TALKING.and_then("open_return"),
    "open_exchange": TALKING.and_then("open_exchange"),
    "contact": way("contact"),
    "assess": TALKING.and_then("assess"),
    "choose_plan": TALKING.and_then("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C6")
@pytest.mark.parametrize(("state", "code"), arrows(REVIEW))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(REVIEW, WALKS, state, code)


@pytest.mark.row("B1", "C6")
@pytest.mark.parametrize("state", clocked(REVIEW))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(REVIEW, WALKS, state)
