"""Any order of steps over cases, money, approvals and clocks keeps its promises (X16)."""

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.faults.case_machine import CaseMachine, Stage
from tests.people import make_case, make_order, make_people, person

from aftercare.approvals.models import Approval
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.models import Case
from aftercare.core.errors import InvalidInput
from aftercare.core.models import Event

RUNS = int(os.environ.get("FAULT_RUNS", "90"))
STEPS = 50


@pytest.mark.faults
@pytest.mark.attack("X16")
@pytest.mark.django_db
def test_any_order_of_steps_keeps_money_cases_and_clocks_right() -> None:
    CaseMachine.stage, CaseMachine.taken = Stage(), Counter()
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=RUNS,
            stateful_step_count=STEPS,
            deadline=None,
            phases=[Phase.generate],
            derandomize="FAULT_RUNS" not in os.environ,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
    made = CaseMachine.taken
    print("\n", sorted(made.items(), key=lambda kv: (kv[0][0], -kv[1])), CaseMachine.no.most_common(60))


def stored(case: Case) -> tuple[Any, ...]:
    return Case.objects.filter(pk=case.pk).values().get(), Event.objects.count(), Approval.objects.count()


@pytest.mark.attack("X16", "B9")
@pytest.mark.django_db
def test_a_proposal_with_the_return_address_of_another_shop_is_refused() -> None:
    """It was kept, shown to the approver, and nobody could approve it; one that does not exist was an error page."""
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, paid="900.00"))
    foreign = people.other_shop.return_addresses.get().pk
    before = stored(case)
    for address in (foreign, 999_999):
        inputs = {"note": "请批准", "return_address": str(address)}
        with pytest.raises(InvalidInput) as error:
            move_case(number=case.number, move_code="ask_approval", person=person(people.owner), inputs=inputs)
        assert list(error.value.problems) == ["return_address"]
        assert stored(case) == before

    own = str(people.shop.return_addresses.get().pk)
    inputs = {"note": "请批准", "return_address": own}
    case = move_case(number=case.number, move_code="ask_approval", person=person(people.owner), inputs=inputs)
    assert str(Case.objects.get(pk=case.pk).return_address_id) == own


@pytest.mark.attack("X16", "H9")
@pytest.mark.django_db
def test_amounts_too_large_to_be_added_up_are_refused_and_no_error_page() -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop, lines=2))
    before = stored(case)
    lines = {str(line.pk): {"pieces": "1", "amount": "999999999999.99"} for line in case.lines.all()}
    with pytest.raises(InvalidInput):
        move_case(number=case.number, move_code="agree", person=person(people.owner), inputs={"granted_lines": lines})
    assert stored(case) == before
