"""The people pages through the front door."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people import make_people, make_staff
from tests.shops.looking import everything
from tests.web.people import entered, is_logged_in, log_in

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db
DETAILS = {"name": "林小雨", "username": "xiaolin", "department": "service", "email": ""}
CODES = {"owner": 404, "teammate": 404, "supervisor": 404, "warehouse": 404, "refund_clerk": 404, "stranger": 404}


def text_of(answer) -> str:
    return answer.content.decode()


@pytest.mark.attack("B1")
@pytest.mark.parametrize("address", ["/people/", "/people/new/", "/people/{pk}/"])
def test_only_administrators_have_these_pages(address: str) -> None:
    people = make_people()
    path = address.format(pk=people.owner.pk)
    found = {name: entered(getattr(people, name)).get(path).status_code for name in (*CODES, "administrator")}
    assert found == {**CODES, "administrator": 200}
    assert Client().get(path).status_code == 302


@pytest.mark.attack("B1", "B19")
@pytest.mark.parametrize("verb", ["details", "roles", "close", "reopen", "password", "administrator"])
def test_a_post_by_anybody_else_changes_nothing(verb: str) -> None:
    people = make_people()
    path = f"/people/{people.teammate.pk}/{verb}/"
    browsers = {name: entered(getattr(people, name)) for name in CODES}
    neighbour = entered(make_staff("", Role.ADMINISTRATOR, shop=people.other_shop))
    before = everything()
    data = {**DETAILS} if verb == "details" else {}
    if verb == "roles":
        data = {"shop": str(people.shop.pk), "role": f"{people.shop.pk}:administrator"}
    assert {name: browser.post(path, data).status_code for name, browser in browsers.items()} == CODES
    assert neighbour.post(path, data).status_code == 404
    assert Client().post(path, data).status_code == 302
    assert neighbour.get(path).status_code == 405
    assert everything() == before


@pytest.mark.attack("B3", "B1")
def test_list_and_page_agree_on_who_is_there() -> None:
    people = make_people()
    browser = entered(people.administrator)
    listed = {int(pk) for pk in re.findall(r'data-row="/people/(\d+)/"', text_of(browser.get("/people/")))}
    opened = {
        pk for pk in Staff.objects.values_list("pk", flat=True) if browser.get(f"/people/{pk}/").status_code == 200
    }
    assert listed == opened
    assert people.stranger.pk not in listed


def test_filters_by_shop_role_state_and_name() -> None:
    people, boss = make_people(), make_staff("boss", is_administrator=True)
    Staff.objects.filter(pk=people.warehouse.pk).update(is_active=False)
    browser = entered(boss)

    def listed(query: str) -> set[int]:
        found = text_of(browser.get(f"/people/?{query}"))
        return {int(pk) for pk in re.findall(r'data-row="/people/(\d+)/"', found)}

    assert listed(f"shop={people.other_shop.pk}") == {people.stranger.pk}
    assert listed("role=supervisor") == {people.supervisor.pk, people.stranger.pk}
    assert listed("state=closed") == {people.warehouse.pk}
    assert listed(f"q={people.owner.username}") == {people.owner.pk}
    assert listed("role=nonsense&shop=x&state=y&after=-1") == listed("")


def test_the_next_page_goes_on_where_this_one_ended() -> None:
    boss = make_staff("boss", is_administrator=True)
    for number in range(70):
        Staff.objects.create(username=f"u{number}", name=f"员工{number:03d}")
    browser = entered(boss)
    first = text_of(browser.get("/people/"))
    more = re.search(r'hx-get="([^"]+)"', first.split("ac-more")[1]).group(1).replace("&amp;", "&")
    second = browser.get(more, headers={"HX-Request": "true"})
    rows = [re.findall(r'data-row="/people/(\d+)/"', page) for page in (first, text_of(second))]
    assert [len(found) for found in rows] == [50, 21]
    assert not set(rows[0]) & set(rows[1])
    assert "<html" not in text_of(second)


@pytest.mark.row("P2")
def test_a_new_person_gets_a_password_that_is_shown_once() -> None:
    people = make_people()
    browser = entered(people.administrator)
    shop = people.shop.pk
    answer = browser.post("/people/new/", {**DETAILS, "shop": shop, "role": [f"{shop}:agent", f"{shop}:qa"]})
    password = re.search(r'ac-password">([^<]+)<', text_of(answer)).group(1)
    staff = Staff.objects.get(username="xiaolin")
    assert staff.check_password(password)
    assert answer["Cache-Control"] == "no-store"
    assert set(Membership.objects.filter(staff=staff).values_list("role", flat=True)) == {"agent", "qa"}
    assert password not in text_of(browser.get(f"/people/{staff.pk}/"))


@pytest.mark.attack("B8", "A12")
@pytest.mark.parametrize("field", ["is_administrator", "password", "is_active", "must_change_password"])
def test_a_field_that_the_form_does_not_have_is_refused(field: str) -> None:
    people = make_people()
    browser = entered(people.administrator)
    before = everything()
    data = {**DETAILS, "shop": people.shop.pk, "role": f"{people.shop.pk}:agent", field: "1"}
    assert browser.post("/people/new/", data).status_code == 422
    assert browser.post(f"/people/{people.owner.pk}/details/", {**DETAILS, field: "1"}).status_code == 422
    assert everything() == before


def test_what_was_typed_stays_when_it_is_refused() -> None:
    people = make_people()
    browser = entered(people.administrator)
    before = everything()
    shop = people.shop.pk
    data = {**DETAILS, "username": people.owner.username, "shop": shop, "role": f"{shop}:qa"}
    answer = browser.post("/people/new/", data)
    assert (answer.status_code, everything()) == (422, before)
    assert 'value="林小雨"' in text_of(answer)
    assert re.search(rf'value="{shop}:qa" checked', text_of(answer))


def test_the_matrix_is_saved_as_a_whole() -> None:
    people = make_people()
    shop = people.shop.pk
    browser = entered(people.administrator)
    answer = browser.post(
        f"/people/{people.owner.pk}/roles/", {"shop": shop, "role": [f"{shop}:supervisor", f"{shop}:qa"]}
    )
    assert answer.status_code == 303
    assert set(Membership.objects.filter(staff=people.owner).values_list("role", flat=True)) == {"supervisor", "qa"}


@pytest.mark.attack("B17")
@pytest.mark.parametrize("role", ["{other}:agent", "x:agent", "{shop}:king", "agent", "{shop}:"])
def test_a_tick_that_is_not_in_the_matrix_is_refused(role: str) -> None:
    people = make_people()
    browser = entered(people.administrator)
    before = everything()
    tick = role.format(shop=people.shop.pk, other=people.other_shop.pk)
    answer = browser.post(f"/people/{people.owner.pk}/roles/", {"shop": people.shop.pk, "role": tick})
    assert (answer.status_code, everything()) == (422, before)


@pytest.mark.attack("B17")
def test_ones_own_rights_are_refused_by_the_page_too() -> None:
    people = make_people()
    shop, boss = people.shop.pk, people.administrator
    browser = entered(boss)
    before = everything()
    data = {"shop": shop, "role": [f"{shop}:administrator", f"{shop}:supervisor"]}
    assert browser.post(f"/people/{boss.pk}/roles/", data).status_code == 409
    assert browser.post(f"/people/{boss.pk}/close/").status_code == 409
    assert browser.post(f"/people/{boss.pk}/administrator/", {"is_administrator": "yes"}).status_code == 404
    assert everything() == before


@pytest.mark.attack("A16")
def test_closing_and_opening_an_account() -> None:
    people = make_people()
    boss, victim = entered(people.administrator), entered(people.owner)
    assert boss.post(f"/people/{people.owner.pk}/close/").status_code == 303
    assert not is_logged_in(victim)
    assert boss.post(f"/people/{people.owner.pk}/reopen/").status_code == 303
    assert is_logged_in(entered(people.owner))


def test_a_new_password_is_shown_once_and_works() -> None:
    people = make_people()
    answer = entered(people.administrator).post(f"/people/{people.owner.pk}/password/")
    password = re.search(r'ac-password">([^<]+)<', text_of(answer)).group(1)
    client = Client()
    log_in(client, people.owner.username, password)
    assert client.get("/")["Location"] == "/account/password/"


def test_the_companys_administrator_names_another_one() -> None:
    people, boss = make_people(), make_staff("boss", is_administrator=True)
    browser = entered(boss)
    assert browser.post(f"/people/{people.owner.pk}/administrator/", {"is_administrator": "yes"}).status_code == 303
    assert Staff.objects.get(pk=people.owner.pk).is_administrator
    assert browser.post(f"/people/{people.owner.pk}/administrator/", {"is_administrator": "no"}).status_code == 303
    assert not Staff.objects.get(pk=people.owner.pk).is_administrator


@pytest.mark.attack("B2")
def test_the_page_tells_nothing_of_shops_that_are_not_ones_own() -> None:
    people = make_people()
    Membership.objects.create(staff=people.owner, shop=people.other_shop, role=Role.QA)
    text = text_of(entered(people.administrator).get(f"/people/{people.owner.pk}/"))
    assert people.other_shop.name not in text
    assert people.other_shop.name not in text_of(entered(people.administrator).get("/people/"))


@pytest.mark.attack("C2", "C6")
def test_names_are_shown_as_text() -> None:
    boss = make_staff("boss", is_administrator=True)
    staff = Staff.objects.create(username="x1", name="<script>alert(1)</script>")
    browser = entered(boss)
    for path in ("/people/", f"/people/{staff.pk}/"):
        assert "<script>alert" not in text_of(browser.get(path))


def test_the_list_costs_the_same_for_few_and_for_many() -> None:
    people = make_people()
    browser = entered(people.administrator)
    browser.get("/people/")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get("/people/").status_code == 200
        return len(found)

    few = queries()
    for number in range(200):
        make_staff(f"many{number}", Role.AGENT, Role.QA, shop=people.shop)
    assert queries() == few
    assert few <= 9
