"""Logging in and out, and what others have been attacked with there."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from tests.people import PASSWORD, make_people, make_staff
from tests.web.people import LOGIN, entered, is_logged_in, log_in

from aftercare.accounts.models import Staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def agent() -> Staff:
    return make_people().owner


def test_the_right_password_opens_the_home_page(agent: Staff) -> None:
    client = Client()
    answer = log_in(client, agent.username)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_logged_in(client)


@pytest.mark.attack("A1")
def test_a_session_fixed_before_login_is_dead_afterwards(agent: Staff) -> None:
    attacker = Client()
    attacker.post("/preferences/", {"theme": "dark"})
    session = attacker.session
    session["planted"] = "yes"
    session.save()
    victim = Client()
    victim.cookies["sessionid"] = session.session_key
    attacker.cookies["sessionid"] = session.session_key
    log_in(victim, agent.username)
    assert victim.cookies["sessionid"].value != session.session_key
    assert is_logged_in(victim)
    assert not is_logged_in(attacker)
    assert not Session.objects.filter(session_key=session.session_key).exists()


@pytest.mark.attack("A15")
def test_after_logout_the_old_cookie_opens_nothing(agent: Staff) -> None:
    client = entered(agent)
    old = client.cookies["sessionid"].value
    assert client.post("/account/logout/").status_code == 302
    client.cookies["sessionid"] = old
    assert not is_logged_in(client)


@pytest.mark.attack("B19")
def test_a_link_cannot_log_anybody_out(agent: Staff) -> None:
    client = entered(agent)
    assert client.get("/account/logout/").status_code == 405
    assert is_logged_in(client)


@pytest.mark.attack("A8")
def test_known_and_unknown_names_get_the_same_answer(agent: Staff) -> None:
    known = log_in(Client(), agent.username, "wrong password 1")
    unknown = log_in(Client(), agent.username.replace("owner", "ghost"), "wrong password 1")
    assert known.status_code == unknown.status_code == 200
    assert "登录名或密码不正确。" in known.content.decode()
    assert _without_names(known.content) == _without_names(unknown.content)


def _without_names(page: bytes) -> list[str]:
    """Lines that do not hold what was typed or the form's own token."""
    return [line for line in page.decode().splitlines() if "csrf" not in line and 'name="login"' not in line]


@pytest.mark.attack("A5")
def test_the_stored_hash_is_no_password(agent: Staff) -> None:
    client = Client()
    log_in(client, agent.username, agent.password)
    assert not is_logged_in(client)


@pytest.mark.attack("A9")
def test_guessing_is_stopped_and_the_owner_is_not_locked_out_for_ever(agent: Staff) -> None:
    statuses = [log_in(Client(), agent.username, f"guess number {i}").status_code for i in range(8)]
    assert statuses == [200] * 5 + [429] * 3
    blocked = log_in(Client(), agent.username)
    assert blocked.status_code == 429
    assert "错误次数过多" in blocked.content.decode()
    cache.clear()  # five minutes later
    assert log_in(Client(), agent.username).status_code == 302


@pytest.mark.attack("A9")
def test_one_address_may_not_try_many_names(agent: Staff) -> None:
    statuses = [log_in(Client(), f"name{i}", "guess").status_code for i in range(12)]
    assert statuses == [200] * 10 + [429] * 2


@pytest.mark.attack("A2")
def test_a_forged_proxy_header_does_not_reset_the_counter(agent: Staff) -> None:
    for i in range(5):
        log_in(Client(), agent.username, "guess", **{"X-Forwarded-For": f"10.0.0.{i}"})
    answer = log_in(Client(), agent.username, **{"X-Forwarded-For": "10.0.0.99", "X-Remote-User": agent.username})
    assert answer.status_code == 429


def test_a_closed_account_does_not_open() -> None:
    closed = make_staff("closed", is_active=False)
    client = Client()
    log_in(client, closed.username)
    assert not is_logged_in(client)


def test_login_goes_on_to_the_page_that_was_asked_for_and_nowhere_else(agent: Staff) -> None:
    fields = {"login": agent.username, "password": PASSWORD}
    assert Client().post(LOGIN, {**fields, "next": "/account/"})["Location"] == "/account/"
    assert Client().post(LOGIN, {**fields, "next": "https://evil.example/"})["Location"] == "/"


def test_there_is_no_sign_up_and_no_reset_by_mail() -> None:
    for address in ("signup", "password/reset", "email", "confirm-email", "password/set", "login/code/confirm"):
        assert Client().get(f"/account/{address}/").status_code == 404, address


@pytest.mark.row("P2")
def test_a_new_member_must_choose_their_own_password_first() -> None:
    newcomer = make_staff("newcomer", must_change_password=True)
    client = entered(newcomer)
    for address in ("/", "/account/", "/search/", "/account/second-factor/on/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/account/password/"), address
    chosen = {"oldpassword": PASSWORD, "password1": "another horse 99", "password2": "another horse 99"}
    assert client.post("/account/password/", chosen)["Location"] == "/account/"
    newcomer.refresh_from_db()
    assert not newcomer.must_change_password
    assert is_logged_in(client)
