"""Courses that come with the package, as data: a trainer takes one over into a shop and then changes it as they like
(K3). Their words are Chinese like the shop's own."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

NEWCOMER: Final = "newcomer"


@dataclass(frozen=True)
class ReadyCourse:
    """`lessons` and `scripts` as in the file; `questions` as (kind, text, options, key, explanation, points)."""

    code: str
    title: str
    summary: str
    days: int
    lessons: tuple[dict[str, Any], ...]
    exam: dict[str, Any]
    questions: tuple[tuple[str, str, list[str], list[int], str, int], ...]
    scripts: tuple[dict[str, Any], ...]


@cache
def ready_course(code: str = NEWCOMER) -> ReadyCourse:
    """The course of that name; a wrong one raises FileNotFoundError."""
    told = json.loads((files("aftercare.training") / "content" / f"{code}.json").read_text("utf-8"))
    questions = tuple((*row[:5], row[5] if len(row) > 5 else 1) for row in told.pop("questions"))
    return ReadyCourse(
        lessons=tuple(told.pop("lessons")), questions=questions, scripts=tuple(told.pop("scripts")), **told
    )
