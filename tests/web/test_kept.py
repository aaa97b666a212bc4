"""What a process remembers for some seconds: never another person's, never from before one's own last change."""

from itertools import count

import pytest
from django.http import HttpRequest, HttpResponse
from tests.people import make_case, make_order, make_people
from tests.web.people import entered

from aftercare.web.shell import kept as kept_module
from aftercare.web.shell.kept import COOKIE, LONGEST, Kept, note_change, read_mark

MINE, THEIRS = 7, 8


def request_with(mark: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[COOKIE] = mark
    return request


def changed() -> HttpRequest:
    """The next request of a browser in which something was just changed, by whichever process."""
    response = HttpResponse()
    note_change(response)
    return request_with(response.cookies[COOKIE].value)


def test_an_answer_is_kept_for_its_person_and_question() -> None:
    kept: Kept[str] = Kept(seconds=30)

    assert kept.get(MINE, "a", lambda: "first") == "first"
    assert kept.get(MINE, "a", lambda: "second") == "first"
    assert kept.get(MINE, "b", lambda: "other question") == "other question"
    assert kept.get(THEIRS, "a", lambda: "somebody else") == "somebody else"


def test_it_is_kept_for_its_seconds_only(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count(1000, 20)
    monkeypatch.setattr(kept_module, "monotonic", lambda: next(ticks))
    kept: Kept[str] = Kept(seconds=30)

    answers = [kept.get(MINE, "a", lambda text=text: text) for text in ("first", "20 s later", "40 s later")]

    assert answers == ["first", "first", "40 s later"]


def test_nothing_from_before_the_persons_own_change_is_shown_to_them() -> None:
    kept: Kept[str] = Kept(seconds=30)
    kept.get(MINE, "a", lambda: "before")
    kept.get(THEIRS, "a", lambda: "theirs")

    for answer in ("after one change", "after another at once"):
        read_mark(changed(), MINE)
        assert kept.get(MINE, "a", lambda answer=answer: answer) == answer

    assert kept.get(THEIRS, "a", lambda: "newer") == "theirs"


def test_an_answer_that_was_asked_for_before_the_change_and_came_after_it_is_not_shown() -> None:
    kept: Kept[str] = Kept(seconds=30)

    def ask() -> str:
        read_mark(changed(), MINE)
        return "before"

    kept.get(MINE, "a", ask)

    assert kept.get(MINE, "a", lambda: "after") == "after"


def test_a_browser_without_a_new_change_is_shown_what_is_kept() -> None:
    kept: Kept[str] = Kept(seconds=30)
    request = changed()
    read_mark(request, MINE)
    kept.get(MINE, "a", lambda: "kept")

    read_mark(request, MINE)

    assert kept.get(MINE, "a", lambda: "asked again") == "kept"


@pytest.mark.parametrize("mark", ["", "x" * 4000, "９\udcff"])
def test_a_mark_that_nobody_gave_is_a_mark_like_any_other_and_short(mark: str) -> None:
    kept: Kept[str] = Kept(seconds=30)
    read_mark(request_with(mark), MINE)
    kept.get(MINE, "a", lambda: "kept")

    read_mark(request_with(mark[:16]), MINE)

    assert kept.get(MINE, "a", lambda: "asked again") == "kept"


def test_no_more_people_are_remembered_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST_PEOPLE", 3)
    monkeypatch.setattr(kept_module, "_marks", {})
    kept: Kept[int] = Kept(seconds=30)

    for staff_id in range(10):
        read_mark(changed(), staff_id)
        assert kept.get(staff_id, "a", lambda staff_id=staff_id: staff_id) == staff_id
        assert max(len(kept_module._marks), len(kept._answers)) <= 3


def test_the_browser_remembers_a_change_longer_than_anything_is_kept() -> None:
    response = HttpResponse()
    note_change(response)

    cookie = response.cookies[COOKIE]
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (LONGEST, True, "Lax")
    with pytest.raises(AssertionError):
        Kept(seconds=LONGEST)


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
