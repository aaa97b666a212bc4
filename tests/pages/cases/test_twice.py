"""A form that was sent twice is done; another form of the same person on the same case is not (H1)."""

import pytest
from tests.people import make_case, make_order, make_people
from tests.web.people import entered

from aftercare.cases.models import Case

pytestmark = pytest.mark.django_db


def agreement(case: Case, amount: str, note: str) -> dict[str, str]:
    line = case.lines.get()
    cells = {f"granted_lines-{line.pk}-pieces": "1", f"granted_lines-{line.pk}-amount": amount}
    return {"step": "do", "version": "1", "note": note or "同意", **cells}


@pytest.mark.attack("H1")
def test_the_same_form_twice_is_one_move_and_both_answers_say_so() -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client, address = entered(people.owner), f"/cases/{case.number}/moves/agree/"
    form = agreement(case, "100.00", "同意")

    assert [client.post(address, form).status_code for _time in range(2)] == [303, 303]

    case.refresh_from_db()
    assert (case.state, case.version) == ("agreed", 2)


@pytest.mark.attack("H1")
def test_another_form_of_the_same_person_is_refused_with_what_was_typed() -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client, address = entered(people.owner), f"/cases/{case.number}/moves/agree/"
    assert client.post(address, agreement(case, "100.00", "")).status_code == 303

    answer = client.post(address, agreement(case, "50.00", "只退一半"))

    assert answer.status_code == 409
    assert "只退一半" in answer.content.decode()
    case.refresh_from_db()
    assert case.granted is not None and case.granted.yuan == "100.00"
