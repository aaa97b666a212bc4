"""Home: what waits, what runs out next, what is late, by role; few queries (X1)."""

from datetime import timedelta

import pytest
from tests.pages.stage import asked, browser, copies, paying, queries_of, received, sent
from tests.people import make_case, make_order, make_people, make_staff

from aftercare.accounts.terms import Role
from aftercare.core.time import travel

pytestmark = pytest.mark.django_db


def block(page: str, name: str) -> str:
    return page.split(f'data-block="{name}"')[1].split("</section>")[0]


@pytest.mark.row("X1")
def test_everybody_is_told_what_waits_for_them():
    people = make_people()
    shop = people.shop
    mine = make_case(people.owner, make_order(shop))
    asked(people.owner, shop)
    sent(people.owner, shop, "SF1400000001")
    received(people.owner, people.warehouse, shop)
    paying(people.owner, people.warehouse, shop)
    expected = {
        "owner": ("My cases", "/cases/?view=mine"),
        "teammate": ("Cases of the team", "/cases/?view=todo"),
        "supervisor": ("Wait for my decision", "/approvals/"),
        "administrator": ("Wait for my decision", "/approvals/"),
        "warehouse": ("The goods lie here", "/receiving/"),
        "refund_clerk": ("To be paid", "/payouts/"),
    }
    for who, (label, address) in expected.items():
        waiting = block(browser(getattr(people, who)).get("/").content.decode(), "waiting")
        assert label in waiting, who
        assert f'href="{address}"' in waiting, who
    next_cases = block(browser(people.owner).get("/").content.decode(), "next")
    assert mine.number in next_cases


@pytest.mark.row("X1")
def test_what_is_late_stands_apart_from_what_runs_out_next():
    people = make_people()
    with travel(-timedelta(days=3)):
        late = make_case(people.owner, make_order(people.shop))
    soon = make_case(people.owner, make_order(people.shop))
    page = browser(people.owner).get("/").content.decode()
    assert late.number in block(page, "late")
    assert late.number not in block(page, "next")
    assert soon.number in block(page, "next")
    assert soon.number not in block(page, "late")
    assert late.number in block(browser(people.supervisor).get("/").content.decode(), "late")


def test_the_stranger_and_a_new_colleague_see_nothing_of_it():
    people = make_people()
    case = asked(people.owner, people.shop)
    for staff in (people.stranger, make_staff("", Role.OPERATIONS, shop=people.shop), make_staff("")):
        page = browser(staff).get("/").content.decode()
        assert case.number not in page
        assert "Nothing waits for you." in page
    assert browser().get("/").status_code == 302


def test_home_costs_the_same_for_ten_and_a_thousand_cases():
    people = make_people()
    case = asked(people.owner, people.shop)
    everything = make_staff("", *Role, shop=people.shop)
    for staff in (people.owner, people.supervisor, people.warehouse, people.refund_clerk, everything):
        client = browser(staff)
        copies(case, 10)
        few = queries_of(lambda client=client: client.get("/"))
        copies(case, 1000)
        assert queries_of(lambda client=client: client.get("/")) == few <= 12
