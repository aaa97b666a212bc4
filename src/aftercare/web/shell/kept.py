"""A small memory of this process: answers kept for some seconds, per person. Nothing in it decides a right.

What a person changed themselves they see at once, whichever process answers: each change gives their browser a new
mark, and what was kept under another mark is not shown to them.
"""

import secrets
from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Final, Generic, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Value = TypeVar("Value")
COOKIE: Final = "changed"
LONGEST: Final = 60  # seconds; nothing is kept for longer
MOST_PEOPLE: Final = 2000
_marks: dict[int, str] = {}  # of each person's last request to this process


class Kept(Generic[Value]):
    """Answers per person and question. A person's answers are found by that person's id only."""

    def __init__(self, seconds: float) -> None:
        assert seconds < LONGEST
        self.seconds = seconds
        self._answers: dict[int, tuple[float, tuple[Hashable, str], Value]] = {}
        self._lock = Lock()

    def get(self, staff_id: int, question: Hashable, ask: Callable[[], Value]) -> Value:
        """The kept answer to this very question since the person's last change, or a fresh one."""
        asked = (question, _marks.get(staff_id, ""))
        kept = self._answers.get(staff_id)
        if kept and kept[0] > monotonic() and kept[1] == asked:
            return kept[2]
        answer = ask()
        with self._lock:
            if len(self._answers) >= MOST_PEOPLE:
                self._answers.clear()
            self._answers[staff_id] = (monotonic() + self.seconds, asked, answer)
        return answer


def note_change(response: HttpResponseBase) -> None:
    """Give the browser a new mark, for as long as anything could be kept from before."""
    response.set_cookie(COOKIE, secrets.token_hex(8), max_age=LONGEST, httponly=True, samesite="Lax")


def read_mark(request: HttpRequest, staff_id: int) -> None:
    """Remember which mark the person's browser has."""
    if len(_marks) >= MOST_PEOPLE:
        _marks.clear()
    _marks[staff_id] = request.COOKIES.get(COOKIE, "")[:16]
