"""Password, sessions, and the choices of one screen."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.people import PASSWORD, make_people
from tests.web.people import entered, is_logged_in, log_in

from aftercare.accounts.models import Staff
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db
NEW = "another horse 99"


@pytest.fixture(autouse=True)
def fresh_counters() -> None:
    cache.clear()


@pytest.fixture
def agent() -> Staff:
    return make_people().owner


def kinds() -> list[str]:
    return list(Event.objects.filter(subject_kind="staff").order_by("pk").values_list("kind", flat=True))


@pytest.mark.attack("A10")
@pytest.mark.parametrize("current", ["", "not the password", NEW])
def test_a_new_password_needs_the_current_one(agent: Staff, current: str) -> None:
    before = agent.password
    answer = entered(agent).post("/account/password/", {"oldpassword": current, "password1": NEW, "password2": NEW})
    agent.refresh_from_db()
    assert answer.status_code == 200
    assert agent.password == before
    assert kinds() == []


@pytest.mark.parametrize("weak", ["short", "1234567890", "password123", PASSWORD])
def test_a_weak_or_unchanged_password_is_refused(agent: Staff, weak: str) -> None:
    before = agent.password
    entered(agent).post("/account/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    agent.refresh_from_db()
    assert agent.password == before


def test_a_new_password_ends_every_other_session_and_is_recorded(agent: Staff) -> None:
    here, elsewhere = entered(agent), entered(agent)
    here.post("/account/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert is_logged_in(here)
    assert not is_logged_in(elsewhere)
    assert log_in(Client(), agent.username).status_code == 200
    assert log_in(Client(), agent.username, NEW).status_code == 302
    assert kinds() == ["staff.password_changed"]


def session_ids(client: Client) -> list[int]:
    """Ids that the account page offers to end."""
    rows = client.get("/account/").context["account"].sessions
    return [row.pk for row in rows if not row.is_here]


def test_a_person_sees_where_they_are_logged_in_and_ends_one(agent: Staff) -> None:
    here, there, third = entered(agent), entered(agent), entered(agent)
    assert len(session_ids(here)) == 2
    there_id = next(pk for pk in session_ids(here) if pk not in session_ids(there))
    here.post("/account/sessions/end/", {"session": str(there_id)})
    assert [is_logged_in(client) for client in (here, there, third)] == [True, False, True]
    assert kinds() == ["staff.sessions_ended"]


def test_a_person_ends_all_other_sessions_at_once(agent: Staff) -> None:
    here, there, third = entered(agent), entered(agent), entered(agent)
    here.post("/account/sessions/end/", {"session": "all"})
    assert [is_logged_in(client) for client in (here, there, third)] == [True, False, False]


@pytest.mark.attack("B1")
def test_nobody_ends_the_session_of_another(agent: Staff) -> None:
    people = make_people()
    victim, second = entered(people.owner), entered(people.owner)
    target = session_ids(second)[0]
    for attacker in (people.teammate, people.stranger):
        entered(attacker).post("/account/sessions/end/", {"session": str(target)})
    assert is_logged_in(victim)
    assert kinds() == []


@pytest.mark.parametrize("sent", ["", "0", "x", "9" * 40, "-1", "１２"])
def test_a_senseless_session_number_ends_nothing(agent: Staff, sent: str) -> None:
    here, there = entered(agent), entered(agent)
    assert here.post("/account/sessions/end/", {"session": sent}).status_code == 303
    assert is_logged_in(there)


@pytest.mark.attack("C11")
def test_a_hostile_browser_name_is_never_shown(agent: Staff) -> None:
    client = Client()
    log_in(client, agent.username, **{"User-Agent": "<script>alert(1)</script> Chrome/1 Windows"})
    text = client.get("/account/").content.decode()
    assert "alert(1)" not in text
    assert "Chrome · Windows" in text


@pytest.mark.row("X2")
def test_chinese_is_the_language_whatever_the_browser_prefers(agent: Staff) -> None:
    text = Client().get("/account/login/", headers={"Accept-Language": "en-US,en"}).content.decode()
    assert '<html lang="zh-Hans"' in text
    assert "登录名" in text


@pytest.mark.row("X2")
def test_a_person_changes_the_language_and_stays_where_they_were(agent: Staff) -> None:
    client = entered(agent)
    answer = client.post("/preferences/", {"language": "en"}, headers={"Referer": "http://testserver/account/?a=1"})
    assert (answer.status_code, answer["Location"]) == (303, "/account/?a=1")
    assert "Where you are logged in" in client.get("/account/").content.decode()


def test_the_theme_is_in_the_first_byte_that_arrives(agent: Staff) -> None:
    client = entered(agent)
    assert "data-bs-theme" not in client.get("/").content.decode()
    client.post("/preferences/", {"theme": "dark"})
    assert '<html lang="zh-Hans" data-bs-theme="dark"' in client.get("/").content.decode()
    client.post("/preferences/", {"theme": "auto"})
    assert "data-bs-theme" not in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("sent", "cookie"),
    [({"theme": '"><script>'}, "theme"), ({"language": "xx"}, "language"), ({"shop": "1 OR 1=1"}, "shop")],
)
def test_unknown_choices_are_passed_over(sent: dict[str, str], cookie: str) -> None:
    client = Client()
    assert client.post("/preferences/", sent).status_code == 303
    assert cookie not in client.cookies


def test_choices_never_lead_to_another_site() -> None:
    answer = Client().post("/preferences/", {"theme": "dark"}, headers={"Referer": "https://evil.example/x"})
    assert answer["Location"] == "/"


@pytest.mark.attack("B1")
@pytest.mark.row("P1")
def test_a_foreign_shop_in_the_cookie_counts_as_none(agent: Staff) -> None:
    people = make_people()
    client = entered(people.owner)
    client.cookies["shop"] = str(people.other_shop.pk)
    answer = client.get("/")
    assert answer.context["shell"].choices.shop_id is None
    assert people.other_shop.name not in answer.content.decode()


@pytest.mark.row("P1")
def test_a_person_picks_one_of_their_shops() -> None:
    people = make_people()
    people.owner.memberships.create(shop=people.other_shop, role="agent")
    client = entered(people.owner)
    client.post("/preferences/", {"shop": str(people.other_shop.pk)})
    shell = client.get("/").context["shell"]
    assert (shell.choices.shop_id, shell.shop_name) == (people.other_shop.pk, people.other_shop.name)
    client.post("/preferences/", {"shop": ""})
    assert client.get("/").context["shell"].choices.shop_id is None
