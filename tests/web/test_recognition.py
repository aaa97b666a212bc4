"""Session, person and roles in one statement; and nothing that was read for one person counts for another."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.people import make_people
from tests.web.people import entered, is_logged_in

from aftercare.accounts.models import Staff
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db
PAGE = "/account/sessions/"


def test_a_page_reads_session_person_and_roles_in_one_statement() -> None:
    client = entered(make_people().owner)
    client.get("/cases/")

    with CaptureQueriesContext(connection) as asked:
        assert client.get("/cases/").status_code == 200

    assert sum("django_session" in query["sql"] for query in asked) == 1
    assert not any('FROM "accounts_staff"' in query["sql"] for query in asked)
    assert not any('FROM "shops_membership"' in query["sql"] for query in asked)


def test_a_closed_account_is_out_with_the_next_page() -> None:
    staff = make_people().owner
    client = entered(staff)
    assert is_logged_in(client)

    Staff.objects.filter(pk=staff.pk).update(is_active=False)

    assert not is_logged_in(client)


def test_a_role_taken_away_is_gone_with_the_next_page() -> None:
    people = make_people()
    client = entered(people.owner)
    assert client.get("/cases/new/").status_code == 200

    Membership.objects.filter(staff=people.owner).delete()

    assert client.get("/cases/new/").status_code == 404


@pytest.mark.attack("A1")
def test_the_note_whose_session_it_is_makes_nobody_somebody_else() -> None:
    people = make_people()
    client = entered(people.owner)
    UserSession.objects.update_or_create(
        session_key=client.session.session_key, defaults={"user": people.administrator, "ip": "127.0.0.1"}
    )

    answer = client.get("/cases/")

    assert answer.wsgi_request.user.pk == people.owner.pk
    assert answer.wsgi_request.person.shop_ids == {people.shop.pk}
    assert answer.wsgi_request.person.all_roles == {"agent"}


def test_without_that_note_the_person_is_read_apart() -> None:
    people = make_people()
    client = entered(people.owner)
    UserSession.objects.all().delete()

    assert client.get("/cases/").wsgi_request.person.staff_id == people.owner.pk


def test_a_session_that_is_over_is_no_session() -> None:
    client = entered(make_people().owner)
    Session.objects.update(expire_date="2020-01-01T00:00:00Z")

    assert not is_logged_in(client)


def test_an_unknown_session_key_is_nobody() -> None:
    client = Client()
    client.cookies["sessionid"] = "f" * 32

    assert not is_logged_in(client)
