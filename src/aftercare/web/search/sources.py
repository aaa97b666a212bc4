"""What the search looks in. A screen adds one row; its function starts from its package's visible set."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from aftercare.shops.access import Person

MOST = 8  # hits per source


@dataclass(frozen=True)
class Hit:
    """One line of the answer; `marks` is safe HTML such as a pill."""

    title: str
    address: str
    text: str = ""
    marks: str = ""


@dataclass(frozen=True)
class SearchSource:
    """`find(person, shop_ids, text)` gives at most MOST hits, the best first; exact numbers are `is_exact`."""

    code: str
    label: Any
    icon: str
    find: Callable[[Person, frozenset[int], str], list[Hit]]


SOURCES: tuple[SearchSource, ...] = ()
