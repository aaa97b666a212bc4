"""What a column can tell, and how its cells are read. A family may have converters of its own beside these."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.intake import values


@dataclass(frozen=True)
class Clock:
    """The shop's clock, which a file's times stand on, and the day zero of Excel's numbered days."""

    zone: ZoneInfo
    epoch: datetime


@dataclass(frozen=True)
class Converter:
    """Reads a cell: text to value, None for nothing told, BadValue for what cannot be read (never rounded or guessed).

    `missing` is the code of the refusal when a needed cell is empty; one that `uses_clock` is called with
    (cell, zone, epoch).
    """

    read: Callable[..., Any]
    missing: str = "text.missing"
    is_money: bool = False
    is_long_number: bool = False  # Excel destroys numbers of more than 15 digits
    uses_clock: bool = False

    def bound(self, clock: Clock) -> Callable[[str], Any]:
        """The reader of a cell on that clock."""
        return partial(self.read, zone=clock.zone, epoch=clock.epoch) if self.uses_clock else self.read


ID = Converter(values.read_id, "id.missing", is_long_number=True)
MONEY = Converter(values.read_money, "money.missing", is_money=True)  # yuan
TIME = Converter(values.read_time, "date.missing", uses_clock=True)
COUNT = Converter(values.read_count, "count.missing")
TEXT = Converter(values.read_text, "text.missing")
PHONE = Converter(values.read_phone, "text.missing")


@dataclass(frozen=True)
class Field:
    """One thing that a file can tell. `names` are its headers, the classic one first."""

    code: str
    label: Any
    reads: Converter
    names: tuple[str, ...]
    is_personal: bool = False  # never shown in previews and refusals
