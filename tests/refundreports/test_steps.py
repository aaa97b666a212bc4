"""Every step that a report makes, from every state that the tables name; nobody takes one by hand."""

from typing import Any

import pytest
from tests.people import People, make_case_of, make_order, make_people, person

from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.registry import FLOWS
from aftercare.cases.flows.spec import Flow, Move
from aftercare.cases.models import Case
from aftercare.cases.terms import Party
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.shops.access import Person

STEPS = [
    pytest.param(flow, move, state, id=f"{flow.code}-{move.code}-{state}")
    for flow in FLOWS
    for move in flow.moves
    for state in move.source
    if move.by_report
]
NEEDED: dict[str, Any] = {"refund_amount": "40.00"}


@pytest.fixture(scope="module")
def flows_with_reports() -> set[str]:
    return {flow.code for flow in FLOWS if any(move.by_report for move in flow.moves)}


def test_the_three_courses_that_platforms_report_listen(flows_with_reports: set[str]):
    assert flows_with_reports == {"return", "refund_only", "exchange"}


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.mark.row("B2")
@pytest.mark.parametrize(("flow", "move", "state"), STEPS)
def test_each_step_from_each_state(people: People, flow: Flow, move: Move, state: str):
    case = make_case_of(flow.code, people.owner, make_order(people.shop))
    Case.objects.filter(pk=case.pk).update(state=state, waits_for=Party.AGENT)
    with pytest.raises(Refused) as refused:
        move_case(number=case.number, move_code=move.code, person=person(people.supervisor), inputs=_inputs(move))
    assert refused.value.refusal.code == "wrong_role"
    if move.code == "payment_stopped":  # walked with a payment in test_money
        with pytest.raises(Refused) as refused:
            move_case(number=case.number, move_code=move.code, person=Person.system())
        assert refused.value.refusal.code == "payout_not_stopped"
        return
    moved = move_case(number=case.number, move_code=move.code, person=Person.system(), inputs=_inputs(move))
    assert moved.state == (move.target or state)
    told = Event.objects.filter(subject_kind="case", subject_id=case.pk, kind="case.moved").latest("id")
    assert (told.data["from"], told.data["move"], told.actor_id) == (state, move.code, None)


def _inputs(move: Move) -> dict[str, Any]:
    return {name: NEEDED[name] for name in move.needs}
