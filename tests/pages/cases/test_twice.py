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


@pytest.mark.attack("F11")
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/cases/%00/", 404),
        ("get", "/cases/a%00/moves/agree/", 404),
        ("post", "/receiving/a%00/", 404),
        ("get", "/cases/new/?q=a%00", 200),
        ("get", "/search/?q=a%00", 200),  # cleaned before it is looked for
    ],
)
def test_a_nul_is_no_error_of_ours(method: str, address: str, status: int) -> None:
    client = entered(make_people().owner)

    assert getattr(client, method)(address).status_code == status


def test_nothing_is_no_refund() -> None:
    people = make_people()
    order = make_order(people.shop)
    line = order.lines.get()
    form = {
        "order": str(order.pk), "step": "open", "reason": "quality", "key": "k",
        f"lines-{line.pk}-pieces": "1", f"lines-{line.pk}-amount": "0",
    }  # fmt: skip

    answer = entered(people.owner).post("/cases/new/", form)

    assert answer.status_code == 422
    assert "必须大于 0" in answer.content.decode()
    assert not Case.objects.exists()


@pytest.mark.attack("F11")
def test_a_nul_that_reaches_the_database_is_a_bad_request() -> None:
    people = make_people()
    form = {"row": "a\0", "owner": str(people.teammate.pk), "back": "/cases/"}

    assert entered(people.supervisor).post("/cases/assign/", form).status_code == 400
    assert entered(people.administrator).get("/people/?q=%00").status_code == 400
