"""What another way of sending costs the buyer: pure (O8).

Source B, 三(六): 要求换其他快递——补邮费;顺丰:一般到付;大箱产品转物流:到付,或者开具发票拍照给买家以通知补运费.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.words import _
from aftercare.dispatch.terms import FreightKind, FreightState, Pays

MOST = Money(10_000_000)  # a hundred thousand yuan


@dataclass(frozen=True)
class Fee:
    """What the shop's table says of one courier for that address: `surcharge` against the usual one, None: collect."""

    courier: str
    surcharge: Money | None


@dataclass(frozen=True)
class Proposal:
    """How the buyer pays and how much; `by_rule` None: the table names no fee, somebody must enter it."""

    pays: Pays
    amount: Money
    by_rule: Money | None


def propose(kind: FreightKind, courier: str, fees: Sequence[Fee]) -> Proposal:
    """SF goes freight collect, whatever the table says; a freight line collect unless its bill is passed on; another
    courier for the difference, and never below zero: a cheaper one gives nothing back."""
    if kind is FreightKind.SF:
        return Proposal(Pays.COLLECT, ZERO, ZERO)
    found = next((fee for fee in fees if fee.courier == courier), None)
    if found is None:
        return Proposal(Pays.COLLECT, ZERO, None) if kind is FreightKind.LINE else Proposal(Pays.MAKE_UP, ZERO, None)
    if found.surcharge is None:
        return Proposal(Pays.COLLECT, ZERO, ZERO)
    amount = max(found.surcharge, ZERO)
    if kind is FreightKind.LINE and not amount:
        return Proposal(Pays.COLLECT, ZERO, ZERO)
    return Proposal(Pays.MAKE_UP if amount else Pays.NOTHING, amount, amount)


def amount_problem(pays: Pays, amount: Money) -> Any:
    """What is wrong with what was entered; None when nothing is."""
    if not ZERO <= amount <= MOST:
        return _("Enter an amount of zero or more.")
    if pays is Pays.MAKE_UP and not amount:
        return _("Enter what the buyer makes up, or choose that there is nothing to pay.")
    if pays is not Pays.MAKE_UP and amount:
        return _("Freight collect is paid at the door: enter no amount here.")
    return None


def given_up(pays: Pays, amount: Money, by_rule: Money | None) -> Money:
    """What the shop lets go of when somebody enters less than the table says; freight collect gives up nothing."""
    if by_rule is None or pays is Pays.COLLECT:
        return ZERO
    return max(by_rule - amount, ZERO)


ALLOWED: dict[FreightState, frozenset[FreightState]] = {
    FreightState.ASKED: frozenset(
        {FreightState.AGREED, FreightState.PAID, FreightState.WAIVING, FreightState.WAIVED, FreightState.DROPPED}
    ),
    FreightState.AGREED: frozenset(
        {FreightState.PAID, FreightState.WAIVING, FreightState.WAIVED, FreightState.DROPPED}
    ),
    FreightState.WAIVING: frozenset({FreightState.AGREED, FreightState.WAIVED, FreightState.DROPPED}),
    FreightState.PAID: frozenset(),  # money has come: what follows is a refund, and a case
    FreightState.WAIVED: frozenset({FreightState.DROPPED}),
    FreightState.DROPPED: frozenset(),
}
MONEY_STEPS = frozenset({FreightState.PAID, FreightState.WAIVING, FreightState.WAIVED})


def step_refusal(state: FreightState, wanted: FreightState, pays: Pays) -> Refusal | None:
    """Why the change cannot go there; None when it can."""
    if wanted not in ALLOWED[state]:
        return Refusal("freight_state", _("A colleague has moved this on meanwhile."))
    if wanted in MONEY_STEPS and pays is not Pays.MAKE_UP:
        return Refusal("nothing_to_pay", _("Nothing is to be made up here: there is no money to note."))
    return None
