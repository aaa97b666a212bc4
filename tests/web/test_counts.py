"""What stands beside the sections after a step that left the page where it is: each person's own, and of now."""

import pytest
from django.test import Client
from tests.pages.stage import asked, copies, paying, received
from tests.people import People, make_case, make_order, make_people, make_staff
from tests.web.people import entered

from aftercare.accounts.terms import Role
from aftercare.shops.models import Membership
from aftercare.web.shell.choices import SHOP_COOKIE

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


def counts_of(client: Client) -> dict[str, str]:
    answer = client.get("/counts/")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return answer.json()


def test_everybody_is_told_what_waits_in_their_own_sections(people: People) -> None:
    make_case(people.owner, make_order(people.shop))
    asked(people.owner, people.shop)
    received(people.owner, people.warehouse, people.shop)
    paying(people.owner, people.warehouse, people.shop)

    clients = {who: entered(getattr(people, who)) for who in ("owner", "warehouse", "refund_clerk", "stranger")}
    told = {who: counts_of(client) for who, client in clients.items()}

    everybody = dict.fromkeys(
        ("home", "cases", "orders", "costs", "delivery", "products", "dispatch", "parcels", "unclaimed"), ""
    )
    talker = everybody | dict.fromkeys(
        (
            "talks",
            "follow_ups",
            "quick_replies",
            "confirmation",
            "customers",
            "shifts",
            "handovers",
            "quality",
            "training",
        ),
        "",
    )
    money = dict.fromkeys(("refund_reports", "freight"), "")
    clerk = dict.fromkeys(("home", "orders", "costs", "parcels", "settlement"), "")
    leader = talker | money | dict.fromkeys(("approvals", "payouts", "imports", "shops", "audit", "reviews"), "")
    assert told == {
        "owner": {**talker, **money, "cases": "1", "approvals": ""},
        "warehouse": {**everybody, "cases": "1", "receiving": "1"},
        "refund_clerk": {**money, **clerk, "cases": "1", "payouts": "1"},
        "stranger": leader,
    }


def test_many_are_said_as_the_rail_says_them(people: People) -> None:
    copies(make_case(people.owner, make_order(people.shop)), 120)
    assert counts_of(entered(people.owner))["cases"] == "99+"


def test_they_are_those_of_the_chosen_shop(people: People) -> None:
    both = make_staff("", Role.AGENT, shop=people.shop)
    Membership.objects.create(shop=people.other_shop, staff=both, role=Role.AGENT)
    make_case(people.owner, make_order(people.shop))
    client = entered(both)
    told = []
    for shop in (people.shop, people.other_shop):
        client.cookies[SHOP_COOKIE] = str(shop.pk)
        told.append(counts_of(client)["cases"])
    assert told == ["1", ""]


def test_after_a_step_of_ones_own_they_are_of_now(people: People) -> None:
    case = received(people.owner, people.warehouse, people.shop)
    line = case.lines.get().pk
    client = entered(people.warehouse)
    assert counts_of(client)["receiving"] == "1"

    form = {"move": "inspect", "version": case.version, f"good-{line}": "1", f"good_to-{line}": "restock"}
    assert client.post(f"/receiving/{case.number}/", {**form, f"defective-{line}": "0"}).status_code == 303

    assert counts_of(client)["receiving"] == ""


def test_a_visitor_is_sent_to_the_login_page() -> None:
    answer = Client().get("/counts/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/counts/")
