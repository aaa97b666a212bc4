"""The first administrator, made on the command line."""

import pytest

from aftercare.accounts.actions.create_administrator import create_administrator
from aftercare.accounts.models import Staff
from aftercare.core.errors import InvalidInput
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db


def test_a_random_password_works_and_must_be_changed() -> None:
    made = create_administrator(username="chen", name="陈管理")
    staff = Staff.objects.get(username="chen")
    assert (staff.is_administrator, staff.must_change_password) == (True, True)
    assert staff.check_password(made.password)
    assert len(made.password) == 14


def test_a_chosen_password_stays() -> None:
    made = create_administrator(username="chen", password="木邻家居2026安全")
    assert (made.staff.must_change_password, made.staff.name) == (False, "chen")


def test_the_trail_says_who_was_made_and_no_password() -> None:
    made = create_administrator(username="chen", name="陈管理")
    event = Event.objects.get()
    assert (event.kind, event.subject_id, event.actor_id) == ("staff.created", made.staff.pk, None)
    assert event.data == {"username": "chen", "name": "陈管理", "is_administrator": True}


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("c", None, "username"),
        ("chen li", None, "username"),
        ("<script>", None, "username"),
        ("chen", "short", "password"),
        ("chen", "12345678901", "password"),
    ],
)
def test_what_cannot_be_used_is_refused_at_its_field(username: str, password: str | None, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        create_administrator(username=username, password=password)
    assert list(caught.value.problems) == [field]
    assert (Staff.objects.count(), Event.objects.count()) == (0, 0)


def test_a_login_name_that_differs_in_case_only_is_taken() -> None:
    create_administrator(username="chen")
    with pytest.raises(InvalidInput) as caught:
        create_administrator(username="Chen")
    assert list(caught.value.problems) == ["username"]
    assert Staff.objects.count() == 1
