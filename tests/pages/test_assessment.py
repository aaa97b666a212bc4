"""Points through their pages and the file (K7)."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.assessment.scene import entered, gathered, judged, last_month, of_last_month, this_month
from tests.pages.stage import browser, queries_of
from tests.people import make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.assessment.models import Appeal, Entry
from aftercare.core.models import Event
from aftercare.core.time import now

pytestmark = pytest.mark.django_db


@pytest.mark.row("K7")
def test_from_the_entry_over_the_appeal_to_the_decision():
    people = make_people()
    second = make_staff("", Role.SUPERVISOR, shop=people.shop)
    boss, agent = browser(people.supervisor), browser(people.owner)
    address = f"/assessment/{people.shop.slug}/new/"
    assert people.owner.name in boss.get(address).content.decode()
    told = {"person": str(people.owner.pk), "kind": "penalty", "points": "3", "reason": "漏回买家"}
    for wrong in ({"kind": "gift"}, {"points": "0"}, {"points": "x"}, {"reason": ""}, {"month": "2026-01"}):
        assert boss.post(address, {**told, **wrong}).status_code == 422
    answer = boss.post(address, told)
    entry = Entry.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/assessment/{entry.pk}/")
    assert "−3" in boss.get("/assessment/").content.decode()
    mine = agent.get("/assessment/").content.decode()
    assert "−3" in mine and "漏回买家" in mine and "Enter points" not in mine
    one = f"/assessment/{entry.pk}/"
    assert "Why this is wrong" in agent.get(one).content.decode()
    assert browser(people.teammate).get(one).status_code == 404
    assert agent.post(f"{one}appeal/", {"reason": "当时在开会"}).status_code == 303
    assert agent.post(f"{one}appeal/", {"reason": "当时在开会"}).status_code == 409
    assert "Grant the appeal" not in boss.get(one).content.decode()
    other = browser(second)
    assert "/assessment/" in other.get("/").content.decode()
    assert "Grant the appeal" in other.get(one).content.decode()
    assert other.post(f"{one}decide/", {"do": "perhaps", "note": "x"}).status_code == 422
    assert boss.post(f"{one}decide/", {"do": "grant", "note": "属实"}).status_code == 409
    assert other.post(f"{one}decide/", {"do": "grant", "note": "属实"}).status_code == 303
    assert Appeal.objects.get().state == "granted"
    assert "Counts no more" in agent.get(one).content.decode()


@pytest.mark.row("K7")
def test_a_form_sent_twice_enters_its_points_once():
    people = make_people()
    boss = browser(people.supervisor)
    address = f"/assessment/{people.shop.slug}/new/"
    found = re.search(r'name="key" value="(\w+)"', boss.get(address).content.decode())
    assert found
    told = {"person": str(people.owner.pk), "kind": "credit", "points": "2", "reason": "加班", "key": found[1]}
    assert boss.post(address, told)["Location"] == boss.post(address, told)["Location"]
    assert Entry.objects.count() == 1
    boss.post(address, {**told, "person": str(people.teammate.pk)})  # gone back to, and filled in for somebody else
    assert set(Entry.objects.values_list("person_id", flat=True)) == {people.owner.pk, people.teammate.pk}
    assert Entry.objects.count() == 2


@pytest.mark.row("K7")
@pytest.mark.attack("E10")
def test_the_month_as_a_file_is_frozen_when_it_is_closed():
    people = make_people()
    of_last_month(entered(people, 6), people)
    boss, month = browser(people.supervisor), f"{last_month(people):%Y-%m}"
    place = f"/assessment/{people.shop.slug}/{month}"
    assert browser(people.owner).get(f"{place}/points.xlsx").status_code == 404
    assert boss.post(f"{place}/close/").status_code == 303
    assert boss.post(f"{place}/close/").status_code == 409
    Entry.objects.update(points=50)  # whoever gets around the product changes nothing that is closed
    made = boss.get(f"{place}/points.xlsx")
    page = load_workbook(BytesIO(b"".join(made.streaming_content))).active
    assert [cell.value for cell in page[2]] == [people.owner.name, month, 6, 0, 6, 1]
    assert people.supervisor.name in page.oddFooter.left.text
    event = Event.objects.get(kind="assessment.exported")
    assert (event.actor_id, event.data["people"]) == (people.supervisor.pk, 1)
    shown = boss.get(f"/assessment/?month={month}").content.decode()
    assert "Closed by" in shown and "close/" not in shown
    assert boss.post(f"/assessment/{people.shop.slug}/{this_month(people):%Y-%m}/close/").status_code == 409
    assert boss.post(f"/assessment/{people.shop.slug}/soon/close/").status_code == 400


@pytest.mark.row("K7")
def test_an_entry_leads_to_where_it_comes_from():
    people = make_people()
    verdict = judged(people, "rights", people.owner)
    gathered(people)
    page = browser(people.owner).get(f"/assessment/{Entry.objects.get().pk}/").content.decode()
    assert f"/cases/{verdict.case.number}/" in page


def test_the_month_costs_the_same_at_ten_and_at_a_thousand():
    people = make_people()
    client = browser(people.supervisor)

    def more(count: int) -> None:
        at = now()
        rows = Entry.objects.bulk_create(
            Entry(
                shop=people.shop, person=people.owner, source="by_hand", points=1, month=this_month(people), at=at,
                made_at=at, reason="表扬", entered_by=people.supervisor,
            )
            for _one in range(count)
        )  # fmt: skip
        Appeal.objects.bulk_create(
            Appeal(entry=row, by=people.owner, entered_by=people.supervisor, reason="x", at=at) for row in rows[::2]
        )

    def costs() -> list[int]:
        return [queries_of(lambda: client.get("/assessment/"))]

    more(10)
    ten = costs()
    more(990)
    assert costs() == ten
    assert max(ten) <= 9
    assert client.get("/assessment/").content.decode().count("data-row=") == 50
