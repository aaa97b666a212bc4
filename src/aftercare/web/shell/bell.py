"""What a notice is: long work that ended, or something a person should know."""

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
