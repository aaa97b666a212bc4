"""What the bell shows: long work that ended, things a person should know. A screen adds its function here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.shops.access import Person

MOST = 20


@dataclass(frozen=True)
class Notice:
    """One line; `tone` a value of marks.Tone."""

    text: Any
    address: str
    at: datetime
    tone: str = "done"


NoticeSource = Callable[[Person, frozenset[int]], list[Notice]]
"""(person, shop ids) -> at most MOST notices of the last days, from the visible set of its package."""

SOURCES: tuple[NoticeSource, ...] = ()


def notices(person: Person, shop_ids: frozenset[int]) -> list[Notice]:
    """All of them, the newest first."""
    found = [notice for source in SOURCES for notice in source(person, shop_ids)]
    return sorted(found, key=lambda notice: notice.at, reverse=True)[:MOST]
