"""How a test logs in: through the real form, as a person would."""

from django.http import HttpResponse
from django.test import Client
from tests.people import PASSWORD

from aftercare.accounts.models import Staff

LOGIN = "/account/login/"


def log_in(client: Client, username: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    """POST the login form; returns the answer as it is."""
    return client.post(LOGIN, {"login": username, "password": password}, headers=extra or None)


def entered(staff: Staff) -> Client:
    """A browser in which this person is logged in."""
    client = Client()
    answer = log_in(client, staff.username)
    assert answer.status_code == 302, answer.content.decode()[:500]
    return client


def is_logged_in(client: Client) -> bool:
    """Whether the home page opens for this browser."""
    return client.get("/").status_code == 200
