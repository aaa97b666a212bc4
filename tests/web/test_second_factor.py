"""The second factor: on, asked for at login, recovery codes, off."""

import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from tests.people import PASSWORD, make_people
from tests.web.people import entered, is_logged_in, log_in

from aftercare.accounts.models import Staff
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db
ON, OFF, CODES = "/account/second-factor/on/", "/account/second-factor/off/", "/account/recovery-codes/"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def agent() -> Staff:
    return make_people().owner


def code_now(secret: str) -> str:
    cache.clear()  # as if the next code had come: each is taken once
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def turn_on(client: Client) -> str:
    """Turns it on as a person does; returns the secret of the app."""
    assert client.get(ON)["Location"].startswith("/account/again/")
    client.post(f"/account/again/?next={ON}", {"password": PASSWORD, "next": ON})
    page = client.get(ON)
    secret = str(page.context["form"].secret)
    assert "data:image/svg+xml;base64," in page.content.decode()
    answer = client.post(ON, {"code": code_now(secret)})
    assert (answer.status_code, answer["Location"]) == (302, CODES)
    return secret


def recovery_codes(client: Client) -> list[str]:
    return re.findall(r"<li><code>([^<]+)</code></li>", client.get(CODES).content.decode())


@pytest.mark.attack("A10")
def test_turning_it_on_needs_the_password_and_a_right_code(agent: Staff) -> None:
    client = entered(agent)
    client.post(ON, {"code": "000000"})
    client.post(f"/account/again/?next={ON}", {"password": "wrong", "next": ON})
    assert client.get(ON).status_code == 302
    client.post(f"/account/again/?next={ON}", {"password": PASSWORD, "next": ON})
    answer = client.post(ON, {"code": "12345"})
    assert answer.status_code == 200
    assert Authenticator.objects.count() == 0
    assert not Event.objects.filter(kind="staff.second_factor_on").exists()


@pytest.mark.attack("A14")
def test_its_secrets_lie_encrypted_in_the_database(agent: Staff) -> None:
    secret = turn_on(entered(agent))
    stored = {one.type: one.data for one in Authenticator.objects.all()}
    assert len(stored) == 2
    assert secret not in str(stored)
    assert stored["totp"]["secret"].startswith("v1:")
    assert stored["recovery_codes"]["seed"].startswith("v1:")
    assert Event.objects.filter(kind="staff.second_factor_on", actor_id=agent.pk).count() == 1


@pytest.mark.attack("A1")
def test_login_asks_for_the_code_and_the_session_changes_at_both_steps(agent: Staff) -> None:
    secret = turn_on(entered(agent))
    client = Client()
    client.post("/preferences/", {"theme": "dark"})
    answer = log_in(client, agent.username)
    assert answer["Location"].startswith("/account/login/code/")
    assert not is_logged_in(client)
    between = client.cookies["sessionid"].value
    assert client.post("/account/login/code/", {"code": "000000"}).status_code == 200
    assert not is_logged_in(client)
    assert client.post("/account/login/code/", {"code": code_now(secret)})["Location"] == "/"
    assert is_logged_in(client)
    assert client.cookies["sessionid"].value != between
    assert not Session.objects.filter(session_key=between).exists()


def test_the_second_step_is_not_there_without_the_first() -> None:
    answer = Client().get("/account/login/code/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")


def test_a_code_is_taken_once(agent: Staff) -> None:
    secret = turn_on(entered(agent))
    code = code_now(secret)
    first, second = Client(), Client()
    log_in(first, agent.username)
    log_in(second, agent.username)
    first.post("/account/login/code/", {"code": code})
    second.post("/account/login/code/", {"code": code})
    assert is_logged_in(first)
    assert not is_logged_in(second)


def test_a_recovery_code_opens_once(agent: Staff) -> None:
    owner = entered(agent)
    turn_on(owner)
    codes = recovery_codes(owner)
    assert len(codes) == 10
    for expected in (True, False):
        client = Client()
        log_in(client, agent.username)
        client.post("/account/login/code/", {"code": codes[0]})
        assert is_logged_in(client) is expected
    assert len(recovery_codes(owner)) == 9


def test_new_codes_replace_the_old_ones(agent: Staff) -> None:
    owner = entered(agent)
    turn_on(owner)
    old = recovery_codes(owner)
    owner.post("/account/recovery-codes/new/")
    assert set(recovery_codes(owner)).isdisjoint(old)
    assert Event.objects.filter(kind="staff.recovery_codes_made").count() == 1


def test_the_codes_can_be_kept_as_a_file(agent: Staff) -> None:
    owner = entered(agent)
    turn_on(owner)
    answer = owner.get("/account/recovery-codes/file/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert all(code in answer.content.decode() for code in recovery_codes(owner))


def test_turning_it_off_is_recorded_and_login_is_one_step_again(agent: Staff) -> None:
    owner = entered(agent)
    turn_on(owner)
    owner.post(OFF)
    assert Authenticator.objects.count() == 0
    assert Event.objects.filter(kind="staff.second_factor_off").count() == 1
    assert is_logged_in(entered(agent))


@pytest.mark.attack("A10")
def test_an_hour_later_turning_it_off_needs_the_password_again(agent: Staff) -> None:
    owner = entered(agent)
    turn_on(owner)
    with time_machine.travel(time.time() + 3600, tick=False):
        answer = owner.post(OFF)
        assert answer["Location"].startswith("/account/again/")
    assert Authenticator.objects.filter(type="totp").count() == 1
    assert not Event.objects.filter(kind="staff.second_factor_off").exists()
