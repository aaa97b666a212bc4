"""The sums of a settlement sheet, exact to the fen (O7). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from aftercare.core.money import ZERO, Money


@dataclass(frozen=True)
class Piece:
    """A parcel out of zone with what is deducted for it."""

    case_id: int
    number: str
    order_no: str
    tracking_no: str
    day: str  # ISO, in the shop's zone
    deduction: Money = ZERO


@dataclass(frozen=True)
class Compensation:
    """A claim at the courier that ended in the month: asked for, and paid by the courier."""

    case_id: int
    number: str
    order_no: str
    tracking_no: str
    day: str
    claimed: Money = ZERO
    paid: Money = ZERO


@dataclass(frozen=True)
class Totals:
    """`total`: what the courier bears for the month: deduction and compensation."""

    pieces: int
    deduction: Money
    claimed: Money
    paid: Money

    @property
    def total(self) -> Money:
        return self.deduction + self.paid


def totals(pieces: Iterable[Piece], compensations: Iterable[Compensation]) -> Totals:
    """What the lines add up to."""
    found, paid = list(pieces), list(compensations)
    return Totals(
        pieces=len(found),
        deduction=sum((one.deduction for one in found), ZERO),
        claimed=sum((one.claimed for one in paid), ZERO),
        paid=sum((one.paid for one in paid), ZERO),
    )
