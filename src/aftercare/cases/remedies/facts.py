"""The facts that remedies are proposed from: frozen, kept with the proposal so that it can be explained later (C13)."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, Self

from aftercare.cases.remedies.reading import (
    inside,
    plain,
    read_choice,
    read_count,
    read_flag,
    read_money,
    read_signed_money,
    read_text,
)
from aftercare.cases.remedies.terms import MIS_SHIPPED, Cause, Severity
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.money import ZERO, Money
from aftercare.core.words import Choices, _
from aftercare.orders.terms import ReturnClass


@dataclass(frozen=True)
class RemedyFacts:
    """One matter at one moment. None is "not known (yet)". Raises ValueError on a negative amount or count, except
    that the profit may be a loss."""

    flow: str  # code of the case's flow
    reason: Reason  # as the buyer gave it
    cause: Cause  # as the shop found it
    value: Money  # what was paid for the pieces concerned
    room: Money  # what the caps of these lines still allow
    responsible: Responsible = Responsible.UNDECIDED
    severity: Severity | None = None
    profit: Money | None = None  # of the whole order
    freight: Money = ZERO  # of the way back, as the buyer claims it
    postage: Money = ZERO  # of the way out: what the buyer paid for it with the order, as far as it is not refunded
    asked: Money = ZERO  # goods money that the buyer asks for
    is_whole_order: bool = True  # nothing else of the order is left, so nothing else has been carried for the postage
    is_urgent: bool = False
    is_big_customer: bool = False
    is_regular: bool = False
    packing_whole: bool | None = None
    claim_refused: bool | None = None  # the courier's answer; None: not claimed, or not answered
    warehouse_confirmed: bool | None = None  # that the wrong goods were sent, or too few
    days_since_signing: int | None = None  # the day after signing is day one; None: not signed for
    free_days: int = 7  # days without a reason of this parcel, rest days at their end included
    is_dispatched: bool = True
    is_resaleable: bool | None = None
    return_class: ReturnClass = ReturnClass.NORMAL
    in_stock: bool | None = None  # the same goods can be sent again
    contacts: int = 0  # how often the buyer has explained the matter without a result
    late_hours: int = 0  # hours beyond the promise

    def __post_init__(self) -> None:
        for fact, shape in SHAPES.items():
            found = getattr(self, fact.value)
            if shape.read in (read_money, read_count) and found is not None and plain(found) < 0:
                raise ValueError(f"{fact.value} is negative: {found}")

    @property
    def within_free_days(self) -> bool | None:
        """May the buyer still return without a reason, by the days alone (C15); None while not signed for."""
        return None if self.days_since_signing is None else self.days_since_signing <= self.free_days

    @property
    def buyer_bears_freight(self) -> bool:
        """C16: the warehouse's word decides about wrong and missing goods, else whoever is responsible. What never left
        has cost no freight."""
        if not self.is_dispatched:
            return False
        if self.cause in MIS_SHIPPED and self.warehouse_confirmed is not None:
            return not self.warehouse_confirmed
        return self.responsible == Responsible.BUYER

    def as_json(self) -> dict[str, Any]:
        """Amounts in fen."""
        return {each.name: plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read `as_json`. A fact that did not exist yet when it was stored has its default. Else ValueError."""
        known = {each.name: each.default is MISSING for each in fields(cls)}
        if unknown := sorted(stored.keys() - known.keys()):
            raise ValueError(f"unknown facts: {', '.join(unknown)}")
        if missing := sorted(name for name, is_needed in known.items() if is_needed and name not in stored):
            raise ValueError(f"missing facts: {', '.join(missing)}")
        return cls(**{name: read_fact(Fact(name), value) for name, value in stored.items()})


class Fact(Choices):
    """Every fact that a condition may name; the value is the attribute of `RemedyFacts`."""

    FLOW = "flow", _("Kind of case")
    REASON = "reason", _("Reason of the buyer")
    CAUSE = "cause", _("Cause")
    VALUE = "value", _("Value of the pieces")
    ROOM = "room", _("What may still be refunded")
    RESPONSIBLE = "responsible", _("Responsible party")
    SEVERITY = "severity", _("Severity")
    PROFIT = "profit", _("Profit of the order")
    FREIGHT = "freight", _("Return freight the buyer asks for")
    POSTAGE = "postage", _("Postage of the order")
    ASKED = "asked", _("What the buyer asks for")
    IS_WHOLE_ORDER = "is_whole_order", _("All that is left of the order")
    IS_URGENT = "is_urgent", _("The buyer is in a hurry")
    IS_BIG_CUSTOMER = "is_big_customer", _("Big customer")
    IS_REGULAR = "is_regular", _("Regular customer")
    PACKING_WHOLE = "packing_whole", _("The packing is whole")
    CLAIM_REFUSED = "claim_refused", _("The courier refused the claim")
    WAREHOUSE_CONFIRMED = "warehouse_confirmed", _("The warehouse confirms it")
    DAYS_SINCE_SIGNING = "days_since_signing", _("Days since signing")
    FREE_DAYS = "free_days", _("Days of return without a reason")
    WITHIN_FREE_DAYS = "within_free_days", _("Within the days without a reason")
    IS_DISPATCHED = "is_dispatched", _("The goods have been dispatched")
    IS_RESALEABLE = "is_resaleable", _("The goods can be sold again")
    RETURN_CLASS = "return_class", _("Return class of the product")
    IN_STOCK = "in_stock", _("In stock")
    CONTACTS = "contacts", _("Explained without a result")
    LATE_HOURS = "late_hours", _("Hours of delay")


@dataclass(frozen=True)
class Shape:
    """The values that a fact takes. An ordered one can be compared by size."""

    read: Callable[[Any], Any]  # JSON -> value, ValueError on a wrong one
    may_be_unknown: bool = False
    is_ordered: bool = False
    is_flag: bool = False


_FLAG = Shape(read_flag, is_flag=True)
_OPEN_FLAG = Shape(read_flag, is_flag=True, may_be_unknown=True)
_AMOUNT = Shape(read_money, is_ordered=True)
_COUNT = Shape(read_count, is_ordered=True)
SHAPES: Mapping[Fact, Shape] = {
    Fact.FLOW: Shape(read_text),
    Fact.REASON: Shape(read_choice(Reason)),
    Fact.CAUSE: Shape(read_choice(Cause)),
    Fact.VALUE: _AMOUNT,
    Fact.ROOM: _AMOUNT,
    Fact.RESPONSIBLE: Shape(read_choice(Responsible)),
    Fact.SEVERITY: Shape(read_choice(Severity), may_be_unknown=True),
    Fact.PROFIT: Shape(read_signed_money, may_be_unknown=True, is_ordered=True),
    Fact.FREIGHT: _AMOUNT,
    Fact.POSTAGE: _AMOUNT,
    Fact.ASKED: _AMOUNT,
    Fact.IS_WHOLE_ORDER: _FLAG,
    Fact.IS_URGENT: _FLAG,
    Fact.IS_BIG_CUSTOMER: _FLAG,
    Fact.IS_REGULAR: _FLAG,
    Fact.PACKING_WHOLE: _OPEN_FLAG,
    Fact.CLAIM_REFUSED: _OPEN_FLAG,
    Fact.WAREHOUSE_CONFIRMED: _OPEN_FLAG,
    Fact.DAYS_SINCE_SIGNING: Shape(read_count, may_be_unknown=True, is_ordered=True),
    Fact.FREE_DAYS: _COUNT,
    Fact.WITHIN_FREE_DAYS: _OPEN_FLAG,
    Fact.IS_DISPATCHED: _FLAG,
    Fact.IS_RESALEABLE: _OPEN_FLAG,
    Fact.RETURN_CLASS: Shape(read_choice(ReturnClass)),
    Fact.IN_STOCK: _OPEN_FLAG,
    Fact.CONTACTS: _COUNT,
    Fact.LATE_HOURS: _COUNT,
}


def read_fact(fact: Fact, value: Any) -> Any:
    """The value of a fact from its JSON form; null only where it may be unknown."""
    with inside(fact.value):
        if value is None and SHAPES[fact].may_be_unknown:
            return None
        return SHAPES[fact].read(value)
