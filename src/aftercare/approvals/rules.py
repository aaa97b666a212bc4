"""Who may sign a request for approval, on which level, and in whose name. Pure (C17, attack B20)."""

from collections.abc import Mapping, Set
from dataclasses import dataclass

from aftercare.accounts.terms import DECIDING, Role

LEVELS = DECIDING  # one after the other; a signature of the last level covers those before it


def levels_up_to(role: str) -> tuple[Role, ...]:
    """The levels that a request passes which ends with that role's signature."""
    return LEVELS[: LEVELS.index(Role(role)) + 1]


def levels_from(role: str) -> tuple[Role, ...]:
    """The roles whose signature counts on that role's level."""
    return LEVELS[LEVELS.index(Role(role)) :]


def next_level(role: str) -> Role | None:
    """The level above that role; None for the highest."""
    return next(iter(levels_from(role)[1:]), None)


@dataclass(frozen=True)
class Signature:
    """By whom, and as whose substitute; None: by a right of one's own."""

    staff_id: int
    for_id: int | None = None


def signature(
    staff_id: int | None, held: Set[str], lent: Mapping[str, Set[int]], roles: Set[str], barred: Set[int]
) -> Signature | None:
    """How this person signs as one of `roles`; None when they cannot. Own roles come before lent ones. `barred` are
    those who have asked or signed already: neither they sign, nor anybody in their name."""
    if staff_id is None or staff_id in barred:
        return None
    if not roles.isdisjoint(held):
        return Signature(staff_id)
    lenders = {one for role in roles for one in lent.get(role, ())} - barred
    return Signature(staff_id, min(lenders)) if lenders else None
