"""What the home page asks each screen for; the answers stand in `sources.py`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftercare.accounts.terms import Role
from aftercare.shops.access import Person
from aftercare.web.pieces.clock import Clock

MOST = 8  # rows per source


class Block(Enum):
    """The three questions of the home page."""

    WAITING = "waiting"
    NEXT = "next"
    LATE = "late"


TITLES = {
    Block.WAITING: _("Waits for me"),
    Block.NEXT: _("Runs out next"),
    Block.LATE: _("Late"),
}
NOTHING = {
    Block.WAITING: _("Nothing waits for you."),
    Block.NEXT: _("Nothing runs out soon."),
    Block.LATE: _("Nothing is late."),
}


@dataclass(frozen=True)
class HomeRow:
    """One line: what it is, and when it runs out. `marks` is safe HTML such as a pill."""

    title: str
    address: str
    text: str = ""
    marks: str = ""
    clock: Clock | None = None


@dataclass(frozen=True)
class HomeList:
    """At most MOST rows, the most urgent first; `count` is bounded and printed as given."""

    rows: Sequence[HomeRow]
    count: str = ""
    more_url: str = ""


Answer = tuple[Block, Any, HomeList]


@dataclass(frozen=True)
class HomeSource:
    """`rows(person, shop_ids, at)` starts from the visible set of its package. `roles` None: everybody."""

    block: Block
    label: Any
    rows: Callable[[Person, frozenset[int], datetime], HomeList]
    roles: frozenset[Role] | None = None

    def answers(self, person: Person, shop_ids: frozenset[int], at: datetime) -> Iterator[Answer]:
        """The block, the heading and the rows."""
        yield self.block, self.label, self.rows(person, shop_ids, at)


@dataclass(frozen=True)
class TimedSource:
    """Like a HomeSource, but one reading tells what runs out next and what is late."""

    next_label: Any
    late_label: Any
    rows: Callable[[Person, frozenset[int], datetime], tuple[HomeList, HomeList]]
    roles: frozenset[Role] | None = None

    def answers(self, person: Person, shop_ids: frozenset[int], at: datetime) -> Iterator[Answer]:
        """The block, the heading and the rows, for both blocks."""
        coming, late = self.rows(person, shop_ids, at)
        yield Block.NEXT, self.next_label, coming
        yield Block.LATE, self.late_label, late
