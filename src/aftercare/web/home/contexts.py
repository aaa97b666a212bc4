"""What the home page prints."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.shops.access import Person
from aftercare.web.home.blocks import NOTHING, TITLES, Block, HomeList
from aftercare.web.home.sources import SOURCES
from aftercare.web.policy import held_roles


@dataclass(frozen=True)
class BlockView:
    """One of the three blocks with the lists that have rows."""

    code: str
    title: Any
    nothing: Any
    lists: list[tuple[Any, HomeList]]


class HomeContext:
    """The three blocks for one person."""

    def __init__(self, person: Person, shop_ids: frozenset[int], at: datetime) -> None:
        self.person = person
        held = held_roles(person)
        asked = [source for source in SOURCES if source.roles is None or source.roles & held]
        answers = [answer for source in asked for answer in source.answers(person, shop_ids, at)]
        self.blocks = [
            BlockView(
                block.value,
                TITLES[block],
                NOTHING[block],
                [(label, found) for place, label, found in answers if place is block and found.rows],
            )
            for block in Block
        ]
