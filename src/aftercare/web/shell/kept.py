"""A small memory of this process: answers kept for some seconds, per person. Nothing in it decides a right."""

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


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
        kept = self._answers.get(staff_id)
        if kept and kept[0] > monotonic() and kept[1] == question:
            return kept[2]
        answer = ask()
        with self._lock:
            if len(self._answers) >= self.most_people:
                self._answers.clear()
            self._answers[staff_id] = (monotonic() + self.seconds, question, answer)
        return answer

    def forget(self, staff_id: int) -> None:
        """Ask afresh on the person's next page."""
        self._answers.pop(staff_id, None)


_all: list[Kept[Any]] = []


def forget_all(staff_id: int) -> None:
    """Forget every kept answer of a person: called after everything they change themselves."""
    for kept in _all:
        kept.forget(staff_id)
