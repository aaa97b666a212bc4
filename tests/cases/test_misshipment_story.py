"""Wrong, mixed or missing goods (C8): every arrow of chart 7-6."""

from zoneinfo import ZoneInfo

import pytest
from tests.cases.story import Story, Walks, World, arrows, begin, go_along, shown, talked, way

from aftercare.cases.flows.misshipment import MISSHIPMENT
from aftercare.cases.models import Verdict
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.models import Payout

pytestmark = pytest.mark.django_db


def confirmed(world: World | None = None, **wish) -> Story:
    """The warehouse has looked at packing record and video: the buyer is right."""
    return begin("misshipment", world, **wish).show().do("ask_warehouse").do("confirm")


@pytest.mark.row("C8")
def test_what_has_not_left_the_house_is_stopped_and_packed_anew():
    story = begin("misshipment", sent=False)
    assert (story.state, story.case.waits_for) == ("stopping", "warehouse")
    story.do("correct", courier="顺丰速运", tracking_no="SF0000000005")
    assert (story.state, story.case.details["out_tracking_no"]) == ("corrected", "SF0000000005")
    story = begin("misshipment", sent=False).do("left_already")
    assert (story.state, story.case.waits_for) == ("asked", "agent")


@pytest.mark.row("C8")
def test_without_a_picture_of_the_buyer_the_warehouse_is_not_asked():
    story = begin("misshipment", reason="mixed")
    story.refused("no_evidence", "ask_warehouse")
    story.show().do("ask_warehouse")
    assert (story.state, story.case.waits_for) == ("checking", "warehouse")
    story.refused("wrong_role", "confirm", by="agent")


@pytest.mark.row("C8", "C19", "B6")
def test_confirmed_goods_leave_again_the_same_day_and_somebody_is_responsible():
    world = World()
    world.local(10)
    story = confirmed(world, reason="missing").do("resend", new_variant="颜色分类:原木")
    assert story.case.details["warehouse_confirmed"] is True
    due = story.child.case.own_due_at.astimezone(ZoneInfo(world.people.shop.timezone))
    assert due.strftime("%H:%M") == "20:00"
    assert due.date() == story.child.case.opened_at.astimezone(due.tzinfo).date()
    story.ends(well=True)
    assert (story.state, story.case.waits_for) == ("judging", "supervisor")
    story.refused("wrong_role", "judge", by="agent")
    story.do("judge", responsible="warehouse", penalty="20.00", assessment="计入当月考核")
    verdict = Verdict.objects.get()
    assert (verdict.department, verdict.person_id, verdict.penalty, verdict.result) == (
        "warehouse", world.people.warehouse.pk, Money(2000), "计入当月考核",
    )  # fmt: skip
    assert (story.state, story.costs) == ("settled", {})
    assert story.child.costs == {("reshipped", "warehouse"): 20000}


@pytest.mark.row("C7", "C8")
@pytest.mark.parametrize("name", ["department", "responsible_person", "penalty", "assessment"])
def test_a_verdict_names_department_person_penalty_and_result(name: str):
    story = confirmed().do("resend").ends(well=True)
    story.turned_back(name, "judge", **{name: ""})
    assert Verdict.objects.count() == 0


@pytest.mark.row("C8")
def test_nobody_of_another_shop_is_held_responsible():
    story = confirmed().do("resend").ends(well=True)
    stranger = str(story.world.people.stranger.pk)
    story.turned_back("responsible_person", "judge", responsible_person=stranger)
    story.do("judge", responsible_person="0", penalty="0")
    assert (Verdict.objects.get().person_id, Verdict.objects.get().penalty) == (None, Money(0))


@pytest.mark.row("C8", "C18")
def test_what_is_missing_is_refunded():
    story = confirmed(reason="missing").do("refund_missing", refund_amount="33.30")
    assert (story.state, story.child.case.flow, story.child.case.asked) == ("refunding", "refund_only", Money(3330))
    story.child.do("agree").pay()
    assert (story.state, Payout.objects.get().amount) == ("judging", Money(3330))
    assert story.child.costs == {("refund", "warehouse"): 3330}
    assert story.do("no_loss").state == "settled"


@pytest.mark.row("C18")
@pytest.mark.parametrize(("amount", "refusal"), [("400.01", "over_cap"), ("0", "nothing_granted")])
def test_no_more_is_refunded_than_was_paid_and_nothing_is_no_refund(amount: str, refusal: str):
    confirmed().refused(refusal, "refund_missing", refund_amount=amount)


@pytest.mark.row("C8", "C3")
def test_a_compensation_that_is_declined_leads_to_sending_again():
    story = confirmed().do("compensate").ends(well=False)
    assert (story.state, story.moves()[-1]) == ("settling", "compensating_failed")
    story.do("resend")
    story.refused("wrong_state", "compensate")
    story.ends(well=True)
    assert story.state == "judging"


@pytest.mark.row("C8", "C3")
@pytest.mark.parametrize("well", [True, False])
def test_a_coupon_as_apology_changes_nothing_of_what_was_settled(well: bool):
    story = confirmed().do("resend").ends(well=True)
    story.refused("promise_for_review", "apologise", note="送优惠券，请改成好评")
    story.do("apologise", compensation_form="coupon", compensation_amount="5.00").ends(well=well)
    assert story.state == "judging"
    assert story.do("judge").state == "settled"


@pytest.mark.row("C8", "C16")
def test_not_confirmed_the_buyer_is_told_that_the_freight_is_theirs():
    story = begin("misshipment").show().do("ask_warehouse").do("deny")
    assert (story.state, story.case.details["warehouse_confirmed"]) == ("unconfirmed", False)
    story.refused("not_contacted", "close")
    story.do("contact").do("close")
    assert (story.state, story.letters) == ("unfounded", ["unconfirmed"])
    assert "运费" in story.case.messages.get().text


@pytest.mark.row("C8")
def test_a_supervisor_who_sees_the_video_confirms_after_all():
    story = begin("misshipment").show().do("ask_warehouse").do("deny").do("confirm", by="supervisor")
    assert (story.state, story.case.details["warehouse_confirmed"]) == ("settling", True)


@pytest.mark.row("C8")
def test_parts_that_cannot_be_sent_ask_the_buyer_again():
    story = confirmed().do("resend").ends(well=False)
    assert (story.state, story.linked[0].state) == ("settling", "cancelled")
    story.do("refund_missing").ends(well=False)
    assert story.state == "settling"


@pytest.mark.row("C8", "P2", "X8")
def test_who_may_do_what_and_what_is_recorded():
    story = begin("misshipment", by="warehouse")
    story.unknown_to("stranger", "ask_warehouse")
    story.show().do("ask_warehouse").do("confirm", note="张三装错了，电话 13800000000")
    data = Event.objects.filter(subject_id=story.case.pk, kind="case.moved").values_list("data", flat=True)
    assert not any("张三" in str(one) or "13800000000" in str(one) for one in data)


@pytest.mark.row("C8", "C16")
def test_what_the_warehouse_does_not_confirm_leaves_the_freight_of_a_return_with_the_buyer():
    """B 三(三): 倉庫鑒定貨沒有錯發, 郵費買家自行承擔."""
    story = begin("misshipment", reason="wrong_item").show().do("ask_warehouse").do("deny")
    assert story.case.responsible == "buyer"
    parcel = story.do("to_return").child
    parcel.do("agree").do("register_parcel").do("register_freight").do("receive").do("inspect")
    assert (parcel.case.responsible, parcel.case.granted_freight) == ("buyer", Money(0))

    ours = begin("misshipment", reason="wrong_item").show().do("ask_warehouse").do("confirm")
    parcel = ours.do("to_return").child
    parcel.do("agree").do("register_parcel").do("register_freight").do("receive").do("inspect")
    assert (parcel.case.responsible, parcel.case.granted_freight) == ("warehouse", Money(1200))


@pytest.mark.row("C8")
def test_a_buyer_who_sends_no_pictures_or_finds_the_piece_after_all_does_not_keep_the_case_open():
    assert begin("misshipment").do("withdraw").state == "withdrawn"
    story = begin("misshipment").show().do("ask_warehouse").do("confirm")
    story.refused("not_contacted", "nothing_wanted").do("contact").do("nothing_wanted")
    assert story.state == "judging"


UNSENT = {"sent": False}
CHECKING = way(shown, "ask_warehouse")
SETTLING = CHECKING.and_then("confirm")
UNCONFIRMED = CHECKING.and_then("deny")
JUDGING = SETTLING.and_then("resend", "resending_done")

WALKS: Walks = {
    "correct": way("correct", **UNSENT),
    "left_already": way("left_already", **UNSENT),
    "ask_warehouse": CHECKING,
    "confirm": SETTLING,
    "deny": UNCONFIRMED,
    "resend": SETTLING.and_then("resend"),
    "compensate": SETTLING.and_then("compensate"),
    "refund_missing": SETTLING.and_then("refund_missing"),
    "nothing_wanted": SETTLING.and_then(talked, "nothing_wanted"),
    "withdraw": way("withdraw"),
    "resending_done": JUDGING,
    "resending_failed": SETTLING.and_then("resend", "resending_failed"),
    "compensating_done": SETTLING.and_then("compensate", "compensating_done"),
    "compensating_failed": SETTLING.and_then("compensate", "compensating_failed"),
    "refunding_done": SETTLING.and_then("refund_missing", "refunding_done"),
    "refunding_failed": SETTLING.and_then("refund_missing", "refunding_failed"),
    "apologise": JUDGING.and_then("apologise"),
    "apologising_done": JUDGING.and_then("apologise", "apologising_done"),
    "apologising_failed": JUDGING.and_then("apologise", "apologising_failed"),
    "judge": JUDGING.and_then("judge"),
    "no_loss": JUDGING.and_then("no_loss"),
    "close": UNCONFIRMED.and_then(talked, "close"),
    "to_return": SETTLING.and_then("to_return"),
    "to_exchange": SETTLING.and_then("to_exchange"),
    "contact": SETTLING.and_then("contact"),
    "assess": SETTLING.and_then("assess"),
    "choose_plan": SETTLING.and_then("choose_plan"),
    "link": SETTLING.and_then("link"),
    "merge": SETTLING.and_then("merge"),
}


@pytest.mark.row("C8")
@pytest.mark.parametrize(("state", "code"), arrows(MISSHIPMENT))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(MISSHIPMENT, WALKS, state, code)
