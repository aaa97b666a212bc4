"""Pure decisions about money: entries that balance, shares of an amount, rolling limits, waiting times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO, Money
from aftercare.core.words import _
from aftercare.money.terms import EXPENSE, FINAL, Account, LineKind, PayoutState, cash_account


@dataclass(frozen=True)
class Share:
    """One line of a payout: so much of that kind; `cap_id` empty only for freight, whose ceiling is decided above."""

    kind: LineKind
    amount: Money
    cap_id: int | None = None


Entries = Mapping[str, int]  # account code -> signed fen: debit positive, credit negative; sums to zero


def total(shares: Sequence[Share]) -> Money:
    """The sum of all shares."""
    return Money(sum(share.amount.fen for share in shares))


def taken_from_caps(shares: Sequence[Share]) -> dict[int, Money]:
    """What each cap has to give: refund, compensation and coupon of one line count together (H6, H7)."""
    taken: dict[int, Money] = {}
    for share in shares:
        if share.cap_id is not None:
            taken[share.cap_id] = taken.get(share.cap_id, ZERO) + share.amount
    return taken


def instruction_entries(shares: Sequence[Share]) -> Entries:
    """Each kind's expense against what is owed to buyers."""
    entries: dict[str, int] = {}
    for share in shares:
        account = EXPENSE[share.kind]
        entries[account] = entries.get(account, 0) + share.amount.fen
    entries[Account.PAYABLE] = -total(shares).fen
    return entries


def payment_entries(shares: Sequence[Share], channel: str) -> Entries:
    """What was owed against the channel's cash; a coupon moves no cash, it becomes a coupon in the buyer's hand."""
    coupons = sum(share.amount.fen for share in shares if share.kind is LineKind.COUPON)
    cash = total(shares).fen - coupons
    entries = {Account.PAYABLE.value: cash + coupons, cash_account(channel): -cash, Account.COUPONS_OUT.value: -coupons}
    return {account: fen for account, fen in entries.items() if fen}


def reversed_entries(entries: Entries) -> Entries:
    """The same accounts with the signs turned round."""
    return {account: -fen for account, fen in entries.items()}


def spread(amount: Money, weights: Sequence[Money], rooms: Sequence[Money]) -> list[Money]:
    """Share `amount` over lines by weight, none above its room; the parts sum to the fen (H10).

    What a full line cannot take goes to the others by their weights. Raises ValueError when the amount is negative,
    the lists differ in length, or all rooms together are too small.
    """
    if amount < ZERO or len(weights) != len(rooms) or sum(room.fen for room in rooms) < amount.fen:
        raise ValueError(f"{amount} does not fit into {[str(room) for room in rooms]}")
    parts = [ZERO] * len(rooms)
    left = amount
    while left:
        open_lines = [i for i, room in enumerate(rooms) if parts[i] < room]
        wished = left.allocate([weights[i].fen for i in open_lines])
        for index, wish in zip(open_lines, wished, strict=True):
            part = min(wish, rooms[index] - parts[index])
            parts[index] += part
            left -= part
    return parts


class Scope(StrEnum):
    """Over what a rolling limit sums (H8)."""

    ORDER = "order"  # all that was given on one order
    BUYER = "buyer"  # all that one buyer got
    PERSON = "person"  # all that one member of staff gave
    DAY = "day"  # all that the shop gave


@dataclass(frozen=True)
class Breach:
    """A rolling limit that the new amount would pass."""

    scope: Scope
    limit: Money
    given: Money  # within the span, without the new amount


def breaches(amount: Money, given: Mapping[Scope, Money], limits: Mapping[Scope, Money]) -> list[Breach]:
    """Which rolling limits `amount` would pass on top of what was given within the span.

    Five payments of 199.99 pass a limit of 200.00 at the second one (H8). A scope without a limit is not limited.
    """
    return [
        Breach(scope, limits[scope], given.get(scope, ZERO))
        for scope in Scope
        if scope in limits and given.get(scope, ZERO) + amount > limits[scope]
    ]


def wait_before_next(attempts: int) -> timedelta:
    """How long to leave a channel alone after the n-th unknown result (n >= 1): 1, 2, 4, 8 … at most 20 s.

    The bound keeps every unknown payout settled within a minute after the channel is well again (X2).
    """
    return timedelta(seconds=min(2 ** min(attempts - 1, 5), 20))


def by_hand_refusal(state: PayoutState, *, automatic: bool) -> Refusal | None:
    """Why a payout in that state cannot be settled by a person; None when it can."""
    if state in FINAL:
        return Refusal("settled", _("This payment is already settled."))
    if state is PayoutState.NEEDS_PERSON or (state is PayoutState.INSTRUCTED and not automatic):
        return None
    if state is PayoutState.UNKNOWN:
        return Refusal("not_by_hand", _("The channel is still being asked. Take the payment over first."))
    if state is PayoutState.SENDING and not automatic:
        return Refusal("handed_over", _("This is in a payment file. Bring the file's result in."))
    return Refusal("not_by_hand", _("The channel pays this by itself."))
