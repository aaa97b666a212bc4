"""Every route says who may open it, and is held to it."""

import re

import pytest
from django.core.checks import Error, run_checks
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from tests.people import PASSWORD, make_people, make_shop, make_staff
from tests.web.people import entered

from aftercare.accounts.terms import Role
from aftercare.web.checks import check_policies, routes
from aftercare.web.policy import ANONYMOUS, Policy

TEST_ROUTES = override_settings(ROOT_URLCONF="tests.web.routes_for_tests")


def test_a_route_without_a_policy_stops_the_start() -> None:
    with override_settings(ROOT_URLCONF="tests.web.undeclared_route"):
        problems = check_policies()
    assert [(type(problem), problem.id) for problem in problems] == [(Error, "web.E001")]
    assert "/test/undeclared/<int:pk>/" in problems[0].msg


def test_every_route_of_the_product_has_a_policy_and_every_section_a_page() -> None:
    assert [problem for problem in run_checks() if (problem.id or "").startswith("web.")] == []


def policies() -> list[tuple[str, Policy]]:
    return [(address, pattern.callback.policy) for address, pattern in routes(get_resolver().url_patterns)]


def test_only_entrance_and_choices_are_open_without_login() -> None:
    open_to_all = {address for address, policy in policies() if policy.audience is ANONYMOUS}
    assert open_to_all == {
        "account/login/",
        "account/login/code/",
        "account/logout/",
        "account/closed/",
        "preferences/",
        "healthz",
        "readyz",
        "f/<str:token>/",  # a buyer's link to the freight of their case
        "f/<str:token>/<str:number>/account/",
        "r/<slug:slug>/",  # buyers of an own site, by the link that it has signed
        "r/<slug:slug>/<int:line>/",
        "r/<slug:slug>/<int:line>/addition/",
        "r/<slug:slug>/pictures/<str:token>/<str:copy>/",
        "roster/<str:token>.ics",  # a colleague's shifts, for the calendar that has their secret address
        "api/v1/reviews/",  # a shop's own program, by its key (`api/calls.py`)
        "api/v1/reviews/replies/",
        "storefront/<slug:slug>/",  # of the demo only
        "widget-parts/<str:mark>/<str:name>",
        "widget/<slug:slug>.js",
        "widget/<slug:slug>/",
        *(f"widget/<slug:slug>/{part}/" for part in ("enter", "pictures", "pictures/<str:signed>", "product", "talk")),
    }


@pytest.mark.django_db
@pytest.mark.attack("B19")
def test_every_route_refuses_the_verbs_it_does_not_declare() -> None:
    client = Client()
    for address, policy in policies():
        if "<" in address:
            continue
        for verb in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - policy.methods:
            assert client.generic(verb, f"/{address}").status_code == 405, (verb, address)


@pytest.mark.django_db
def test_a_visitor_is_sent_to_the_login_page_and_comes_back() -> None:
    answer = Client().get("/account/?tab=1")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/account/%3Ftab%3D1")


@pytest.mark.django_db
def test_a_fragment_for_a_visitor_moves_the_whole_page_to_the_login() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/search/?q=1"}
    answer = Client().get("/notices/", headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/account/login/?next=/search/")
    assert answer.content == b""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "back"),
    [
        ("", "/"), ("http://testserver/cases/new/?q=1", "/cases/new/"), ("http://elsewhere.example/cases/", "/"),
        ("http://testserver//elsewhere.example/", "//elsewhere.example/"),
    ],
)  # fmt: skip
def test_a_post_of_a_visitor_is_not_remembered_and_the_login_says_so(before: str, back: str) -> None:
    staff = make_people().owner
    client = Client(headers={"Referer": before})
    client.cookies["language"] = "en"
    answer = client.post("/account/sessions/end/", {"session": "all"})
    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={back}&unsaved=yes")
    login = client.get(answer["Location"]).content.decode()
    assert 'data-problem="401"' in login and "What you have just sent was not saved." in login
    typed = {"login": staff.username, "password": "not it", "next": back}
    wrong = client.post(answer["Location"], typed).content.decode()
    assert "What you have just sent was not saved." in wrong
    inside = client.post(answer["Location"], {**typed, "password": PASSWORD})
    assert (inside.status_code, inside["Location"]) == (302, back.replace("//elsewhere.example", ""))


@pytest.mark.django_db
def test_a_part_that_a_visitor_sends_moves_the_page_to_the_login_which_says_so() -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/account/?q=1"}
    answer = Client().post("/account/sessions/end/", {"session": "all"}, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/account/login/?next=/account/&unsaved=yes")
    plain = Client().get("/account/login/").content.decode()
    assert "data-problem" not in plain and "was not saved" not in plain


@TEST_ROUTES
@pytest.mark.django_db
@pytest.mark.row("P2")
def test_a_page_does_not_exist_for_people_without_its_role() -> None:
    people = make_people()
    answers = {
        name: entered(getattr(people, name)).get("/test/clerks/").status_code
        for name in ("refund_clerk", "owner", "supervisor", "administrator", "stranger")
    }
    assert answers == {"refund_clerk": 200, "owner": 404, "supervisor": 404, "administrator": 404, "stranger": 404}


@TEST_ROUTES
@pytest.mark.django_db
def test_pages_of_the_company_are_for_its_administrators_only() -> None:
    people = make_people()
    chief = make_staff("chief", is_administrator=True)
    assert entered(chief).get("/test/administrators/").status_code == 200
    assert entered(people.administrator).get("/test/administrators/").status_code == 404
    assert entered(chief).get("/test/clerks/").status_code == 404


@TEST_ROUTES
@pytest.mark.django_db
def test_a_role_taken_away_counts_from_the_next_request() -> None:
    clerk = make_people().refund_clerk
    client = entered(clerk)
    assert client.get("/test/clerks/").status_code == 200
    clerk.memberships.all().delete()
    assert client.get("/test/clerks/").status_code == 404


@pytest.mark.django_db
@pytest.mark.attack("A16")
def test_a_deactivated_person_is_out_with_the_next_request() -> None:
    owner = make_people().owner
    client = entered(owner)
    owner.is_active = False
    owner.save()
    assert client.get("/").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/account/", "/search/?q=1", "/notices/", "/account/password/", "/nothing/"])
@pytest.mark.attack("A15")
def test_nothing_of_a_person_is_stored_by_the_browser(address: str) -> None:
    assert "no-store" in entered(make_people().owner).get(address)["Cache-Control"]


@pytest.mark.django_db
def test_the_frame_costs_at_most_two_queries_and_none_a_moment_later() -> None:
    shop = make_shop()
    client = entered(make_staff("agent", Role.AGENT, Role.WAREHOUSE, shop=shop))
    login = 3  # session, account, roles
    for at_most in (login + 2, login):
        with CaptureQueriesContext(connection) as asked:
            client.get("/search/")
        assert len(asked) <= at_most, [query["sql"][:120] for query in asked]


@pytest.mark.django_db
def test_what_is_kept_of_the_frame_is_never_shown_to_another() -> None:
    people = make_people()
    pages = {name: entered(getattr(people, name)).get("/").content.decode() for name in ("owner", "stranger", "owner")}
    assert people.owner.name in pages["owner"] and people.shop.name in pages["owner"]
    assert people.stranger.name in pages["stranger"] and people.other_shop.name in pages["stranger"]
    assert people.shop.name not in pages["stranger"]
    assert people.other_shop.name not in pages["owner"]


@pytest.mark.django_db
@pytest.mark.attack("C6")
def test_a_shop_or_person_named_like_a_script_is_only_text() -> None:
    shop = make_shop()
    shop.name = "<script>alert('店')</script>"
    shop.save()
    person = make_staff("mallory", Role.AGENT, shop=shop)
    person.name = "<img src=x onerror=alert(1)>"
    person.save()
    text = entered(person).get("/search/?q=<svg onload=alert(2)>").content.decode()
    assert "<script>alert" not in text and "<img src=x" not in text and "<svg onload" not in text
    assert "&lt;svg onload=alert(2)&gt;" in text


@pytest.mark.django_db
def test_the_search_text_and_the_token_are_those_of_this_request() -> None:
    client = entered(make_people().owner)
    for text in ("第一次", "第二次"):
        page = client.get("/search/", {"q": text}).content.decode()
        assert f'value="{text}"' in page
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page)
    assert len(tokens) >= 3 and len(set(tokens)) == 1
    assert re.search(r"(token|search)-[0-9a-f]{32}", page) is None
