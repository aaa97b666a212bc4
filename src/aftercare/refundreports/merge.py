"""What a row changes in a refund that is held. The result is the same for every order and number of imports. Pure.

Each field is a register: the value with the highest stamp stands, equal stamps are decided by the value itself. The
stamp is how far the refund was in that row, then when the report was made. Such a merge is commutative, associative and
idempotent, so that shuffled, repeated and partial reports end alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from aftercare.refundreports.facts import MERGED, RefundFacts, canonical
from aftercare.refundreports.terms import ENDED, RANK, RefundState, RowVerdict

Stamp = tuple[int, int]  # rank of the row's state, second of the export (0: not known)
UNDATED = 0


@dataclass(slots=True)
class Held:
    """One refund as it is held: what is known, with the stamp of each field, and what the newest dated report said."""

    facts: RefundFacts
    stamps: dict[str, Stamp] = field(default_factory=dict)
    unknown_status: str = ""  # the last word for a status that we do not know
    unknown_stamp: int = -1
    newest_state: RefundState | None = None
    newest_at: int = UNDATED  # second of the newest dated report

    @property
    def state(self) -> RefundState:
        return self.facts.state or RefundState.UNKNOWN

    @property
    def due_at(self) -> datetime | None:
        """The platform's deadline, when it was told of the state in which the refund is; an ended one has none."""
        told = self.stamps.get("due_at")
        if self.state in ENDED or told is None or told[0] != RANK[self.state]:
            return None
        return self.facts.due_at

    @property
    def went_back(self) -> bool:
        """Whether the newest dated report says less than an earlier dated one: the buyer may have changed what they ask
        for. An undated one may well be the newer."""
        _rank, told_at = self.stamps.get("state", (0, UNDATED))
        return (
            self.newest_state is not None
            and UNDATED < told_at < self.newest_at
            and RANK[self.newest_state] < RANK[self.state]
        )


@dataclass(frozen=True, slots=True)
class Merged:
    """What a row did. `changes`: field → (before, after). `touched`: something must be written, if only a stamp."""

    verdict: RowVerdict
    changes: Mapping[str, tuple[Any, Any]]
    touched: bool


def second_of(exported_at: datetime | None) -> int:
    """The stamp of a report's time."""
    return UNDATED if exported_at is None else int(exported_at.timestamp())


def first(told: RefundFacts, exported_at: datetime | None) -> Held:
    """A refund that nobody has told of before."""
    held = Held(RefundFacts(told.refund_no, told.order_no))
    merge(held, told, exported_at)
    return held


def merge(held: Held, told: RefundFacts, exported_at: datetime | None) -> Merged:
    """Take in what the row tells; `held` is changed in place."""
    at = second_of(exported_at)
    state = told.state or RefundState.UNKNOWN
    stamp = (RANK[state], at)
    before, was_at, odd = held.facts, held.newest_at, (held.unknown_stamp, held.unknown_status)
    values: dict[str, Any] = {}
    touched = _tell_state(held, told, stamp, values)
    for name in MERGED:
        touched |= _tell(held, name, getattr(told, name), stamp, values)
    if values:
        held.facts = replace(held.facts, **values)
    _tell_newest(held, state, at)
    _tell_unknown(held, told, at)
    touched |= (was_at, *odd) != (held.newest_at, held.unknown_stamp, held.unknown_status)
    changes = {name: (old, new) for name, new in values.items() if (old := getattr(before, name)) != new}
    if held.unknown_status != odd[1]:
        changes["unknown_status"] = (odd[1], held.unknown_status)
    return Merged(_verdict(held, changes, stamp), changes, touched)


def _verdict(held: Held, changes: Mapping[str, Any], stamp: Stamp) -> RowVerdict:
    if changes:
        return RowVerdict.MOVED
    if stamp < held.stamps.get("state", stamp):
        return RowVerdict.OLDER
    return RowVerdict.UNCHANGED


def _tell_state(held: Held, told: RefundFacts, stamp: Stamp, values: dict[str, Any]) -> bool:
    """State and its word stand together; an unknown one never stands over a known one: its rank is the lowest."""
    if told.raw_status is None:
        return False
    held_stamp = held.stamps.get("state")
    if held_stamp is not None:
        if stamp < held_stamp:
            return False
        if stamp == held_stamp and told.raw_status <= (held.facts.raw_status or ""):
            return False
    held.stamps["state"] = stamp
    values["state"], values["raw_status"] = told.state or RefundState.UNKNOWN, told.raw_status
    return True


def _tell(held: Held, name: str, value: Any, stamp: Stamp, values: dict[str, Any]) -> bool:
    if value is None:
        return False
    held_stamp = held.stamps.get(name)
    if held_stamp is not None:
        if stamp < held_stamp:
            return False
        if stamp == held_stamp and canonical(value) <= canonical(getattr(held.facts, name)):
            return False
    held.stamps[name] = stamp
    values[name] = value
    return True


def _tell_newest(held: Held, state: RefundState, at: int) -> None:
    if at == UNDATED or state is RefundState.UNKNOWN or at < held.newest_at:
        return
    if at == held.newest_at and held.newest_state is not None and RANK[state] <= RANK[held.newest_state]:
        return
    held.newest_at, held.newest_state = at, state


def _tell_unknown(held: Held, told: RefundFacts, at: int) -> None:
    if told.raw_status is None or told.state not in (None, RefundState.UNKNOWN):
        return
    held.unknown_stamp, held.unknown_status = max((held.unknown_stamp, held.unknown_status), (at, told.raw_status))
