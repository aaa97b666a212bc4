"""The pages of shops, rules and calendars through the front door."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people import make_people, make_staff
from tests.shops.looking import everything
from tests.web.people import entered

from aftercare.accounts.terms import Role
from aftercare.clock.models import Holiday, Promotion, WorkingHours
from aftercare.core.time import now
from aftercare.shops.models import Membership, PolicyValue, ReturnAddress, Shop

pytestmark = pytest.mark.django_db
READERS = {
    "administrator": 200,
    "supervisor": 200,
    "owner": 404,
    "warehouse": 404,
    "refund_clerk": 404,
    "stranger": 404,
}
WRITERS = {**READERS, "supervisor": 404}
ADDRESS = {"label": "次品仓", "contact": "质检组", "phone": "0571-80000001", "address": "某路 2 号", "notes": ""}
WEEK = {f"day_{number}": "09:00-18:00" for number in range(7)}
PROMOTION = {"name": "双十一", "starts": "2026-11-10T20:00", "ends": "2026-11-12T00:00", "percent": "200"}


def text_of(answer) -> str:
    return answer.content.decode()


def calendars() -> list[object]:
    return [list(model.objects.order_by("pk").values()) for model in (WorkingHours, Holiday, Promotion)]


@pytest.mark.attack("B1")
@pytest.mark.parametrize(
    ("page", "codes"),
    [
        ("", READERS),
        ("rules/", READERS),
        ("calendar/", READERS),
        ("rules/authority.agent/", WRITERS),
        ("addresses/new/", WRITERS),
    ],
)
def test_settings_are_read_by_administrators_and_supervisors_of_the_shop(page: str, codes: dict[str, int]) -> None:
    people = make_people()
    path = f"/shops/{people.shop.slug}/{page}"
    assert {name: entered(getattr(people, name)).get(path).status_code for name in codes} == codes
    assert entered(make_staff("boss", is_administrator=True)).get(path).status_code == 200
    assert Client().get(path).status_code == 302


@pytest.mark.attack("B1")
def test_a_supervisor_here_who_is_an_agent_there_reads_no_settings_there() -> None:
    people = make_people()
    Membership.objects.create(staff=people.supervisor, shop=people.other_shop, role=Role.AGENT)
    browser = entered(people.supervisor)
    for page in ("", "rules/", "calendar/"):
        assert browser.get(f"/shops/{people.other_shop.slug}/{page}").status_code == 404
    assert (
        people.other_shop.name
        not in re.sub(r"<aside.*?</aside>|<nav.*?</nav>", "", text_of(browser.get("/shops/")), flags=re.S).split(
            "<main"
        )[1]
    )


@pytest.mark.attack("B1", "B19")
@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("details/", {"name": "x", "platform": "tmall", "timezone": "Asia/Shanghai"}),
        ("close/", {}),
        ("reopen/", {}),
        ("addresses/new/", ADDRESS),
        ("rules/authority.agent/", {"value": "1.00"}),
        ("rules/withdraw/", {"value": "1"}),
        ("calendar/week/", WEEK),
        ("calendar/days/", {"day": "2026-11-11", "is_workday": "no", "name": "盘点", "scope": "shop"}),
        ("calendar/promotions/", PROMOTION),
    ],
)
def test_a_post_by_people_without_the_right_changes_nothing(page: str, data: dict[str, str]) -> None:
    people = make_people()
    path = f"/shops/{people.shop.slug}/{page}"
    neighbour = make_staff("", Role.ADMINISTRATOR, Role.SUPERVISOR, shop=people.other_shop)
    names = ["owner", "teammate", "warehouse", "refund_clerk", "stranger"]
    browsers = [entered(getattr(people, name)) for name in names] + [entered(neighbour)]
    if not page.startswith("calendar/"):
        browsers.append(entered(people.supervisor))
    before = everything(), calendars()
    assert {browser.post(path, data).status_code for browser in browsers} == {404}
    assert Client().post(path, data).status_code == 302
    assert (everything(), calendars()) == before


def test_the_companys_administrator_opens_and_closes_shops() -> None:
    people, browser = make_people(), entered(make_staff("boss", is_administrator=True))
    data = {"name": "木邻家居", "slug": "mulin", "platform": "tmall", "timezone": "Asia/Shanghai"}
    assert browser.post("/shops/new/", data)["Location"] == "/shops/mulin/"
    assert browser.post("/shops/new/", data).status_code == 422
    assert browser.post("/shops/mulin/close/").status_code == 303
    assert not Shop.objects.get(slug="mulin").is_active
    assert entered(people.administrator).post("/shops/new/", data).status_code == 404


def test_return_addresses_are_added_and_changed() -> None:
    people = make_people()
    browser, root = entered(people.administrator), f"/shops/{people.shop.slug}/addresses"
    assert browser.post(f"{root}/new/", ADDRESS).status_code == 303
    row = ReturnAddress.objects.get(label="次品仓")
    assert browser.post(f"{root}/{row.pk}/", {**ADDRESS, "make_default": "on"}).status_code == 303
    assert ReturnAddress.objects.get(shop=people.shop, is_default=True) == row
    assert browser.post(f"{root}/{row.pk}/use/", {"in_use": "no"}).status_code == 409
    assert browser.post(f"{root}/new/", {**ADDRESS, "phone": ""}).status_code == 422
    foreign = ReturnAddress.objects.get(shop=people.other_shop)
    assert browser.get(f"{root}/{foreign.pk}/").status_code == 404


@pytest.mark.row("B12")
def test_a_rule_is_changed_in_its_place_and_its_history_shows_it() -> None:
    people = make_people()
    browser = entered(people.administrator)
    root = f"/shops/{people.shop.slug}/rules"
    data = {"value": "12", "unit": "hours", "valid_from": "", "note": "大促后收紧"}
    answer = browser.post(f"{root}/return.answer_own/", data, headers={"HX-Request": "true"})
    assert (answer.status_code, "<html" in text_of(answer)) == (200, False)
    assert "12 小时" in text_of(answer)
    page = text_of(browser.get(f"{root}/return.answer_own/"))
    assert "大促后收紧" in page
    assert people.administrator.name in page


@pytest.mark.parametrize(
    ("key", "data", "stored"),
    [
        ("authority.agent", {"value": "¥1,250.50"}, 125_050),
        ("authority.agent", {"value": "３００"}, 30_000),
        ("return.no_reason_days", {"value": "15"}, 15),
        ("return.answer", {"value": "3", "unit": "days"}, {"kind": "days", "amount": 3}),
        ("payout.channel", {"value": "simulator"}, "simulator"),
    ],
)
def test_each_kind_of_value_is_read_as_people_type_it(key: str, data: dict[str, str], stored: object) -> None:
    people = make_people()
    browser = entered(people.administrator)
    assert browser.post(f"/shops/{people.shop.slug}/rules/{key}/", data).status_code == 303
    assert PolicyValue.objects.get(key=key).value == stored


@pytest.mark.attack("B8")
@pytest.mark.parametrize(
    ("key", "data"),
    [
        ("authority.agent", {"value": "12.345"}),
        ("authority.agent", {"value": "viel"}),
        ("return.no_reason_days", {"value": "6"}),
        ("return.answer", {"value": "3", "unit": "moons"}),
        ("return.answer", {"value": "0", "unit": "days"}),
        ("payout.channel", {"value": "cash"}),
        ("authority.agent", {"value": "1", "valid_from": "2001-01-01T00:00"}),
        ("authority.agent", {"value": "1", "valid_from": "soon"}),
        ("authority.agent", {"value": "1", "set_by": "1"}),
        ("authority.agent", {"value": "1", "note": "x" * 201}),
    ],
)
def test_a_value_that_cannot_be_used_is_shown_with_its_remark(key: str, data: dict[str, str]) -> None:
    people = make_people()
    browser = entered(people.administrator)
    before = everything()
    answer = browser.post(f"/shops/{people.shop.slug}/rules/{key}/", data)
    assert (answer.status_code, everything()) == (422, before)


def test_a_planned_value_is_shown_and_withdrawn() -> None:
    people = make_people()
    browser, root = entered(people.administrator), f"/shops/{people.shop.slug}/rules/"
    later = (now() + timedelta(days=9)).strftime("%Y-%m-%dT10:00")
    browser.post(f"{root}authority.agent/", {"value": "300", "valid_from": later})
    row = PolicyValue.objects.get()
    assert row.valid_from.strftime("%H:%M") == "02:00"  # ten in the morning in Shanghai
    assert f'value="{row.pk}"' in text_of(browser.get(root))
    assert browser.post(f"{root}withdraw/", {"value": row.pk}).status_code == 303
    assert f'value="{row.pk}"' not in text_of(browser.get(root))


def test_a_supervisor_reads_rules_and_finds_no_button() -> None:
    people = make_people()
    page = text_of(entered(people.supervisor).get(f"/shops/{people.shop.slug}/rules/"))
    assert "12 个工作小时" in page
    assert "/rules/authority.agent/" not in page


@pytest.mark.row("P3")
@pytest.mark.parametrize("who", ["supervisor", "administrator"])
def test_the_keeper_sets_hours_days_and_promotions(who: str) -> None:
    people = make_people()
    browser, root = entered(getattr(people, who)), f"/shops/{people.shop.slug}/calendar"
    assert browser.post(f"{root}/week/", {**WEEK, "day_6": "", "works_holidays": "on"}).status_code == 303
    assert WorkingHours.objects.get(shop=people.shop).week[6] == []
    day = {"day": "2026-11-11", "is_workday": "no", "name": "盘点", "scope": "shop"}
    assert browser.post(f"{root}/days/", day).status_code == 303
    assert "盘点" in text_of(browser.get(f"{root}/?year=2026"))
    assert browser.post(f"{root}/promotions/", {**PROMOTION, "targets": "return.answer_own"}).status_code == 303
    promotion = Promotion.objects.get()
    assert promotion.starts_at.isoformat() == "2026-11-10T12:00:00+00:00"
    assert browser.post(f"{root}/promotions/{promotion.pk}/", {**PROMOTION, "percent": "300"}).status_code == 303
    assert Promotion.objects.get().percent == 300
    assert browser.post(f"{root}/promotions/{promotion.pk}/remove/").status_code == 303
    assert browser.post(f"{root}/days/{Holiday.objects.get().pk}/remove/").status_code == 303
    assert (Promotion.objects.count(), Holiday.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("week/", {**WEEK, "day_0": "9 to 5"}),
        ("week/", {**WEEK, "day_0": "22:00-06:00", "day_1": "05:00-08:00"}),
        ("week/", dict.fromkeys(WEEK, "")),
        ("days/", {"day": "2026-02-30", "is_workday": "no", "name": "x", "scope": "shop"}),
        ("days/", {"day": "2026-02-03", "is_workday": "no", "name": "", "scope": "shop"}),
        ("promotions/", {**PROMOTION, "ends": "2026-11-10T19:00"}),
        ("promotions/", {**PROMOTION, "percent": "50"}),
        ("promotions/", {**PROMOTION, "starts": "yesterday"}),
        ("promotions/", {**PROMOTION, "targets": "return.answer"}),
    ],
)
def test_a_calendar_that_cannot_be_is_refused_and_nothing_changes(page: str, data: dict[str, str]) -> None:
    people = make_people()
    browser = entered(people.supervisor)
    before = calendars()
    assert browser.post(f"/shops/{people.shop.slug}/calendar/{page}", data).status_code == 422
    assert calendars() == before


@pytest.mark.attack("B1")
def test_days_and_promotions_of_another_shop_do_not_exist_here() -> None:
    people = make_people()
    browser, root = entered(people.supervisor), f"/shops/{people.shop.slug}/calendar"
    foreign = Holiday.objects.create(shop=people.other_shop, date="2026-11-11", is_workday=False, name="x")
    sale = Promotion.objects.create(
        shop=people.other_shop, name="x", starts_at=now(), ends_at=now() + timedelta(1), percent=200
    )
    company = Holiday.objects.create(shop=None, date="2026-11-12", is_workday=False, name="公司年会")
    before = calendars()
    assert browser.post(f"{root}/days/{foreign.pk}/remove/").status_code == 404
    assert browser.post(f"{root}/promotions/{sale.pk}/remove/").status_code == 404
    assert browser.post(f"{root}/promotions/{sale.pk}/", PROMOTION).status_code == 404
    assert browser.post(f"{root}/days/{company.pk}/remove/").status_code == 409
    day = {"day": "2026-11-13", "is_workday": "no", "name": "x", "scope": "company"}
    assert browser.post(f"{root}/days/", day).status_code == 409
    assert calendars() == before


@pytest.mark.parametrize("page", ["", "rules/", "calendar/"])
def test_pages_cost_the_same_after_years_of_use(page: str) -> None:
    people = make_people()
    boss = people.administrator
    browser, path = entered(boss), f"/shops/{people.shop.slug}/{page}"

    def queries() -> int:
        browser.get(path)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(path).status_code == 200
        return len(found)

    few = queries()
    PolicyValue.objects.bulk_create(
        PolicyValue(shop=people.shop, key="authority.agent", value=1000 + n, valid_from=now(), set_by=boss)
        for n in range(300)
    )
    for number in range(30):
        make_staff(f"many{number}", Role.AGENT, shop=people.shop)
    assert queries() == few
    assert few <= 13
