"""The check of a product's page: what is missing, what may not stand there, a score that can be added up. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aftercare.core.text import clean
from aftercare.listings.forbidden import Finding, findings
from aftercare.listings.terms import Part, Shot, ToDo

FOR_PARTS, FOR_SHOTS = 76, 24  # points of a whole page
PER_FINDING, MOST_LOST = 8, 40  # points that forbidden words cost
LEAST = 2  # characters from which on a part says something
_TIME = re.compile(r"[0-9一二两三四五六七八九十]+ ?个?(?:天|日|小时|工作日|h)|当天|次日|隔天")
_NOT_SAID = frozenset("-/–—?？无")  # in any part but the flaws "无" says nothing


@dataclass(frozen=True)
class Listing:
    """What a page says (by part), how many pictures it shows (by kind), and its title with the selling points."""

    headline: str = ""
    parts: Mapping[Part, str] = field(default_factory=dict)
    shots: Mapping[Shot, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Task:
    """One thing to do: at a part, a kind of pictures, or with `at` None in the title. `finding`: what to reword."""

    at: Part | Shot | None
    to_do: ToDo
    points: int
    finding: Finding | None = None


@dataclass(frozen=True)
class Report:
    """The result; the score is FOR_PARTS and FOR_SHOTS by what is there, less what forbidden words cost."""

    score: int
    tasks: tuple[Task, ...]

    @property
    def findings(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if task.finding)

    @property
    def missing(self) -> tuple[Task, ...]:
        return tuple(task for task in self.tasks if not task.finding)


def check(listing: Listing) -> Report:
    """Look at the page; the costliest gaps first, forbidden words before them (R7)."""
    found = tuple(_findings(listing))
    gaps = tuple(_gaps(listing))
    lost = min(MOST_LOST, PER_FINDING * len(found))
    whole = FOR_PARTS + FOR_SHOTS - sum(task.points for task in gaps)
    return Report(max(0, whole - lost), (*found, *sorted(gaps, key=lambda task: -task.points)))


def is_said(part: Part, text: str) -> bool:
    """Whether the part says something; of flaws "无" is an answer."""
    told = clean(text)
    if part is Part.FLAW and told.startswith("无"):
        return True
    return len(told) >= LEAST and bool(set(told) - _NOT_SAID)


def points_of(at: Any) -> int:
    """What a part or a kind of pictures counts; together FOR_PARTS and FOR_SHOTS."""
    if isinstance(at, Shot):
        return FOR_SHOTS // len(Shot)
    return 10 if at is Part.LOGISTICS else (FOR_PARTS - 10) // (len(Part) - 1)


def _gaps(listing: Listing) -> Iterator[Task]:
    for part in Part:
        text = listing.parts.get(part, "")
        if not is_said(part, text):
            yield Task(part, ToDo.WRITE, points_of(part))
        elif part is Part.LOGISTICS and not _TIME.search(text):
            yield Task(part, ToDo.TIME, points_of(part) // 2)
    for shot in Shot:
        if listing.shots.get(shot, 0) < 1:
            yield Task(shot, ToDo.SHOOT, points_of(shot))


def _findings(listing: Listing) -> Iterator[Task]:
    places: list[tuple[Part | None, str]] = [(None, listing.headline), *listing.parts.items()]
    for at, text in places:
        for finding in findings(text):
            yield Task(at, ToDo.REWORD, PER_FINDING, finding)
