"""A supervisor charges a case to somebody else: amounts stay, both are kept, nobody is overtaken (B6)."""

import pytest
from django.test import Client
from tests.pages.stage import browser
from tests.people import People, make_case, make_order, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, Cost, Note
from aftercare.cases.terms import CostKind, Responsible
from aftercare.core.models import Event
from aftercare.core.money import Money
from aftercare.core.time import now

pytestmark = pytest.mark.django_db
COURIER = {"was_party": "courier", "was_counterparty": "顺丰速运"}
TO_SUPPLIER = {**COURIER, "party": "supplier", "counterparty": "某家居厂", "note": "外箱完好，是出厂时的裂纹"}


def charged(people: People) -> Case:
    """A case with two bookings, both charged to a courier."""
    case = make_case(people.owner, make_order(people.shop))
    for kind, fen in ((CostKind.REFUND, 9900), (CostKind.FREIGHT, 1200)):
        Cost.objects.create(
            case=case, shop=people.shop, kind=kind, amount=Money(fen), party=Responsible.COURIER,
            counterparty="顺丰速运", at=now(),
        )  # fmt: skip
    return case


def send(client: Client, case: Case, **changes: str) -> object:
    return client.post(f"/costs/cases/{case.number}/reassign/", {**TO_SUPPLIER, **changes})


def stands() -> tuple[object, ...]:
    return (
        list(Cost.objects.order_by("pk").values()),
        list(Case.objects.order_by("pk").values()),
        Note.objects.count(),
        Event.objects.count(),
    )


@pytest.mark.row("B6")
def test_all_bookings_of_the_case_move_and_the_event_keeps_both():
    people = make_people()
    case, other = charged(people), charged(people)
    amounts = list(Cost.objects.order_by("pk").values_list("pk", "amount", "kind", "at"))
    client = browser(people.supervisor)
    form = client.get(f"/costs/cases/{case.number}/reassign/")
    assert "¥111.00" in form.content.decode()
    answer = send(client, case)
    assert answer.status_code == 303
    assert "party=courier" in answer.url
    assert set(Cost.objects.filter(case=case).values_list("party", "counterparty")) == {("supplier", "某家居厂")}
    assert set(Cost.objects.filter(case=other).values_list("party", "counterparty")) == {("courier", "顺丰速运")}
    assert list(Cost.objects.order_by("pk").values_list("pk", "amount", "kind", "at")) == amounts
    event = Event.objects.get(kind="case.cost_reassigned")
    assert (event.data["from"], event.data["to"]) == (["courier", "顺丰速运"], ["supplier", "某家居厂"])
    assert (event.data["cost"], event.data["rows"], event.actor_id) == (11100, 2, people.supervisor.pk)
    assert "裂纹" not in str(event.data)
    timeline = client.get(f"/cases/{case.number}/").content.decode()
    for words in ("Changed whom the case is charged to", "Courier · 顺丰速运 → Supplier · 某家居厂", "出厂时的裂纹"):
        assert words in timeline
    assert "Courier · 顺丰速运 → Supplier · 某家居厂" in client.get("/audit/").content.decode()


@pytest.mark.attack("B1", "B17")
def test_nobody_but_a_supervisor_of_the_shop():
    people = make_people()
    case = charged(people)
    before = stands()
    others = [make_staff("", role, shop=people.shop) for role in Role if role is not Role.SUPERVISOR]
    for staff in (*others, people.stranger):
        assert send(browser(staff), case).status_code == 404
        assert browser(staff).get(f"/costs/cases/{case.number}/reassign/").status_code == 404
    elsewhere = make_staff("", Role.AGENT, shop=people.shop)
    elsewhere.memberships.create(shop=people.other_shop, role=Role.SUPERVISOR)
    assert send(browser(elsewhere), case).status_code == 409
    assert stands() == before


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"counterparty": ""}, 422),
        ({"counterparty": "名" * 61}, 422),
        ({"party": "shop"}, 422),
        ({"party": "somebody"}, 422),
        ({"note": " "}, 422),
        ({"note": "因" * 1001}, 422),
        ({"party": "courier", "counterparty": "顺丰速运"}, 422),
        ({"amount": "1"}, 422),
        ({"was_party": ""}, 422),
        ({"was_counterparty": "圆通速递"}, 409),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(changes: dict[str, str], status: int):
    people = make_people()
    case = charged(people)
    before = stands()
    assert send(browser(people.supervisor), case, **changes).status_code == status
    assert stands() == before


@pytest.mark.attack("H1")
def test_the_same_form_twice_changes_once_and_an_older_one_is_refused():
    people = make_people()
    case = charged(people)
    client = browser(people.supervisor)
    assert send(client, case).status_code == 303
    before = stands()
    assert send(client, case).status_code == 303
    assert stands() == before
    assert send(client, case, party="shop", counterparty="").status_code == 409
    assert stands() == before


def test_a_case_without_costs_has_nothing_to_charge():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    client = browser(people.supervisor)
    assert client.get(f"/costs/cases/{case.number}/reassign/").status_code == 409
    assert send(client, case).status_code == 409
