"""What follows from a courier's parcels out of zone in a month (O7). Pure.

Source A: by rate and count (比例和频率) a deduction in settlement (结算扣款) and lost priority (取消优先发货权).
"""

from dataclasses import dataclass

from aftercare.core.money import ZERO, Money
from aftercare.couriers.terms import Level, PenaltyKind


@dataclass(frozen=True)
class Thresholds:
    """The shop's rules: limits as parcels out of zone per 1,000 parcels sent; nothing follows from fewer than `least`
    of them. `piece`: what each one costs in settlement; `days`: how long priority is lost."""

    least: int
    warn: int
    deduct: int
    demote: int
    piece: Money
    days: int


@dataclass(frozen=True)
class Judged:
    """What a month comes to. `rate`: tenths of a parcel per 1,000, rounded; None when nothing was sent."""

    level: Level
    rate: int | None
    deduction: Money


def judge(sent: int, held: int, rules: Thresholds) -> Judged:
    """The verdict on so many parcels sent and so many out of zone. The limits are compared exactly, never the rounded
    rate; reaching a limit counts. Raises ValueError on a negative count."""
    if sent < 0 or held < 0:
        raise ValueError("a count is zero or more")
    level = Level.FINE
    if sent and held >= max(rules.least, 1):
        for limit, reached in ((rules.warn, Level.WARN), (rules.deduct, Level.DEDUCT), (rules.demote, Level.DEMOTE)):
            if held * 1000 >= limit * sent:
                level = max(level, reached, key=lambda one: one.value)
    return Judged(level, rate_of(sent, held), rules.piece * held if deducts(level) else ZERO)


def rate_of(sent: int, held: int) -> int | None:
    """Tenths of a parcel out of zone per 1,000 sent, half up; None when nothing was sent."""
    return (held * 20_000 + sent) // (2 * sent) if sent else None


def deducts(level: Level) -> bool:
    """Whether each piece is deducted at this level."""
    return level in (Level.DEDUCT, Level.DEMOTE)


def follows(level: Level) -> PenaltyKind | None:
    """The hardest penalty that the figures carry; None when they carry none."""
    if level is Level.DEMOTE:
        return PenaltyKind.PRIORITY
    return None if level is Level.FINE else PenaltyKind.WARNING
