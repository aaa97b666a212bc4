"""What a process remembers for some seconds: never another person's, never from before one's own last change."""

from time import time

import pytest
from django.http import HttpRequest, HttpResponse
from tests.people import make_case, make_order, make_people
from tests.web.people import entered

from aftercare.web.shell.kept import COOKIE, LONGEST, Kept, forget_older, note_change

MINE, THEIRS = 7, 8


def request_after(change: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[COOKIE] = change
    return request


def test_an_answer_is_kept_for_its_person_and_question() -> None:
    kept: Kept[str] = Kept(seconds=60)

    assert kept.get(MINE, "a", lambda: "first") == "first"
    assert kept.get(MINE, "a", lambda: "second") == "first"
    assert kept.get(MINE, "b", lambda: "other question") == "other question"
    assert kept.get(THEIRS, "a", lambda: "somebody else") == "somebody else"


def test_nothing_from_before_the_persons_own_change_is_shown_to_them() -> None:
    kept: Kept[str] = Kept(seconds=60)
    kept.get(MINE, "a", lambda: "before")
    kept.get(THEIRS, "a", lambda: "theirs")
    response = HttpResponse()
    note_change(response)  # made by any process

    forget_older(request_after(response.cookies[COOKIE].value), MINE)

    assert kept.get(MINE, "a", lambda: "after") == "after"
    assert kept.get(THEIRS, "a", lambda: "newer") == "theirs"


@pytest.mark.parametrize("change", ["", "x", "-1", "９", "1" * 40, "1"])
def test_what_no_change_wrote_forgets_nothing(change: str) -> None:
    kept: Kept[str] = Kept(seconds=60)
    kept.get(MINE, "a", lambda: "kept")

    forget_older(request_after(change), MINE)

    assert kept.get(MINE, "a", lambda: "asked again") == "kept"


def test_the_browser_remembers_a_change_as_long_as_anything_is_kept() -> None:
    response = HttpResponse()
    note_change(response)

    cookie = response.cookies[COOKIE]
    assert abs(int(cookie.value) / 1000 - time()) < LONGEST
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (LONGEST, True, "Lax")


@pytest.mark.django_db
def test_after_opening_a_case_the_next_page_counts_it() -> None:
    people = make_people()
    client = entered(people.owner)
    make_case(people.owner, make_order(people.shop))
    assert client.get("/cases/").context["board"].counts["mine"] == 1
    make_case(people.owner, make_order(people.shop))
    assert client.get("/cases/").context["board"].counts["mine"] == 1  # some seconds old

    client.post("/preferences/", {"theme": "dark"})

    assert client.get("/cases/").context["board"].counts["mine"] == 2
