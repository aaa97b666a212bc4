"""The return of C1 (chart 7-1), move by move, through the engine; and every arrow of its chart."""

from datetime import timedelta

import pytest
from tests.cases.story import (
    Walks,
    World,
    arrows,
    begin,
    came_along,
    clocked,
    go_along,
    inspected,
    let_run_out,
    refunded_elsewhere,
    refunded_in_part,
    shown,
    way,
)  # fmt: skip
from tests.people import make_case, make_order, make_people, person

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.returns import RETURN
from aftercare.cases.models import Case, Cost
from aftercare.clock.models import Deadline
from aftercare.core.errors import NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import Payout
from aftercare.orders.models import Order, Product

pytestmark = pytest.mark.django_db


def move(case: Case, code: str, staff, **inputs) -> Case:
    return move_case(number=case.number, move_code=code, person=person(staff), inputs=inputs)


@pytest.mark.row("C1", "C18")
def test_a_return_runs_through_every_role_to_money_paid_back():
    people = make_people()
    order = make_order(people.shop, paid="150.00")
    case = make_case(people.owner, order)
    line = case.lines.get()
    assert (case.state, case.waits_for) == ("asked", "agent")

    case = move(case, "agree", people.owner)
    assert (case.state, case.granted) == ("agreed", Money(15000))
    assert "某路 1 号" in case.messages.get().text

    case = move(case, "register_parcel", people.owner, courier="圆通速递", tracking_no="yt 1234567890")
    assert (case.state, case.return_tracking_no) == ("sent", "YT1234567890")

    case = move(case, "receive", people.warehouse, received_lines={str(line.pk): "1"})
    inspected = {str(line.pk): {"good": "1", "defective": "0", "good_to": "restock"}}
    case = move(case, "inspect", people.warehouse, inspected_lines=inspected)
    assert case.state == "paying"
    payout = Payout.objects.get()
    assert payout.amount == Money(15000)

    mark_paid(payout=payout, voucher="V-0001", person=person(people.refund_clerk))
    case.refresh_from_db()
    assert (case.state, case.refunded) == ("refunded", Money(15000))
    assert case.closed_at is not None
    assert not Deadline.objects.filter(subject_id=case.pk, state="pending").exists()
    moves = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="case.moved").order_by("id")
    assert [event.data["move"] for event in moves] == ["agree", "register_parcel", "receive", "inspect", "paid"]


@pytest.mark.row("C17")
def test_above_the_limit_the_supervisor_approves_and_never_the_one_who_asked():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    with pytest.raises(Refused) as refused:
        move(case, "agree", people.owner)
    assert refused.value.refusal.code == "above_authority"
    case = move(case, "ask_approval", people.owner, note="大客户,请批准")
    assert (case.state, case.waits_for, case.granted) == ("approving", "supervisor", None)
    with pytest.raises(Refused):
        move(case, "approve", people.owner)
    case = move(case, "approve", people.supervisor)
    assert (case.state, case.granted) == ("agreed", Money(90000))


def test_a_stranger_sees_no_case_and_changes_nothing():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    with pytest.raises(NotFound):
        move(case, "agree", people.stranger)
    case.refresh_from_db()
    assert (case.state, case.version) == ("asked", 1)


@pytest.mark.row("B6", "C16")
def test_refund_freight_and_spoilt_goods_are_charged_to_whoever_is_responsible():
    story = begin("return", reason="damaged", freight=Money(1200))
    product = Product.objects.create(shop=story.world.people.shop, title="原木摆件", cost=Money(4500))
    story.case.order.lines.update(product=product)
    Order.objects.filter(pk=story.case.order_id).update(courier="圆通速递")
    story.do("agree", by="supervisor").do("receive")
    story.do("inspect", inspected_lines=inspected(1, 1, defective_to="scrap")).pay()
    assert (story.state, story.case.refunded) == ("refunded", Money(21200))
    assert story.costs == {("refund", "courier"): 20000, ("freight", "courier"): 1200, ("goods_lost", "courier"): 4500}
    booked = Cost.objects.filter(case=story.case).order_by("kind").values_list("kind", "counterparty", "product_id")
    assert list(booked) == [
        ("freight", "圆通速递", None), ("goods_lost", "圆通速递", product.pk), ("refund", "圆通速递", product.pk),
    ]  # fmt: skip


@pytest.mark.row("B6")
def test_a_case_that_ends_without_costs_books_nothing():
    assert begin("return").do("withdraw").costs == {}
    assert begin("return").do("agree").run_out().costs == {}


@pytest.mark.row("C1", "B3")
def test_a_return_may_become_an_exchange_or_a_repair_while_nothing_is_paid():
    story = begin("return", reason="quality").do("agree").do("to_exchange")
    assert story.child.do("agree").do("receive").do("inspect").ends(well=True).state == "exchanged"
    begin("return").refused("reason_not_of_kind", "to_repair")


@pytest.mark.row("C1")
def test_goods_that_were_refused_after_inspection_go_back_to_the_buyer():
    story = begin("return", reason="quality").do("agree").do("receive").do("doubt").do("refuse_goods")
    assert (story.state, story.case.waits_for) == ("refused_goods", "buyer")
    story.run_out()
    assert (story.state, story.case.waits_for, story.case.holds_goods) == ("going_back", "warehouse", True)
    story.do("sent_back", tracking_no="SF7777777777")
    assert (story.state, story.case.holds_goods, story.letters[-1]) == ("rejected", False, "sent_back")

    story = begin("return", story.world, reason="quality").do("agree").do("receive").do("doubt").do("refuse_goods")
    story.do("intervene").refused("goods_are_back", "verdict_shop").do("verdict_shop_goods")
    assert story.state == "going_back"
    other = begin("return", story.world, reason="quality").do("agree").do("receive").do("doubt").do("refuse_goods")
    assert other.do("settle_goods").do("accept").state == "paying"


@pytest.mark.row("B8", "B1", "C1")
def test_evidence_is_handed_in_before_the_platforms_limit_or_it_decides_without_it():
    story = begin("return", reason="quality").do("intervene")
    assert story.case.platform_due_at - story.case.state_since == timedelta(days=3)
    assert (story.state, story.case.waits_for) == ("evidence", "rights_specialist")
    story.run_out()
    assert (story.state, story.case.waits_for, story.case.platform_due_at) == ("intervention", "platform", None)
    assert story.show().case.evidence.get().stage == "dispute"


@pytest.mark.row("C17", "C18")
@pytest.mark.attack("B20")
def test_a_verdict_that_pays_needs_evidence_the_platforms_number_and_above_the_limit_a_colleague():
    story = begin("return", reason="quality", paid="9000.00", amount="9000.00", by="supervisor").do("intervene")
    story.refused("no_evidence", "verdict_refund").turned_back("dispute_no", "verdict_refund", dispute_no="")
    story.show().refused("needs_a_second", "verdict_refund", by="supervisor")  # whoever opened and keeps the case
    story.do("verdict_refund", by="rights_specialist", dispute_no="TM-778899")
    assert (story.state, story.case.details["dispute_no"]) == ("paying", "TM-778899")
    small = begin("return", story.world, reason="quality", amount="20.00", by="supervisor").do("intervene").show()
    assert small.do("verdict_refund", by="supervisor").state == "paying"


@pytest.mark.row("C1")
def test_an_application_that_is_changed_names_a_reason_of_returns():
    story = begin("return", reason="quality").do("refuse")
    story.refused("reason_not_of_kind", "reapply", reason="malicious")
    assert story.do("reapply", reason="no_reason").case.reason == "no_reason"


@pytest.mark.row("B3", "B6")
def test_good_and_defective_pieces_of_a_line_go_their_own_ways():
    world = World()
    order = world.order(paid="400.00", quantity=4)
    story = begin("return", world, order=order, pieces=4, amount="400.00", reason="quality").do(
        "agree", by="supervisor"
    )
    story.do("receive").turned_back("inspected_lines", "inspect", inspected_lines=inspected(3, 1, defective_to=""))
    story.turned_back("inspected_lines", "inspect", inspected_lines=inspected(3, 1, defective_to="restock"))
    story.do("inspect", inspected_lines=inspected(3, 1, defective_to="scrap")).pay()
    line = story.case.lines.get()
    assert (line.good, line.good_to, line.defective, line.defective_to) == (3, "restock", 1, "scrap")
    assert story.costs == {("refund", "shop"): 40000, ("goods_lost", "shop"): 10000}


@pytest.mark.row("B3")
def test_what_was_counted_and_is_not_in_the_parcel_is_a_problem():
    story = begin("return", pieces=2, reason="no_reason").do("agree").do("receive")
    story.do("doubt", inspected_lines=inspected(0, 0))
    assert story.case.lines.get().good_to == "not_seen"
    story.do("refuse_goods", refusal="not_intact")
    assert story.state == "refused_goods"


@pytest.mark.row("C1", "C16")
def test_the_freight_is_known_only_when_the_buyer_has_paid_it():
    story = begin("return", reason="quality").do("agree").do("register_parcel")
    assert story.case.granted_freight == Money(0)
    story.refused("wrong_role", "register_freight", by="warehouse").do("register_freight", asked_freight="13.50")
    story.do("receive").do("inspect")
    assert story.pay().case.refunded == Money(20000 + 1350)


@pytest.mark.row("C16", "C8")
def test_whoever_unpacks_a_wrong_item_says_whether_it_was_our_mistake():
    story = begin("return", reason="wrong_item").do("agree").do("register_parcel").do("register_freight").do("receive")
    story.refused("mis_sending_open", "inspect").do("inspect", wrong_item_confirmed="no")
    assert (story.case.granted_freight, story.case.responsible) == (Money(0), "buyer")


@pytest.mark.row("C1", "C18")
def test_what_the_platform_refunded_by_itself_ends_the_return_from_wherever_it_stands():
    story = begin("return", reason="quality").do("agree")
    story.refused("not_given_elsewhere", "refunded_elsewhere")
    refunded_elsewhere(story)
    story.do("refunded_elsewhere")
    assert (story.state, story.costs, Payout.objects.count()) == ("refunded", {("refund", "shop"): 20000}, 0)


DEAR = {"paid": "900.00"}
HUGE = {"paid": "12000.00"}  # above the supervisor's limit
RECEIVED = way("agree", "receive")
DOUBTED = RECEIVED.and_then("doubt")
PAYING = RECEIVED.and_then("inspect")
REFUSED_GOODS = DOUBTED.and_then("refuse_goods")
REFUSED = way("refuse", reason="quality")
CALLED_IN = way("intervene")
DEAR_AND_DOUBTED = way("ask_approval", "approve", "receive", "doubt", **DEAR)
HUGE_AND_DOUBTED = way("ask_approval", ("approve", {"by": "administrator"}), "receive", "doubt", **HUGE)

WALKS: Walks = {
    "agree": way("agree"),
    "agree_here": way(came_along, "agree_here"),
    "ask_approval": way("ask_approval", **DEAR),
    "retract": way("ask_approval", "retract", **DEAR),
    "approve": way("ask_approval", "approve", **DEAR),
    "endorse": way("ask_approval", "endorse", **HUGE),
    "deny": way("ask_approval", "deny", **DEAR),
    "agree_by_time": way("agree_by_time"),
    "refuse": REFUSED,
    "register_parcel": way("agree", "register_parcel"),
    "correct_parcel": way("agree", "register_parcel", "correct_parcel"),
    "receive": RECEIVED,
    "receive_more": RECEIVED.and_then("receive_more"),
    "turn_away": way("agree", "turn_away"),
    "inspect": PAYING,
    "doubt": DOUBTED,
    "accept": DOUBTED.and_then("accept"),
    "reduce": DOUBTED.and_then("reduce"),
    "ask_reduced": DEAR_AND_DOUBTED.and_then("ask_reduced"),
    "approve_reduced": DEAR_AND_DOUBTED.and_then("ask_reduced", "approve_reduced"),
    "endorse_reduced": HUGE_AND_DOUBTED.and_then("ask_reduced", "endorse_reduced"),
    "deny_reduced": DEAR_AND_DOUBTED.and_then("ask_reduced", "deny_reduced"),
    "retract_reduced": DEAR_AND_DOUBTED.and_then("ask_reduced", "retract_reduced"),
    "refuse_goods": REFUSED_GOODS,
    "settle_goods": REFUSED_GOODS.and_then("settle_goods"),
    "return_goods": REFUSED_GOODS.and_then("return_goods"),
    "expire_goods": REFUSED_GOODS.and_then("expire_goods"),
    "withdraw_goods": RECEIVED.and_then("withdraw_goods"),
    "withdraw_goods@doubted": DOUBTED.and_then("withdraw_goods"),
    "sent_back": REFUSED_GOODS.and_then("return_goods", "sent_back"),
    "register_freight": way("agree", "register_parcel", "register_freight"),
    "number_wrong": way("agree", "register_parcel", "number_wrong"),
    "parcel_lost": way("agree", "register_parcel", "parcel_lost"),
    "refund_by_time": way("agree", "register_parcel", "refund_by_time"),
    "paid": PAYING.and_then("paid"),
    "payment_failed": PAYING.and_then("payment_failed"),
    "pay_again": PAYING.and_then("payment_failed", "pay_again"),
    "pay_rest": PAYING.and_then("payment_failed", refunded_in_part, "pay_rest"),
    "refunded_elsewhere": PAYING.and_then("payment_failed", refunded_elsewhere, "refunded_elsewhere"),
    "inspect_refunded": RECEIVED.and_then(refunded_elsewhere, "inspect_refunded"),
    "reapply": REFUSED.and_then("reapply"),
    "intervene": CALLED_IN,
    "verdict_return": CALLED_IN.and_then(shown, "verdict_return"),
    "hand_in": CALLED_IN.and_then(shown, "hand_in"),
    "evidence_lapsed": CALLED_IN.and_then("evidence_lapsed"),
    "verdict_refund": CALLED_IN.and_then(shown, "verdict_refund"),
    "verdict_refund@intervention": CALLED_IN.and_then(shown, "hand_in", "verdict_refund"),
    "verdict_shop": CALLED_IN.and_then("verdict_shop"),
    "verdict_shop_goods": RECEIVED.and_then("intervene", "verdict_shop_goods"),
    "verdict_shop_goods@intervention": RECEIVED.and_then("intervene", shown, "hand_in", "verdict_shop_goods"),
    "withdraw": way("withdraw"),
    "lapse": way("agree", "lapse"),
    "expire": REFUSED.and_then("expire"),
    "to_exchange": way("to_exchange"),
    "to_refund_only": way(("to_refund_only", {"new_reason": "quality"})),
    "to_repair": way(("to_repair", {"new_reason": "quality"})),
    "contact": way("contact"),
    "assess": way("assess"),
    "choose_plan": way("choose_plan"),
    "split": way("split"),
    "link": way("link"),
    "merge": way("merge"),
}


@pytest.mark.row("C1")
@pytest.mark.parametrize(("state", "code"), arrows(RETURN))
def test_every_arrow_of_the_chart_is_gone_for_real(state: str, code: str):
    go_along(RETURN, WALKS, state, code)


@pytest.mark.row("B1", "C1")
@pytest.mark.parametrize("state", clocked(RETURN))
def test_every_limit_that_runs_out_moves_the_case_as_the_table_says(state: str):
    let_run_out(RETURN, WALKS, state)
