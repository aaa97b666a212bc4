"""What decisions are made from: frozen facts about a case and whoever acts. Pure; `gather.py` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from aftercare.cases.terms import Disposition, Reason, Responsible
from aftercare.core.money import ZERO, Money


@dataclass(frozen=True)
class Grant:
    """What the shop gives: per case line pieces and goods money, the freight, and who is responsible."""

    lines: Mapping[int, tuple[int, Money]]  # case line id -> (pieces, goods money)
    freight: Money = ZERO
    responsible: Responsible = Responsible.UNDECIDED

    @property
    def goods(self) -> Money:
        return sum((amount for _pieces, amount in self.lines.values()), ZERO)

    @property
    def total(self) -> Money:
        return self.goods + self.freight

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": {str(line): [pieces, amount.fen] for line, (pieces, amount) in sorted(self.lines.items())},
            "freight": self.freight.fen,
            "responsible": self.responsible.value,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            {int(line): (pieces, Money(fen)) for line, (pieces, fen) in stored["lines"].items()},
            Money(stored["freight"]),
            Responsible(stored["responsible"]),
        )


@dataclass(frozen=True)
class LineFacts:
    """One line of the case. `room` is what the cap of the order line still allows."""

    id: int
    order_line_id: int
    title: str
    bought: int
    asked: int
    authorised: int
    received: int
    good: int
    defective: int
    asked_amount: Money
    granted_amount: Money | None
    paid: Money
    room: Money
    return_class: str
    disposition: Disposition = Disposition.NONE
    open_elsewhere: int = 0  # pieces that other open or finished cases of the same line hold


@dataclass(frozen=True)
class ApprovalFacts:
    """The pending approval of the case."""

    id: int
    requested_by: int
    binding: str
    subject_version: int
    needs_role: str


@dataclass(frozen=True)
class Limits:
    """Policy values that guards compare with."""

    authority: Mapping[str, Money]  # role -> largest remedy of one case without approval
    daily_authority: Money  # sum of all remedies that one agent may grant in a day
    freight_ceiling: Money


@dataclass(frozen=True)
class Actor:
    """Whoever moves the case: roles held in the case's shop, or the clock."""

    staff_id: int | None
    roles: frozenset[str]
    is_clock: bool = False
    granted_today: Money = ZERO


@dataclass(frozen=True)
class CaseFacts:
    """A case at one moment."""

    id: int
    number: str
    flow: str
    state: str
    version: int
    reason: Reason
    responsible: Responsible
    asked_freight: Money
    granted: Grant | None
    proposal: Grant | None
    lines: tuple[LineFacts, ...]
    payee: str
    limits: Limits
    at: datetime
    signed_days_ago: int | None = None  # whole days since the day after signing; None: not signed for
    free_days: int = 0  # days after signing in which no reason is needed, rest days at their end included
    received: bool = False
    approval: ApprovalFacts | None = None
    payout_state: str = ""  # of the newest payout of the case

    @property
    def asked(self) -> Grant:
        """The buyer's wish as if granted in full."""
        return Grant(
            {line.id: (line.asked, line.asked_amount) for line in self.lines}, self.asked_freight, self.responsible
        )

    def meant(self, inputs: Mapping[str, Any]) -> Grant:
        """The grant that a move would give: what was entered, else what was granted, else what was asked."""
        base = self.granted or self.asked
        return Grant(
            lines=inputs.get("granted_lines", base.lines),
            freight=inputs.get("granted_freight", base.freight),
            responsible=inputs.get("responsible", base.responsible),
        )


@dataclass(frozen=True)
class Attempt:
    """A move that somebody tries: the facts, who, and the parsed inputs (empty when a page only greys its buttons)."""

    facts: CaseFacts
    actor: Actor
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def meant(self) -> Grant:
        return self.facts.meant(self.inputs)
