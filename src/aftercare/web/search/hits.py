"""What a source of the search answers with. Apart from `sources`, so that screens can use it without a circle."""

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
    """`find(person, shop_ids, text)` gives at most MOST hits, the best first."""

    code: str
    label: Any
    icon: str
    find: Callable[[Person, frozenset[int], str], list[Hit]]
