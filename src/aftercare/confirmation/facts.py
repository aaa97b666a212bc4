"""What is known of an order when it is checked: plain values, no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aftercare.confirmation.terms import Level
from aftercare.core.money import Money
from aftercare.orders.delivery.table import CourierTable


@dataclass(frozen=True)
class LineFacts:
    """One line. `usual` is how many pieces earlier orders of the product had: how often 1, 2, … (see `Habit`)."""

    title: str
    sku: str
    quantity: int
    usual: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sibling:
    """Another unsent order of the same buyer; `same_place`: to the same receiver and address."""

    number: str
    same_place: bool


@dataclass(frozen=True)
class BuyerFacts:
    """Of earlier paid orders: how many there were, and the most pieces of one."""

    orders: int = 0
    most_pieces: int = 0
    unsent: tuple[Sibling, ...] = ()


@dataclass(frozen=True)
class CheckFacts:
    """An order as the checks see it. Name, phone and address are whole values, '' when the platform gave none; the
    masks say that there is one all the same. `lines` empty: the report of the goods has not come."""

    name: str = ""
    name_mask: str = ""
    phone: str = ""
    phone_mask: str = ""
    address: str = ""
    region: str = ""
    message: str = ""
    memo: str = ""
    lines: tuple[LineFacts, ...] = ()
    worth: Money | None = None
    buyer: BuyerFacts = BuyerFacts()
    couriers: CourierTable = field(default_factory=CourierTable)
    day: date = date(2000, 1, 1)
    many_pieces: int = 10  # so many of one product are looked at whatever the habit
    corrected: frozenset[str] = frozenset()  # fields that a person has corrected after asking
    changed: str = ""  # what a later report changed: "address", "goods"


@dataclass(frozen=True)
class Finding:
    """One thing that is odd: a stable code, how bad, and what fills its sentence (never personal data)."""

    code: str
    level: Level
    params: Mapping[str, Any] = field(default_factory=dict)
