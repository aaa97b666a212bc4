"""Moves through the engine: quantities, money, refusals that change nothing, clocks that fire."""

from datetime import timedelta

import pytest
from tests.people import People, make_case, make_order, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.cases.actions.answer_outside import run_out
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case
from aftercare.cases.terms import Reason
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now, travel
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.actions.mark_refused import mark_refused
from aftercare.money.models import Payout
from aftercare.shops.access import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


def move(case: Case, code: str, staff, **inputs) -> Case:
    return move_case(number=case.number, move_code=code, person=person(staff), inputs=inputs)


def refused(code: str, call, *arguments, **inputs) -> None:
    """The call is refused with that code and nothing of the case has changed."""
    case = arguments[0]
    before, events = _stored(case), Event.objects.count()
    with pytest.raises(Refused) as error:
        call(*arguments, **inputs)
    assert error.value.refusal.code == code
    assert (_stored(case), Event.objects.count()) == (before, events)


def _stored(case: Case) -> tuple:
    columns = Case.objects.filter(pk=case.pk).values().get()
    return columns, list(case.lines.order_by("id").values()), Payout.objects.count()


def sent(case: Case, people: People) -> Case:
    move(case, "agree", people.supervisor)
    return move(case, "register_parcel", people.owner, courier="圆通速递", tracking_no="YT1234567890")


def receive(case: Case, people: People, pieces: int = 1) -> Case:
    return move(case, "receive", people.warehouse, received_lines={str(case.lines.get().pk): str(pieces)})


def inspected(case: Case, good: int, defective: int = 0, **places: str) -> dict:
    usual = {"good_to": "restock", "defective_to": "defective"}
    return {str(case.lines.get().pk): {"good": str(good), "defective": str(defective), **usual, **places}}


@pytest.mark.row("B3")
def test_partial_quantities_partial_receipt_and_a_second_parcel(people: People):
    order = make_order(people.shop, paid="100.00", quantity=5)
    line = order.lines.get()
    case = make_case(people.owner, order, lines={line.pk: (3, Money(6000))})
    case = sent(case, people)
    case = receive(case, people, pieces=2)
    refused("pieces_missing", move, case, "inspect", people.warehouse, inspected_lines=inspected(case, 2))
    case = move(case, "receive_more", people.warehouse, received_lines={str(case.lines.get().pk): "1"})
    assert case.lines.get().received == 3
    case = move(case, "inspect", people.warehouse, inspected_lines=inspected(case, 2, 1))
    assert case.state == "paying"
    kept = case.lines.get()
    assert (kept.asked, kept.authorised, kept.received, kept.good, kept.defective) == (3, 3, 3, 2, 1)
    assert Payout.objects.get().amount == Money(6000)


@pytest.mark.row("B3")
def test_pieces_in_one_case_cannot_be_asked_for_in_another(people: People):
    order = make_order(people.shop, paid="100.00", quantity=2)
    line = order.lines.get()
    make_case(people.owner, order, lines={line.pk: (1, Money(5000))})
    with pytest.raises(Refused) as error:
        make_case(people.owner, order, lines={line.pk: (2, Money(5000))})
    assert error.value.refusal.code == "too_many_pieces"
    assert Case.objects.count() == 1


def test_the_same_form_sent_twice_opens_one_case(people: People):
    order = make_order(people.shop)
    first = make_case(people.owner, order, key="form-1")
    assert make_case(people.owner, order, key="form-1").pk == first.pk
    assert Case.objects.count() == 1


@pytest.mark.row("C18")
@pytest.mark.attack("H6")
def test_more_than_was_paid_is_never_asked_or_granted(people: People):
    order = make_order(people.shop, paid="100.00")
    line = order.lines.get()
    with pytest.raises(Refused) as error:
        make_case(people.owner, order, lines={line.pk: (1, Money(10001))})
    assert error.value.refusal.code == "over_cap"
    case = make_case(people.owner, order)
    case_line = str(case.lines.get().pk)
    refused(
        "over_cap", move, case, "agree", people.owner, granted_lines={case_line: {"pieces": "1", "amount": "100.01"}}
    )
    refused(
        "too_many_pieces", move, case, "agree", people.owner, granted_lines={case_line: {"pieces": "2", "amount": "1"}}
    )


@pytest.mark.row("C16")
@pytest.mark.parametrize(
    ("reason", "allowed"), [(Reason.QUALITY, True), (Reason.NO_REASON, False), (Reason.WRONG_ITEM, True)]
)
def test_the_freight_is_borne_by_whoever_is_responsible(people: People, reason: Reason, allowed: bool):
    case = make_case(people.owner, make_order(people.shop), reason=reason, freight=Money(1200))
    if allowed:
        assert move(case, "agree", people.owner).granted_freight == Money(1200)
    else:
        refused("freight_too_high", move, case, "agree", people.owner)
        assert move(case, "agree", people.owner, granted_freight="0").granted_freight == Money(0)


@pytest.mark.row("C16")
def test_the_freight_has_a_ceiling(people: People):
    case = make_case(people.owner, make_order(people.shop), freight=Money(9900))
    refused("freight_too_high", move, case, "agree", people.owner)
    assert move(case, "agree", people.owner, granted_freight="25").granted_freight == Money(2500)


@pytest.mark.row("C16")
@pytest.mark.parametrize(("answer", "freight", "who"), [("yes", 1200, "warehouse"), ("no", 0, "buyer")])
def test_a_wrong_item_that_the_warehouse_does_not_confirm_leaves_the_freight_with_the_buyer(
    people: People, answer: str, freight: int, who: str
):
    case = make_case(people.owner, make_order(people.shop), reason=Reason.WRONG_ITEM, freight=Money(1200))
    case = receive(sent(case, people), people)
    case = move(case, "inspect", people.warehouse, inspected_lines=inspected(case, 1), wrong_item_confirmed=answer)
    assert (case.granted_freight, case.responsible) == (Money(freight), who)
    assert Payout.objects.get().amount == Money(10000 + freight)


@pytest.mark.row("C15")
def test_a_return_without_a_reason_within_seven_days_cannot_be_refused(people: People):
    case = make_case(people.owner, make_order(people.shop), reason=Reason.NO_REASON)
    words = {"refusal": "unproven", "clause": "平台规则", "note": "不想退"}
    refused("no_reason_is_a_right", move, case, "refuse", people.owner, **words)


@pytest.mark.row("C15")
def test_after_the_seven_days_it_can_be_refused_with_the_clause(people: People):
    order = make_order(people.shop)
    order.completed_at -= timedelta(days=9)
    order.save()
    case = make_case(people.owner, order, reason=Reason.NO_REASON)
    words = {"clause": "消费者权益保护法第二十五条", "note": "已超过七天"}
    refused("reason_does_not_apply", move, case, "refuse", people.owner, refusal="fresh", **words)
    case = move(case, "refuse", people.owner, refusal="expired", **words)
    assert (case.state, case.refusal_code) == ("refused", "expired")
    assert "第二十五条" in case.messages.get().text


@pytest.mark.row("C15")
def test_the_seventh_day_after_the_day_of_signing_still_counts(people: People):
    order = make_order(people.shop)
    case = make_case(people.owner, order, reason=Reason.NO_REASON)
    order.completed_at = case.opened_at - timedelta(days=7)
    order.save()
    words = {"refusal": "expired", "clause": "消费者权益保护法第二十五条", "note": "超期"}
    refused("no_reason_is_a_right", move, case, "refuse", people.owner, **words)


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_an_approval_is_bound_to_amount_payee_and_version(people: People):
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    case = move(case, "ask_approval", people.owner, note="请批准")
    Case.objects.filter(pk=case.pk).update(proposal={**case.proposal, "freight": 100})
    refused("approval_stale", move, case, "approve", people.supervisor)
    Case.objects.filter(pk=case.pk).update(proposal=case.proposal, version=case.version + 1)
    refused("approval_stale", move, case, "approve", people.supervisor)


@pytest.mark.row("C17")
def test_nobody_approves_their_own_request_whatever_roles_they_hold(people: People):
    both = make_staff("", Role.AGENT, Role.SUPERVISOR, Role.ADMINISTRATOR, shop=people.shop)
    case = make_case(both, make_order(people.shop, paid="9000.00"))
    case = move(case, "ask_approval", people.owner, note="大额")
    assert move(case, "deny", both, note="先核实").state == "asked"
    case = make_case(both, make_order(people.shop, paid="900.00"))
    refused("wrong_state", move, case, "approve", both)


@pytest.mark.row("C17")
def test_above_the_supervisors_limit_the_administrator_decides(people: People):
    case = make_case(people.owner, make_order(people.shop, paid="9000.00"))
    case = move(case, "ask_approval", people.owner, note="大额")
    refused("approval_above_role", move, case, "approve", people.supervisor)
    assert move(case, "approve", people.administrator).state == "agreed"


@pytest.mark.row("C17")
@pytest.mark.attack("H8")
def test_many_small_grants_reach_the_daily_limit(people: People):
    for _ in range(50):
        move(make_case(people.owner, make_order(people.shop, paid="200.00")), "agree", people.owner)
    case = make_case(people.owner, make_order(people.shop, paid="0.01"))
    refused("above_daily_authority", move, case, "agree", people.owner)
    assert move(case, "agree", people.teammate).state == "agreed"


@pytest.mark.row("B1")
def test_five_days_of_silence_agree(people: People):
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    with travel(timedelta(days=5, seconds=-1)):
        fire_case_clocks()
    assert Case.objects.get(pk=case.pk).state == "asked"
    with travel(timedelta(days=5)):
        fire_case_clocks()
    case.refresh_from_db()
    assert (case.state, case.granted) == ("agreed", Money(90000))
    moved = Event.objects.get(subject_kind="case", subject_id=case.pk, kind="case.moved")
    assert (moved.data["move"], moved.actor_id) == ("agree_by_time", None)


@pytest.mark.row("B1")
def test_a_request_for_approval_does_not_stop_the_platforms_clock(people: People):
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    due = case.platform_due_at
    with travel(timedelta(days=4)):
        case = move(case, "ask_approval", people.owner, note="请批准")
    assert (case.platform_due_at, case.own_due_at is not None) == (due, True)
    with travel(timedelta(days=5)):
        fire_case_clocks()
    case.refresh_from_db()
    assert (case.state, case.proposal) == ("agreed", None)
    refused("wrong_state", move, case, "approve", people.supervisor)


@pytest.mark.row("B1", "C1")
def test_a_buyer_who_does_not_send_in_seven_days_lapses(people: People):
    case = move(make_case(people.owner, make_order(people.shop)), "agree", people.owner)
    with travel(timedelta(days=7)):
        fire_case_clocks()
    case.refresh_from_db()
    assert (case.state, case.closed_at is not None) == ("lapsed", True)


@pytest.mark.row("B1", "C1")
def test_ten_days_of_silence_after_sending_refund(people: People):
    case = sent(make_case(people.owner, make_order(people.shop)), people)
    with travel(timedelta(days=10)):
        fire_case_clocks()
    case.refresh_from_db()
    assert case.state == "paying"
    assert Payout.objects.get().amount == Money(10000)


@pytest.mark.row("B1")
def test_the_clock_to_confirm_runs_on_over_receipt_and_inspection(people: People):
    case = sent(make_case(people.owner, make_order(people.shop)), people)
    due = case.platform_due_at
    with travel(timedelta(days=2)):
        case = receive(case, people)
    assert case.platform_due_at == due
    assert case.own_due_at - case.received_at == timedelta(hours=24)


@pytest.mark.row("B1")
def test_an_own_target_that_was_missed_is_missed_once(people: People):
    case = receive(sent(make_case(people.owner, make_order(people.shop)), people), people)
    Deadline.objects.filter(kind="case.own", subject_id=case.pk, state="pending").update(state="fired")
    with travel(timedelta(hours=30)):
        move(case, "doubt", people.warehouse, inspected_lines=inspected(case, 0, 1), note="有划痕")
    assert not Deadline.objects.filter(kind="case.own", subject_id=case.pk, state="pending").exists()


def fire_case_clocks() -> None:
    """What the worker does, inside the test's own transaction: fire what is due, one by one."""

    at = now()
    for deadline in Deadline.objects.filter(kind="case.platform", state="pending", due_at__lte=at).order_by("due_at"):
        run_out(deadline, at)


@pytest.mark.row("C1")
def test_a_refund_that_finance_turns_down_can_be_instructed_again(people: People):
    case = receive(sent(make_case(people.owner, make_order(people.shop)), people), people)
    case = move(case, "inspect", people.warehouse, inspected_lines=inspected(case, 1))
    mark_refused(payout=Payout.objects.get(), reason="账户异常", person=person(people.refund_clerk))
    case.refresh_from_db()
    assert case.state == "unpaid"
    case = move(case, "pay_again", people.refund_clerk, note="账户已恢复")
    keys = list(Payout.objects.order_by("id").values_list("key", "state"))
    assert keys == [(f"refund-{case.pk}-1", "refused"), (f"refund-{case.pk}-2", "instructed")]


@pytest.mark.row("C1")
def test_goods_with_a_problem_are_refunded_less_with_approval(people: People):
    case = receive(sent(make_case(people.owner, make_order(people.shop, paid="900.00")), people), people)
    bad = inspected(case, 0, 1)
    case = move(case, "doubt", people.warehouse, inspected_lines=bad, note="底部有划痕")
    line = str(case.lines.get().pk)
    less = {line: {"pieces": "1", "amount": "700.00"}}
    refused("above_authority", move, case, "reduce", people.owner, granted_lines=less, note="与买家协商一致")
    case = move(case, "ask_reduced", people.owner, granted_lines=less, note="与买家协商一致")
    assert (case.state, case.granted) == ("reviewing", Money(90000))
    case = move(case, "approve_reduced", people.supervisor)
    assert (case.state, case.granted) == ("paying", Money(70000))
    assert Payout.objects.get().amount == Money(70000)


def test_after_the_inspection_a_grant_can_only_become_less(people: People):
    case = receive(sent(make_case(people.owner, make_order(people.shop, paid="100.00")), people), people)
    line = str(case.lines.get().pk)
    granted = {"granted_lines": {line: {"pieces": "1", "amount": "50.00"}}, "note": "协商"}
    case = move(case, "doubt", people.warehouse, inspected_lines=inspected(case, 0, 1), note="有瑕疵")
    case.lines.update(granted_amount=Money(4000))
    Case.objects.filter(pk=case.pk).update(granted=Money(4000))
    refused("above_grant", move, case, "reduce", people.owner, **granted)


@pytest.mark.row("C1")
def test_the_platform_decides_for_the_shop(people: People):
    specialist = make_staff("", Role.RIGHTS_SPECIALIST, shop=people.shop)
    case = move(make_case(people.owner, make_order(people.shop)), "intervene", people.owner, note="买家申请平台介入")
    refused("wrong_role", move, case, "verdict_shop", people.warehouse, note="平台支持商家")
    case = move(case, "verdict_shop", specialist, note="平台支持商家")
    assert (case.state, Payout.objects.count()) == ("rejected", 0)


def test_the_buyer_withdraws_and_an_open_request_for_approval_ends(people: People):
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    case = move(case, "ask_approval", people.owner, note="请批准")
    case = move(case, "withdraw", people.owner, note="买家不退了")
    assert case.state == "withdrawn"
    assert not Deadline.objects.filter(subject_id=case.pk, state="pending").exists()
    kinds = Event.objects.filter(subject_kind="case", subject_id=case.pk).values_list("kind", flat=True)
    assert "approval.void" in kinds


@pytest.mark.parametrize(
    ("code", "inputs", "problem"),
    [
        ("agree", {"owner_id": "5"}, "owner_id"),
        ("agree", {"granted_lines": {"999999": {"pieces": "1", "amount": "1"}}}, "granted_lines"),
        ("agree", {"granted_freight": "-1"}, "granted_freight"),
        ("agree", {"granted_freight": "1e2"}, "granted_freight"),
        ("agree", {"granted_freight": "0.001"}, "granted_freight"),
        ("agree", {"granted_freight": 12}, "granted_freight"),
        ("agree", {"granted_freight": "9223372036854775808"}, "granted_freight"),
        ("agree", {"responsible": "martians"}, "responsible"),
        ("agree", {"return_address": "999999"}, "return_address"),
        ("ask_approval", {}, "note"),
        ("refuse", {"refusal": "unproven", "note": "x"}, "clause"),
    ],
)
@pytest.mark.attack("B8", "H9", "F11")
def test_inputs_that_are_missing_unknown_or_wrong_are_named(people: People, code: str, inputs: dict, problem: str):
    case = make_case(people.owner, make_order(people.shop))
    before = _stored(case)
    with pytest.raises(InvalidInput) as error:
        move(case, code, people.owner, **inputs)
    assert list(error.value.problems) == [problem]
    assert _stored(case) == before


def test_what_was_seen_is_what_is_moved(people: People):
    case = make_case(people.owner, make_order(people.shop))
    move(case, "agree", people.teammate)
    with pytest.raises(Refused) as error:
        move_case(
            number=case.number,
            move_code="withdraw",
            person=person(people.owner),
            inputs={"note": "x"},
            expected_version=1,
        )
    assert error.value.refusal.code == "version_changed"


@pytest.mark.row("P1", "P2")
@pytest.mark.attack("B1", "B5")
def test_a_case_of_another_shop_does_not_exist(people: People):
    case = make_case(people.owner, make_order(people.shop))
    for code in ("agree", "refuse", "withdraw", "nonsense"):
        with pytest.raises(NotFound):
            move(case, code, people.stranger)
    with pytest.raises(NotFound):
        make_case(people.stranger, case.order)


@pytest.mark.row("X8")
@pytest.mark.attack("B15")
def test_every_step_is_an_event_and_holds_no_words_of_people(people: People):
    case = make_case(people.owner, make_order(people.shop), description="家住某某路 8 号", note="电话 13800000000")
    move(case, "withdraw", people.owner, note="张三说不退了")
    events = list(Event.objects.filter(subject_kind="case", subject_id=case.pk).order_by("id"))
    assert [event.kind for event in events] == ["case.opened", "case.moved"]
    assert not any(word in str(event.data) for event in events for word in ("某某路", "13800000000", "张三"))


def test_the_clock_takes_only_its_own_moves(people: People):
    case = make_case(people.owner, make_order(people.shop))
    with pytest.raises(Refused) as error:
        move_case(number=case.number, move_code="withdraw", person=Person.system(), inputs={"note": "x"})
    assert error.value.refusal.code == "wrong_role"


def test_paid_twice_by_the_same_voucher_is_once(people: People):
    case = receive(sent(make_case(people.owner, make_order(people.shop)), people), people)
    move(case, "inspect", people.warehouse, inspected_lines=inspected(case, 1))
    payout = Payout.objects.get()
    for _ in range(2):
        mark_paid(payout=payout, voucher="V-1", person=person(people.refund_clerk))
    case.refresh_from_db()
    assert (case.state, case.refunded) == ("refunded", Money(10000))
