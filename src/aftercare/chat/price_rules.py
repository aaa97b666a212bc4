"""Who may grant which price: pure (S7)."""

from dataclasses import dataclass
from enum import Enum

from aftercare.core.money import Money


class Answer(Enum):
    """What happens to a price that somebody offers."""

    GRANTED = "granted"  # within their own authority
    ASK = "ask"  # the supervisor decides
    NOBODY = "nobody"  # above what anybody grants in a conversation


@dataclass(frozen=True)
class Authority:
    """Discounts in percent of the list price that may be granted: by agents, and by supervisors."""

    agent: int
    supervisor: int


def answer_of(listed: Money, offered: Money, authority: Authority, *, is_supervisor: bool) -> Answer:
    """By whole fen: a discount of exactly the limit is within it."""
    off = (listed.fen - offered.fen) * 100
    own = max(authority.agent, authority.supervisor) if is_supervisor else authority.agent
    if off <= own * listed.fen:
        return Answer.GRANTED
    return Answer.ASK if off <= authority.supervisor * listed.fen and not is_supervisor else Answer.NOBODY


def lowest(listed: Money, percent: int) -> Money:
    """The lowest price with that discount, rounded up to the fen."""
    return Money(-(-listed.fen * (100 - percent) // 100))
