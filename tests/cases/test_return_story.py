"""The return of C1, move by move, through the engine."""

import pytest
from tests.people import make_case, make_order, make_people, person

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case
from aftercare.clock.models import Deadline
from aftercare.core.errors import NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.money.actions.mark_paid import mark_paid
from aftercare.money.models import Payout

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
    inspected = {str(line.pk): {"good": "1", "defective": "0", "disposition": "restock"}}
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
