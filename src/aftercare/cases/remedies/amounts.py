"""Amounts of plans: how much is wished for, and what it must not exceed. Facts in, fen out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aftercare.cases.facts import Limits
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.reading import read_choice, read_object, read_set_amount
from aftercare.cases.remedies.terms import Cap, Formula, Severity
from aftercare.core.money import ZERO, Money

_KEYS: Mapping[Formula, tuple[str, ...]] = {
    Formula.NOTHING: (),
    Formula.FIXED: ("fen",),
    Formula.RANGE: ("low", "high"),
    Formula.PERCENT: ("percent",),
    Formula.VALUE: (),
    Formula.FREIGHT: (),
}


@dataclass(frozen=True)
class Amount:
    """A formula with its numbers: `low` and `high` of a range (equal for a fixed amount), `percent` of the value."""

    formula: Formula = Formula.NOTHING
    low: Money = ZERO
    high: Money = ZERO
    percent: int = 0

    def wished(self, facts: RemedyFacts) -> Money:
        """The amount before any cap. A percentage is rounded half up to the fen."""
        match self.formula:
            case Formula.NOTHING:
                return ZERO
            case Formula.FIXED | Formula.RANGE:
                return self.high if facts.severity == Severity.SEVERE else self.low
            case Formula.PERCENT:
                return Money((facts.value.fen * self.percent + 50) // 100)
            case Formula.VALUE:
                return facts.value
            case Formula.FREIGHT:
                return facts.postage

    def own_caps(self, facts: RemedyFacts) -> dict[Cap, Money]:
        """The caps that hold whatever a rulebook says. Freight takes nothing from the room of the lines (money.rules);
        everything else does, coupons too (attack H7)."""
        match self.formula:
            case Formula.NOTHING:
                return {}
            case Formula.FREIGHT:
                return {Cap.FREIGHT: ZERO if facts.buyer_bears_freight else facts.postage}
            case Formula.FIXED | Formula.RANGE:
                return {Cap.ROOM: facts.room, Cap.LIMIT: self.high}
            case Formula.PERCENT | Formula.VALUE:
                return {Cap.ROOM: facts.room, Cap.VALUE: facts.value}

    def as_json(self) -> dict[str, Any]:
        numbers = {"fen": self.low.fen, "low": self.low.fen, "high": self.high.fen, "percent": self.percent}
        return {"formula": self.formula.value, **{key: numbers[key] for key in _KEYS[self.formula]}}


NOTHING = Amount()
VALUE = Amount(Formula.VALUE)
FREIGHT = Amount(Formula.FREIGHT)


def refundable_freight(facts: RemedyFacts, limits: Limits) -> Money:
    """The most freight of the way back that may be refunded (C16): what the buyer paid, up to the shop's ceiling;
    nothing when the buyer bears it."""
    return ZERO if facts.buyer_bears_freight else min(facts.freight, limits.freight_ceiling)


def refundable_postage(facts: RemedyFacts) -> Money:
    """The postage that goes back with the goods money: all of it, as the shop named its price; nothing when the buyer
    bears it, or while other goods of the order keep what it was paid for."""
    return facts.postage if facts.is_whole_order and not facts.buyer_bears_freight else ZERO


def chosen_cap(cap: Cap, facts: RemedyFacts, limits: Limits) -> Money:
    """The caps that a rulebook names. An unknown profit and a loss count as no profit: what nobody knows is not given
    away."""
    profit = max(facts.profit or ZERO, ZERO)
    match cap:
        case Cap.ASKED:
            return facts.asked
        case Cap.PROFIT_OR_FREIGHT:
            return max(profit, refundable_freight(facts, limits))
        case _other:
            return profit


def read_amount(value: Any) -> Amount:
    """Read {"formula": "range", "low": 500, "high": 1000} and the like. Else ValueError."""
    named = value.get("formula") if isinstance(value, dict) else None
    formula = read_choice(Formula)(named)
    found = read_object(value, ("formula", *_KEYS[formula]))
    match formula:
        case Formula.FIXED:
            fen = read_set_amount(found["fen"])
            return Amount(formula, fen, fen)
        case Formula.RANGE:
            low, high = read_set_amount(found["low"]), read_set_amount(found["high"])
            if low >= high:
                raise ValueError(f"the lower end {low} is not below the upper end {high}")
            return Amount(formula, low, high)
        case Formula.PERCENT:
            percent = found["percent"]
            if type(percent) is not int or not 1 <= percent <= 100:
                raise ValueError(f"1 to 100 percent are needed, not {percent!r}")
            return Amount(formula, percent=percent)
    return Amount(formula)
