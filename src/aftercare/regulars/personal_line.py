"""A personal line for the reply, made of what the buyer really bought (U2). Pure.

Each part names the order that it is known from. Without facts there is no line: nothing is invented, and of an order
that went wrong nothing nice is said.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aftercare.core.words import _

MOST_TITLE: Final = 24  # characters of a product's title that somebody would say
FRESH_DAYS: Final = 3  # the goods are hardly there: nobody asks yet how they are
LONG_DAYS: Final = 540  # nobody remembers what they bought two years ago
LEAST_LIKED: Final = 2  # orders with the same tag, before it is called a taste
LEAST_TIMES: Final = 3


@dataclass(frozen=True)
class Bought:
    """One paid order that went well: its newest line's title as the shop lists it, and the product's tags."""

    order_id: int
    number: str
    title: str
    days: int
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """A sentence to the buyer and the orders it is known from; `sentence` is lazy and takes `params`."""

    code: str
    sentence: Any
    params: dict[str, Any]
    known_from: tuple[Bought, ...]


def personal_lines(orders: Sequence[Bought], times: int) -> list[Line]:
    """The lines that the facts give, the most personal first. `orders` newest first; `times` how many paid orders there
    are, these and earlier ones."""
    told = [one for one in orders if one.title and FRESH_DAYS <= one.days <= LONG_DAYS]
    lines = []
    if told:
        last = told[0]
        sentence = _("You bought our “%(product)s” before. Has it served you well?")
        lines.append(Line("last_product", sentence, {"product": _spoken(last.title)}, (last,)))
    liked = _taste(orders)
    if liked:
        tag, known = liked
        sentence = _("You have chosen %(tag)s from us before; I will look for something in that style for you.")
        lines.append(Line("taste", sentence, {"tag": tag}, known))
    if times >= LEAST_TIMES and orders:
        sentence = _("Thank you for coming to us again: you have ordered %(times)s times already.")
        lines.append(Line("times", sentence, {"times": times}, tuple(orders[:1])))
    return lines


def _taste(orders: Sequence[Bought]) -> tuple[str, tuple[Bought, ...]] | None:
    """The tag that most of the orders share, when it is clear."""
    counted = Counter(tag for one in orders for tag in dict.fromkeys(one.tags))
    best = counted.most_common(2)
    if not best or best[0][1] < LEAST_LIKED or (len(best) > 1 and best[1][1] == best[0][1]):
        return None
    tag = best[0][0]
    return tag, tuple(one for one in orders if tag in one.tags)


def _spoken(title: str) -> str:
    """As much of a title as one says; titles of shops are long lists of words."""
    first = title.split("【")[0].split("（")[0].strip() or title
    return first if len(first) <= MOST_TITLE else first[:MOST_TITLE].rstrip() + "…"
