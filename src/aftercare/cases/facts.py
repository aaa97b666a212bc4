"""What decisions are made from: frozen facts about a case and whoever acts. Pure; `gather.py` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from aftercare.cases.terms import OUT_OF_ORDER, Disposition, Form, Link, Reason, Responsible
from aftercare.core.money import ZERO, Money

COMPENSATION = "compensation"  # the kind of case whose form says what is given
# Kept values that are fen.
AMOUNTS = frozenset(
    {
        "buyer_pays",
        "repair_cost",
        "claim_amount",
        "recovered_amount",
        "compensation_amount",
        "refund_amount",
        "gift_worth",
    }
)


@dataclass(frozen=True)
class Grant:
    """What the shop gives: per case line pieces and goods money, the freight, what a gift costs us, and who is
    responsible."""

    lines: Mapping[int, tuple[int, Money]]  # case line id -> (pieces, goods money)
    freight: Money = ZERO
    responsible: Responsible = Responsible.UNDECIDED
    gift: Money = ZERO

    @property
    def goods(self) -> Money:
        return sum((amount for _pieces, amount in self.lines.values()), ZERO)

    @property
    def total(self) -> Money:
        return self.goods + self.freight + self.gift

    def as_json(self) -> dict[str, Any]:
        gift = {"gift": self.gift.fen} if self.gift else {}
        return {
            **gift,
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
            Money(stored.get("gift", 0)),
        )


@dataclass(frozen=True)
class LineFacts:
    """One line of the case. `room` is what the cap of the order line still allows, `elsewhere` what the platform has
    given back by itself, as the order report shows."""

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
    good_to: Disposition = Disposition.NONE
    defective_to: Disposition = Disposition.NONE
    open_elsewhere: int = 0  # pieces that other open or finished cases of the same line hold
    elsewhere: Money = ZERO

    @property
    def is_inspected(self) -> bool:
        return bool(self.good_to or self.defective_to)

    @property
    def is_out_of_order(self) -> bool:
        """Whether the warehouse did not see all that was counted, or gives something of it back to the buyer."""
        unseen = self.is_inspected and self.good + self.defective < self.received
        return unseen or bool({self.good_to, self.defective_to} & OUT_OF_ORDER)


@dataclass(frozen=True)
class ApprovalFacts:
    """The pending approval of the case. `signers`: who signed the level below, and in whose name."""

    id: int
    requested_by: int
    binding: str
    subject_version: int
    needs_role: str
    final_role: str
    signers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Limits:
    """Policy values that guards compare with."""

    authority: Mapping[str, Money]  # role -> largest remedy of one case without approval
    daily_authority: Money  # sum of all remedies that one agent may grant in a day
    freight_ceiling: Money
    phone_from: int = 9  # hours in which a buyer may be phoned (C14)
    phone_until: int = 21
    contacts_a_day: int = 3
    contacts_enough: int = 3  # so many in vain, and the talk may be given up (D 3)


@dataclass(frozen=True)
class Signing:
    """The parcel was signed for: days since then, and how many of them are free of reasons, rest days at the end
    included."""

    days_ago: int
    free_days: int


@dataclass(frozen=True)
class Child:
    """A case that belongs to this one. `done`: it ended with what it was for."""

    number: str
    flow: str
    link: Link
    is_open: bool
    done: bool


@dataclass(frozen=True)
class Contacts:
    """Attempts to talk with the buyer so far: in this case, and `today` in all cases of that buyer. `explained`: those
    in which the buyer told the matter without a result; our calls that nobody took are none of them (D 3)."""

    count: int = 0
    fruitless: int = 0
    explained: int = 0
    today: int = 0
    reached: int = 0


@dataclass(frozen=True)
class Actor:
    """Whoever moves the case: roles held in the case's shop, or the clock. `lent`: roles of absent people by which the
    actor decides, with those people; money limits of one's own do not grow by them."""

    staff_id: int | None
    roles: frozenset[str]
    is_clock: bool = False
    granted_today: Money = ZERO
    lent: Mapping[str, frozenset[int]] = field(default_factory=dict)


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
    signing: Signing | None = None  # None: not signed for
    received: bool = False
    approval: ApprovalFacts | None = None
    payout_state: str = ""  # of the newest payout of the case
    details: Mapping[str, Any] = field(default_factory=dict)  # kept inputs as JSON
    words: Mapping[str, str] = field(default_factory=dict)  # lines of words kept as notes, the newest by name
    children: tuple[Child, ...] = ()  # oldest first
    contacts: Contacts = Contacts()
    evidence: int = 0  # pieces of the case
    evidence_nearby: int = 0  # of the cases that it belongs to
    is_sent: bool = True  # the order has left the house
    has_return_parcel: bool = False  # the buyer's tracking number is known
    postage: Money = ZERO  # paid with the order, when the case is about all of it and nothing comes back
    brings_goods_back: bool = True
    order_granted: Money = ZERO  # by other cases of the order: goods and freight
    order_freight: Money = ZERO  # of that the freight
    freight_apart: Money = ZERO  # of this case, paid by a registration of its own (B5)
    timezone: str = "Asia/Shanghai"
    rule_rows: Mapping[str, int] = field(default_factory=dict)  # rules of the order's day -> stored row (B12)
    keepers: frozenset[int] = frozenset()  # who opened it and who owns it
    staff: frozenset[int] = frozenset()  # people of the shop, when a form asks for one

    @property
    def asked(self) -> Grant:
        """The buyer's wish as if granted in full."""
        return Grant(
            {line.id: (line.asked, line.asked_amount) for line in self.lines}, self.open_freight, self.responsible
        )

    @property
    def open_freight(self) -> Money:
        """Return freight that the buyer asks for and nobody has paid elsewhere."""
        return max(self.asked_freight - self.freight_apart, ZERO)

    def meant(self, inputs: Mapping[str, Any]) -> Grant:
        """The grant that a move would give: what was entered, else what was granted, else what was asked."""
        base, gift = self.granted or self.asked, self.gift(inputs)
        lines = inputs.get("granted_lines", base.lines)
        is_freight = gift is None and (self.flow != COMPENSATION or self._form(inputs) == Form.FREIGHT)
        return Grant(
            lines=lines if gift is None else {line: (pieces, ZERO) for line, (pieces, _amount) in lines.items()},
            freight=inputs.get("granted_freight", base.freight) if is_freight else ZERO,
            responsible=inputs.get("responsible", base.responsible),
            gift=gift or ZERO,
        )

    def gift(self, inputs: Mapping[str, Any]) -> Money | None:
        """What the gift costs us when the case is a compensation by one; None when it is none."""
        if self.flow != COMPENSATION:  # others keep the form that a plan has chosen for their compensation
            return None
        if "gift_worth" in inputs:
            return Money(inputs["gift_worth"].fen)
        return Money(self.details.get("gift_worth", 0)) if self._form(inputs) == Form.GOODS else None

    def _form(self, inputs: Mapping[str, Any]) -> Any:
        return inputs.get("compensation_form", self.details.get("compensation_form"))


@dataclass(frozen=True)
class Attempt:
    """A move that somebody tries: the facts, who, and the parsed inputs (empty when a page only greys its buttons)."""

    facts: CaseFacts
    actor: Actor
    inputs: Mapping[str, Any] = field(default_factory=dict)

    @property
    def meant(self) -> Grant:
        return self.facts.meant(self.inputs)

    def known(self, name: str) -> Any:
        """A kept input: what is entered now, else what was kept before; None when neither. Amounts as Money."""
        if name in self.inputs:
            return self.inputs[name]
        if name in self.facts.words:
            return self.facts.words[name]
        kept = self.facts.details.get(name)
        return Money(kept) if kept is not None and name in AMOUNTS else kept
