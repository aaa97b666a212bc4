"""A small memory of this process: answers kept for some seconds, per person. Nothing in it decides a right.

What a person changed themselves they see at once, whichever process answers: the browser carries the moment of their
last change, and nothing older is shown to them.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from time import time
from typing import Any, Final, Generic, TypeVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase

Value = TypeVar("Value")
COOKIE: Final = "changed"
LONGEST: Final = 60  # seconds; nothing is kept for longer


class Kept(Generic[Value]):
    """Answers per person and question. A person's answers are found by that person's id only."""

    def __init__(self, seconds: float, most_people: int = 2000) -> None:
        self.seconds = seconds
        self.most_people = most_people
        self._answers: dict[int, tuple[float, Hashable, Value]] = {}
        self._lock = Lock()
        _all.append(self)

    def get(self, staff_id: int, question: Hashable, ask: Callable[[], Value]) -> Value:
        """The kept answer to this very question, or a fresh one."""
        kept, now = self._answers.get(staff_id), time()
        if kept and 0 <= now - kept[0] < self.seconds and kept[1] == question:
            return kept[2]
        answer = ask()
        with self._lock:
            if len(self._answers) >= self.most_people:
                self._answers.clear()
            self._answers[staff_id] = (now, question, answer)
        return answer

    def forget(self, staff_id: int, before: float) -> None:
        """Ask afresh on the person's next page what was asked before this moment (seconds since 1970)."""
        kept = self._answers.get(staff_id)
        if kept and kept[0] <= before:
            self._answers.pop(staff_id, None)


_all: list[Kept[Any]] = []


def note_change(response: HttpResponseBase) -> None:
    """Let the browser carry the moment of a change as long as anything could be kept from before it."""
    response.set_cookie(COOKIE, str(int(time() * 1000) + 1), max_age=LONGEST, httponly=True, samesite="Lax")


def forget_older(request: HttpRequest, staff_id: int) -> None:
    """Forget what was kept of the person before the change that their browser tells of, in this process."""
    told = request.COOKIES.get(COOKIE, "")
    if told.isascii() and told.isdigit() and len(told) < 16:
        for kept in _all:
            kept.forget(staff_id, int(told) / 1000)
