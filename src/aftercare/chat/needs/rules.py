"""The answers of the needs form and what may be wrong with them (S5). Pure."""

from dataclasses import dataclass
from typing import Any, Final

from aftercare.chat.needs.terms import ITEMS_MOST, TEXT_MOST, Field, ForWhom
from aftercare.core.money import Money
from aftercare.core.words import _

BUDGET_MOST: Final = Money(100_000_000)  # a million yuan


@dataclass(frozen=True)
class Needs:
    """What a buyer looks for. Empty means: not known yet.

    `recipient`, `occasion` and `doubts` are codes of the usual answers (`terms.Recipient` …) or words; `wanted` are
    titles of products. Both ends of the budget may be the same: then it is about that much.
    """

    for_whom: ForWhom | None = None
    recipient: str = ""
    occasion: str = ""
    budget_least: Money | None = None
    budget_most: Money | None = None
    preferences: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def has_budget(self) -> bool:
        return self.budget_least is not None or self.budget_most is not None

    def known(self) -> frozenset[Field]:
        """The answers that are there."""
        given = {
            Field.BUDGET: self.has_budget,
            Field.FOR_WHOM: self.for_whom is not None,
            Field.RECIPIENT: bool(self.recipient.strip()),
            Field.OCCASION: bool(self.occasion.strip()),
            Field.PREFERENCES: bool(told(self.preferences)),
            Field.WANTED: bool(told(self.wanted)),
            Field.DOUBTS: bool(told(self.doubts)),
        }
        return frozenset(name for name, is_known in given.items() if is_known)

    def problems(self) -> dict[str, Any]:
        """A sentence for each answer that cannot be kept, by the name of its field; empty when all is well."""
        found: dict[str, Any] = {}
        if self._is_budget_odd():
            found[Field.BUDGET] = _("Enter a budget between 0 and one million yuan.")
        elif self.budget_least and self.budget_most and self.budget_least > self.budget_most:
            found[Field.BUDGET] = _("The lower end of the budget is above the upper end.")
        if self.for_whom == ForWhom.SELF and self.recipient.strip():
            found[Field.RECIPIENT] = _("Somebody is named, so it is a gift: choose “A gift”, or clear the name.")
        for name, text in ((Field.RECIPIENT, self.recipient), (Field.OCCASION, self.occasion)):
            if len(text) > TEXT_MOST:
                found[name] = _("Shorten it to 60 characters.")
        for name, items in self._lists():
            if len(items) > ITEMS_MOST or any(len(item) > TEXT_MOST for item in items):
                found[name] = _("At most eight entries of 60 characters each.")
        return found

    def _is_budget_odd(self) -> bool:
        ends = [end for end in (self.budget_least, self.budget_most) if end is not None]
        return any(not Money(0) <= end <= BUDGET_MOST for end in ends)

    def _lists(self) -> tuple[tuple[Field, tuple[str, ...]], ...]:
        return (
            (Field.PREFERENCES, self.preferences),
            (Field.WANTED, self.wanted),
            (Field.DOUBTS, self.doubts),
        )


def told(items: tuple[str, ...]) -> tuple[str, ...]:
    """The entries that say something, each once and in one line."""
    lines = (" ".join(item.split()) for item in items)
    return tuple(dict.fromkeys(line for line in lines if line))
