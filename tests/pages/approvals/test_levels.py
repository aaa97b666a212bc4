"""Two levels on the page: endorse and pass on, who has signed, what is offered to whom (C17)."""

import pytest
from django.urls import reverse
from tests.approvals.scene import stand_in
from tests.pages.approvals.test_approvals import books, decide
from tests.pages.stage import asked, browser
from tests.people import make_people, make_staff
from tests.web.people import entered

from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db
PASS_ON = 'value="endorse"'
APPROVE = 'value="approve"'


def counted(staff) -> str:
    return entered(staff).get("/counts/").json().get("approvals", "")


@pytest.mark.row("C17")
def test_the_supervisor_passes_it_on_and_the_administrator_reads_why():
    people = make_people()
    case = asked(people.owner, people.shop, paid="6000.00")
    assert (counted(people.supervisor), counted(people.administrator)) == ("1", "1")
    page = browser(people.supervisor).get("/approvals/").content.decode()
    assert PASS_ON in page and APPROVE not in page and "Level 1 of 2" in page
    assert "After-sales supervisor → Administrator" in page
    above = browser(people.administrator).get("/approvals/").content.decode()
    assert APPROVE in above and PASS_ON not in above

    answer = decide(browser(people.supervisor), case, "endorse", note="已核实照片")
    assert (answer.status_code, "Endorsed and passed on" in answer.content.decode()) == (200, True)
    case.refresh_from_db()
    assert case.state == "approving"
    assert (counted(people.supervisor), counted(people.administrator)) == ("", "1")
    page = browser(people.administrator).get("/approvals/").content.decode()
    for shown in ("Level 2 of 2", "已核实照片", people.supervisor.name, people.owner.name, APPROVE):
        assert shown in page
    below = browser(people.supervisor).get("/approvals/").content.decode()
    assert "You have endorsed this request already" in below and APPROVE not in below and PASS_ON not in below

    assert decide(browser(people.administrator), case, "approve").status_code == 200
    history = browser(people.supervisor).get("/approvals/?tab=history").content.decode()
    assert "Endorsed and passed on" in history and "Approved" in history
    record = browser(people.owner).get(f"/cases/{case.number}/").content.decode()
    assert "Endorsed and passed on" in record and people.administrator.name in record


@pytest.mark.row("C17")
@pytest.mark.attack("B20")
def test_endorsing_twice_and_a_stale_page_change_nothing():
    people = make_people()
    case = asked(people.owner, people.shop, paid="6000.00")
    first, version = Approval.objects.get(), case.version
    client = browser(people.supervisor)
    assert decide(client, case, "endorse", version=version - 1).status_code == 409
    assert decide(client, case, "endorse", version=version).status_code == 200
    before = books(case)
    form = {"decision": "endorse", "version": version, "note": ""}
    again = client.post(f"/approvals/{first.pk}/", form)
    assert (again.status_code, "settled meanwhile" in again.content.decode()) == (409, True)
    assert decide(client, case, "endorse").status_code == 409
    assert decide(client, case, "approve").status_code == 409
    assert books(case) == before


@pytest.mark.attack("B1", "B20")
def test_nobody_else_passes_anything_on():
    people = make_people()
    case = asked(people.owner, people.shop, paid="6000.00")
    before = books(case)
    codes = {who: decide(browser(getattr(people, who)), case, "endorse").status_code for who in (
        "owner", "teammate", "warehouse", "refund_clerk", "stranger", "administrator",
    )}  # fmt: skip
    assert codes == {**dict.fromkeys(codes, 404), "administrator": 409}
    assert books(case) == before


@pytest.mark.row("C17")
def test_a_substitute_sees_the_queue_its_count_and_decides_there():
    people = make_people()
    case = asked(people.owner, people.shop)
    client = browser(people.warehouse)
    assert client.get("/approvals/").status_code == 404
    assert decide(client, case, "approve").status_code == 404
    stand_in(people.shop, people.supervisor, people.warehouse)
    assert counted(people.warehouse) == "1"
    page = client.get("/approvals/").content.decode()
    assert case.number in page and APPROVE in page
    assert f"You also decide in the place of {people.supervisor.name}." in page
    assert "/approvals/" in client.get("/").content.decode()
    assert decide(client, case, "approve").status_code == 200
    words = f"as substitute for {people.supervisor.name}"
    assert words in browser(people.supervisor).get("/approvals/?tab=history").content.decode()
    record = browser(people.owner).get(f"/cases/{case.number}/").content.decode()
    assert words in record and "As substitute for" in record
    audit = browser(people.administrator).get("/audit/?kind=approval").content.decode()
    assert words in audit


@pytest.mark.row("C17", "P2")
@pytest.mark.attack("B1", "B3", "B17")
def test_a_substitute_of_the_administrator_has_no_page_of_people_settings_or_audit():
    people = make_people()
    stand_in(people.shop, people.administrator, people.warehouse)
    client = browser(people.warehouse)
    addresses = (
        "/people/",
        "/people/new/",
        f"/people/{people.owner.pk}/",
        "/shops/",
        f"/shops/{people.shop.slug}/",
        "/audit/",
    )
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 404)
    assert client.post(f"/people/{people.owner.pk}/password/").status_code == 404
    rail = client.get("/").content.decode()
    assert 'href="/approvals/"' in rail and 'href="/people/"' not in rail and 'href="/audit/"' not in rail


@pytest.mark.row("C17")
def test_somebody_of_no_case_page_opens_the_case_that_they_decide():
    people = make_people()
    trainer = make_staff("", Role.TRAINER, shop=people.shop)
    case = asked(people.owner, people.shop)
    client = browser(trainer)
    assert client.get(f"/cases/{case.number}/").status_code == 404
    stand_in(people.shop, people.supervisor, trainer)
    assert client.get(f"/cases/{case.number}/").status_code == 200
    before = Event.objects.count()
    assert client.get(reverse("case_move", args=[case.number, "approve"])).status_code == 200
    assert Event.objects.count() == before
