"""Goods out of stock: what waiting earns, and what the buyer is told. Pure (O4; source C, (二)物流跟进与反馈)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from aftercare.core.money import Money
from aftercare.core.words import _


@dataclass(frozen=True)
class StockFacts:
    """One line of one buyer. `expected_on` None: nobody knows when the goods come. `again`: they were told before."""

    goods: str
    sku: str
    expected_on: date | None
    discount: Money
    percent: int
    again: bool = False


def discount_of(paid: Money, percent: int) -> Money:
    """What waiting earns: rounded down to the fen, so that it never exceeds the percent."""
    return Money(paid.fen * percent // 100)


def told_words(facts: StockFacts) -> str:
    """The message, in the active language: what is missing, until when, and what they may choose."""
    goods = f"{facts.goods}({facts.sku})" if facts.sku else facts.goods
    day = f"{facts.expected_on:%Y-%m-%d}" if facts.expected_on else ""
    return _joined([*_opening(facts, goods, day), *_choices(facts)])


def _joined(sentences: Sequence[str]) -> str:
    """One after the other; Chinese ones stand without a space between them."""
    text = sentences[0]
    for sentence in sentences[1:]:
        text += sentence if text[-1] in "。；，！？" else f" {sentence}"
    return text


def _opening(facts: StockFacts, goods: str, day: str) -> list[str]:
    if facts.again:
        sentence = _("We are sorry: %(goods)s comes later than we said.")
        said = str(sentence) % {"goods": goods}
    else:
        said = str(_("We are very sorry: %(goods)s of your order is out of stock just now.")) % {"goods": goods}
    if not day:
        return [said, str(_("We do not know yet when it comes."))]
    return [said, str(_("We expect it on %(day)s and send it at once.")) % {"day": day}]


def _choices(facts: StockFacts) -> list[str]:
    if facts.discount:
        terms = {"percent": facts.percent, "amount": facts.discount.yuan}
        wait = str(_("If you wait, we give you %(percent)s%% back (¥%(amount)s).")) % terms
    else:
        wait = str(_("You may wait for it."))
    return [
        wait,
        str(_("If you are in a hurry, choose another variant: it leaves today.")),
        str(_("Or we refund it. Which do you prefer?")),
    ]
