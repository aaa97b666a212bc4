"""What a row changes in a review that is held. The result is the same for every order and number of imports. Pure.

Each field, or group of fields that stand together, is a register: the value with the highest stamp stands, equal stamps
are decided by the value itself. So a merge is commutative, associative and idempotent, and only moves forward: an added
review, a reply and a better result are never taken back by an older file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from aftercare.reviews.facts import APPEND, REPLY, SINGLE, VERDICT, ReviewFacts, canonical
from aftercare.reviews.terms import RANK, Result, RowVerdict

Stamp = tuple[int, int]  # how far it was (rank of the result, or the second of its own time), second of the export
UNDATED: Final = 0


@dataclass(slots=True)
class Held:
    """One review as it is held, with the stamp of each register."""

    facts: ReviewFacts
    stamps: dict[str, Stamp] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """What a row did. `changes`: field → (before, after). `touched`: something must be written, if only a stamp."""

    verdict: RowVerdict
    changes: Mapping[str, tuple[Any, Any]]
    touched: bool


def second_of(at: datetime | None) -> int:
    """A moment as a stamp."""
    return UNDATED if at is None else int(at.timestamp())


def first(told: ReviewFacts, exported_at: datetime | None) -> Held:
    """A review that nobody has told of before."""
    held = Held(ReviewFacts(told.key, told.direction))
    merge(held, told, exported_at)
    return held


def merge(held: Held, told: ReviewFacts, exported_at: datetime | None) -> Merged:
    """Take in what the row tells; `held` is changed in place."""
    at, before = second_of(exported_at), held.facts
    rank = RANK[told.result or Result.UNKNOWN]
    values: dict[str, Any] = {}
    touched = is_older = False
    if told.result is not None:
        is_older = (rank, at) < held.stamps.get("result", (rank, at))
        touched |= _tell(held, told, VERDICT, (rank, at), values)
    touched |= _tell(held, told, ("content",), (rank, at), values)
    touched |= _tell(held, told, APPEND, (second_of(told.appended_at), at), values)
    touched |= _tell(held, told, REPLY, (second_of(told.replied_at), at), values)
    for name in SINGLE:
        touched |= _tell(held, told, (name,), (UNDATED, at), values)
    if values:
        held.facts = replace(held.facts, **values)
    changes = {name: (old, new) for name, new in values.items() if (old := getattr(before, name)) != new}
    verdict = RowVerdict.MOVED if changes else RowVerdict.OLDER if is_older else RowVerdict.UNCHANGED
    return Merged(verdict, changes, touched)


def _tell(held: Held, told: ReviewFacts, names: Sequence[str], stamp: Stamp, values: dict[str, Any]) -> bool:
    """Write one register; its first field says whether it is told at all."""
    now = [getattr(told, name) for name in names]
    if now[0] is None:
        return False
    here = held.stamps.get(names[0])
    if here is not None:
        if stamp < here:
            return False
        before = [getattr(held.facts, name) for name in names]
        if stamp == here and [*map(canonical, now)] <= [*map(canonical, before)]:
            return False
    held.stamps[names[0]] = stamp
    values.update(zip(names, now, strict=True))
    return True
