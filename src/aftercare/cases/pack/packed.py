"""What was in the parcel when it left, as whoever packs knows it: it stands in the evidence pack (O9, B8)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Packed:
    """One packing of an order, checked piece by piece. `goods`: titles with how many pieces were counted into the box;
    `grams` None: not weighed; `film`: a link, '' for none."""

    at: datetime
    by: str
    goods: Sequence[tuple[str, int]]
    grams: int | None = None
    film: str = ""


PackedReader = Callable[[int], Sequence[Packed]]  # of an order; whoever calls it has seen to the rights
_readers: list[PackedReader] = []


def on_packed_asked(reader: PackedReader) -> None:
    """Called once at start, by config.handlers. The same reader again changes nothing."""
    if reader not in _readers:
        _readers.append(reader)


def packed_of(order_id: int) -> list[Packed]:
    """Finished packings of that order, the oldest first."""
    return sorted((one for reader in _readers for one in reader(order_id)), key=lambda one: one.at)
