"""Signs of serial returns and claims, from counts over one person's customers in all shops of the company. Pure (B7).

They advise: nothing is refused by them, and each says what it was counted from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aftercare.core.words import Choices, _

LEAST_ORDERS: Final = 4  # before a ratio says anything
MOST_DAYS: Final = 365  # an entry of the list ends by itself


class Sign(Choices):
    """What was found."""

    LISTED = "listed", _("On the list")  # 在关注名单
    REFUND_ONLY = "refund_only", _("Many refunds without goods")  # 仅退款多
    NOT_THERE = "not_there", _("Often “not received” or “missing”")  # 常称未收到、少件、空包
    EMPTY_BACK = "empty_back", _("Parcels came back empty or swapped")  # 退回空包、调包
    RETURNS = "returns", _("Many returns")  # 退货多
    RATIO = "ratio", _("Most orders end in a claim")  # 售后占比高


STRONG: Final = frozenset({Sign.LISTED, Sign.EMPTY_BACK})


@dataclass(frozen=True)
class History:
    """Within the shop's days: paid orders, those with a claim, cases by what they were; over how many customers in how
    many shops it was counted."""

    orders: int = 0
    troubled: int = 0
    refund_only: int = 0
    not_there: int = 0
    empty_back: int = 0
    returns: int = 0
    customers: int = 1
    shops: int = 1


@dataclass(frozen=True)
class Limits:
    """From which number on each sign is shown; 0 turns it off."""

    days: int
    refund_only: int
    not_there: int
    empty_back: int
    returns: int
    percent: int


@dataclass(frozen=True)
class Hit:
    """One sign with its reason: a lazy sentence and its numbers."""

    sign: Sign
    sentence: Any
    params: dict[str, Any]

    @property
    def words(self) -> str:
        return str(self.sentence) % self.params

    @property
    def is_strong(self) -> bool:
        return self.sign in STRONG


def hits_of(history: History, limits: Limits, listed_until: Sequence[str] = ()) -> list[Hit]:
    """The signs, the strongest first. `listed_until`: days until which this person is on the list, as they are said."""
    found = [Hit(Sign.LISTED, _("On the list until %(day)s."), {"day": day}) for day in listed_until[:1]]
    seen, of = history, limits
    counted = (
        (Sign.EMPTY_BACK, seen.empty_back, of.empty_back, _("%(count)s parcels in %(days)s days: goods not seen.")),
        (Sign.REFUND_ONLY, seen.refund_only, of.refund_only, _("%(count)s refunds without goods in %(days)s days.")),
        (Sign.NOT_THERE, seen.not_there, of.not_there, _("%(count)s times not received or missing in %(days)s days.")),
        (Sign.RETURNS, seen.returns, of.returns, _("%(count)s returns or exchanges in %(days)s days.")),
    )
    for sign, count, least, sentence in counted:
        if least and count >= least:
            found.append(Hit(sign, sentence, {"count": count, "days": limits.days}))
    if limits.percent and history.orders >= LEAST_ORDERS:
        percent = round(100 * history.troubled / history.orders)
        if percent >= limits.percent:
            sentence = _("%(percent)s%% of %(orders)s orders in %(days)s days came to a claim.")
            params = {"percent": percent, "orders": history.orders, "days": limits.days}
            found.append(Hit(Sign.RATIO, sentence, params))
    return found
