"""Promotion mode through its pages (B11)."""

from datetime import timedelta

import pytest
from tests.pages.stage import browser, copies, queries_of
from tests.people import make_people
from tests.promotions.scene import asked, began, helped

from aftercare.accounts.models import Staff
from aftercare.core.time import now
from aftercare.promotions.actions.work_bulk import work_bulk
from aftercare.promotions.models import BulkRow, BulkRun
from aftercare.promotions.terms import BulkKind
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db


@pytest.mark.row("B11")
def test_a_run_from_its_form_to_its_rows():
    people = make_people()
    cases = [*asked(people, 2), *asked(people, 1, paid="900.00")]
    agent = browser(people.owner)
    assert "Hundreds at once" in agent.get("/cases/").content.decode()
    address = f"/promotions/{people.shop.slug}/run/"
    form = agent.get(address).content.decode()
    assert 'value="return.asked"' in form and "· 3" in form
    told = {"kind": "agree", "heap": "return.asked", "most": "500"}
    for wrong in ({"kind": "pay"}, {"heap": "return"}, {"most": "x"}, {"most": "5000"}, {"shop": "1"}):
        assert agent.post(address, {**told, **wrong}).status_code == 422
    answer = agent.post(address, told)
    run = BulkRun.objects.get()
    one = f"/promotions/runs/{run.pk}/"
    assert (answer.status_code, answer["Location"]) == (303, one)
    assert "0 / 3" in agent.get(one).content.decode()
    assert "every 2s" in agent.get(f"{one}progress/").content.decode()
    work_bulk(run_id=run.pk)
    ended = agent.get(f"{one}progress/").content.decode()
    assert "3 / 3" in ended and "every 2s" not in ended
    page = agent.get(one).content.decode()
    assert all(case.number in page for case in cases) and "Not done" in page
    assert "2 of 3 done, 1 not" in browser(people.supervisor).get("/promotions/").content.decode()
    assert agent.post(f"{one}stop/").status_code == 409
    assert browser(people.stranger).get(one).status_code == 404
    assert browser(people.warehouse).get("/promotions/").status_code == 404


@pytest.mark.row("B11")
def test_help_is_taken_on_with_a_password_that_is_shown_once():
    people = make_people()
    boss = browser(people.administrator)
    address = f"/promotions/{people.shop.slug}/help/"
    told = {"name": "小工", "username": "xiaogong", "until": f"{now() + timedelta(days=3):%Y-%m-%dT%H:%M}"}
    for wrong in ({"until": ""}, {"until": "soon"}, {"until": "2020-01-01T10:00"}, {"role": "administrator"}):
        assert boss.post(address, {**told, **wrong}).status_code == 422
    made = boss.post(address, told).content.decode()
    staff = Staff.objects.get(username="xiaogong")
    assert "xiaogong" in made and staff.must_change_password
    assert "小工" in boss.get("/promotions/").content.decode()
    row = Membership.objects.get(staff=staff)
    assert browser(people.supervisor).post(f"/promotions/help/{row.pk}/end/").status_code == 404
    assert boss.post(f"/promotions/help/{row.pk}/end/").status_code == 303
    assert not Membership.objects.filter(staff=staff).exists()


def test_the_pages_cost_the_same_at_ten_and_at_a_thousand():
    people = make_people()
    case = asked(people, 1)[0]
    run = began(people, BulkKind.AGREE)
    helped(people)
    client = browser(people.supervisor)

    def more(count: int) -> None:
        rows = copies(case, count)
        BulkRow.objects.bulk_create(BulkRow(run=run, case=one, version=1, state="done") for one in rows)

    def costs() -> list[int]:
        addresses = ("/promotions/", f"/promotions/runs/{run.pk}/", f"/promotions/{people.shop.slug}/run/")
        return [queries_of(lambda address=address: client.get(address)) for address in addresses]

    more(10)
    ten = costs()
    more(990)
    assert costs() == ten
    assert max(ten) <= 9
    assert client.get(f"/promotions/runs/{run.pk}/").content.decode().count("data-row=") == 50
