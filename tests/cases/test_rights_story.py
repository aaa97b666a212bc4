"""Rights complaint at the platform (C7): every arrow of chart 7-8."""

from datetime import timedelta

import pytest
from tests.cases.story import Story, Walks, World, arrows, begin, clocked, go_along, let_run_out, shown, talked, way

from aftercare.cases.flows.rights import RIGHTS_CASE
from aftercare.cases.models import Note, Verdict
from aftercare.core.money import Money
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


CLOSING = ("final_explanation", "opinion", "responsible", "department", "responsible_person", "penalty", "assessment")


def handed_in(**wish) -> Story:
    """Objected, with evidence: the platform decides."""
    return begin("rights", by="rights_specialist", **wish).do("object").show().do("hand_in")


@pytest.mark.row("C7")
def test_a_complaint_is_answered_settled_withdrawn_and_closed_with_responsibility():
    story = begin("rights", by="rights_specialist", reason="false_dispatch", platform_case_no="WQ-1")
    assert (story.state, story.case.waits_for) == ("registered", "rights_specialist")
    assert story.case.platform_due_at - story.case.opened_at == timedelta(days=3)
    story.do("reply", shop_reply="您好，包裹昨晚已揽收").do("reply_again", shop_reply="附上揽收记录")
    replies = Note.objects.filter(case=story.case, name="shop_reply").order_by("id")
    assert [note.text for note in replies] == ["您好，包裹昨晚已揽收", "附上揽收记录"]
    story.refused("not_contacted", "agreed")
    story.do("contact", contact_result="agreed").do("agreed")
    assert (story.state, story.case.waits_for) == ("settled", "buyer")
    story.do("not_withdrawn").do("agreed").do("complaint_withdrawn")
    assert story.state == "judging"
    story.do("close", responsible="warehouse", department="warehouse", penalty="50.00", assessment="扣当月绩效 5 分")
    verdict = Verdict.objects.get()
    assert (verdict.department, verdict.penalty, verdict.result) == ("warehouse", Money(5000), "扣当月绩效 5 分")
    assert verdict.person_id == story.world.people.warehouse.pk
    assert (story.state, story.case.responsible) == ("closed", "warehouse")
    names = Note.objects.filter(case=story.case, move="close").exclude(name="").values_list("name", flat=True)
    assert set(names) == {"final_explanation", "opinion"}


@pytest.mark.row("C7")
@pytest.mark.parametrize("name", CLOSING)
def test_nothing_is_closed_without_explanation_opinion_department_person_penalty_and_result(name: str):
    story = begin("rights").do("complaint_withdrawn")
    story.turned_back(name, "close", **{name: ""})
    assert Verdict.objects.count() == 0


@pytest.mark.row("C7", "C3")
def test_a_compensation_that_is_accepted_waits_for_the_withdrawal_and_one_that_is_declined_goes_on():
    story = begin("rights").do("reply").do("compensate", compensation_amount="15.00").ends(well=False)
    assert (story.state, story.moves()[-1]) == ("talking", "compensating_failed")
    story.do("compensate", compensation_amount="25.00").ends(well=True)
    assert (story.state, Payout.objects.get().amount) == ("settled", Money(2500))
    assert story.do("complaint_withdrawn").state == "judging"


@pytest.mark.row("C7", "B8")
def test_an_objection_needs_evidence():
    story = begin("rights").do("object")
    story.refused("no_evidence", "hand_in")
    story.show().do("hand_in")
    assert (story.state, story.case.waits_for) == ("intervention", "platform")


@pytest.mark.row("C7", "B1")
def test_whatever_we_leave_undone_the_platform_decides_without_us():
    for steps in ((), ("reply",), ("reply", "compensate"), ("object",)):
        story = begin("rights")
        for step in steps:
            story.do(step)
        story.run_out()
        assert (story.state, story.moves()[-1]) == ("intervention", "decided_without_us")


@pytest.mark.row("C7", "B13")
def test_a_compensation_that_outlives_the_talk_does_not_move_the_case_but_must_end_before_it_closes():
    story = begin("rights").do("reply").do("compensate").run_out()
    child = story.child
    assert story.state == "intervention"
    story.refused("child_open_already", "verdict_buyer")
    story.do("verdict_shop").refused("child_open_already", "close")
    child.do("offer", by="supervisor").do("decline")
    assert story.state == "judging"
    assert story.do("close").state == "closed"


@pytest.mark.row("C7", "C18")
def test_the_platform_refunds_the_buyer():
    story = handed_in()
    story.refused("over_cap", "verdict_buyer", refund_amount="400.01")
    story.turned_back("dispute_no", "verdict_buyer", refund_amount="66.60", dispute_no="")
    story.do("verdict_buyer", refund_amount="66.60")
    assert (story.state, story.child.case.flow, story.child.case.asked) == ("refunding", "refund_only", Money(6660))
    story.ends(well=True)
    assert (story.state, Payout.objects.get().amount) == ("judging", Money(6660))


@pytest.mark.row("C7", "B13")
def test_a_refund_that_goes_on_as_a_return_is_still_waited_for():
    story = handed_in().do("verdict_buyer")
    refund = story.child
    refund.do("to_return", new_reason="quality")
    assert (refund.state, story.state) == ("converted", "refunding")
    back = refund.child
    back.do("agree").do("receive").do("inspect").pay()
    assert (back.state, story.state) == ("refunded", "judging")


@pytest.mark.row("C7")
def test_a_refund_that_comes_to_nothing_goes_back_to_the_verdict():
    story = handed_in().do("verdict_buyer").ends(well=False)
    assert story.state == "intervention"
    assert story.do("verdict_other").state == "judging"


@pytest.mark.row("C7")
def test_the_platform_decides_for_the_shop_and_the_buyer_is_told():
    story = handed_in().do("verdict_shop")
    assert (story.state, story.letters, Payout.objects.count()) == ("judging", ["verdict"], 0)


@pytest.mark.row("C7", "P2")
def test_who_may_do_what():
    story = begin("rights", by="agent")
    story.unknown_to("stranger", "reply")
    story.refused("wrong_role", "reply", by="agent")
    story.refused("wrong_role", "reply", by="review_specialist")
    assert story.do("reply", by="supervisor").state == "talking"


@pytest.mark.row("C7", "C18")
def test_a_verdict_for_the_buyer_is_paid_though_a_return_holds_the_pieces():
    world = World()
    order = world.order()
    begin("return", world, order=order, pieces=4, amount="100.00", reason="quality")
    story = (
        begin("rights", world, order=order).do("object").show().do("hand_in").do("verdict_buyer", refund_amount="20.00")
    )
    assert (story.child.case.reason, story.child.case.holds_goods) == ("verdict", False)
    assert story.ends(well=True).state == "judging"


TALKING = way("reply")
SETTLED = TALKING.and_then("compensate", "compensating_done")
EVIDENCE = way("object")
CALLED_IN = EVIDENCE.and_then(shown, "hand_in")
JUDGING = way("complaint_withdrawn")

WALKS: Walks = {
    "reply": TALKING,
    "reply_again": TALKING.and_then("reply_again"),
    "compensate": TALKING.and_then("compensate"),
    "compensating_done": SETTLED,
    "compensating_failed": TALKING.and_then("compensate", "compensating_failed"),
    "agreed": TALKING.and_then(talked, "agreed"),
    "complaint_withdrawn": JUDGING,
    "not_withdrawn": SETTLED.and_then("not_withdrawn"),
    "object": EVIDENCE,
    "hand_in": CALLED_IN,
    "decided_without_us": way("decided_without_us"),
    "verdict_shop": CALLED_IN.and_then("verdict_shop"),
    "verdict_buyer": CALLED_IN.and_then("verdict_buyer"),
    "verdict_other": CALLED_IN.and_then("verdict_other"),
    "verdict_paid": CALLED_IN.and_then("verdict_paid"),
    "refunding_done": CALLED_IN.and_then("verdict_buyer", "refunding_done"),
    "refunding_failed": CALLED_IN.and_then("verdict_buyer", "refunding_failed"),
    "close": JUDGING.and_then("close"),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C7")
@pytest.mark.parametrize(("state", "code"), arrows(RIGHTS_CASE))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(RIGHTS_CASE, WALKS, state, code)


@pytest.mark.row("B1", "C7")
@pytest.mark.parametrize("state", clocked(RIGHTS_CASE))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(RIGHTS_CASE, WALKS, state)
