"""Try a draft on past cases: whose plans come, go or change, and what the first plans cost (C13)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.cases.advice_batch import MOST, past_cases
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.models import Case
from aftercare.cases.remedies.compare import Change, Difference, compare
from aftercare.cases.remedies.rulebook import Rulebook
from aftercare.cases.remedies.rules import Remedy, propose
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person
from aftercare.shops.models import PolicyDraft, Shop
from aftercare.web.approvals.words import signers_of
from aftercare.web.caseline import address_of
from aftercare.web.remedyrules.contexts import DraftContext
from aftercare.web.shops.words import span_words

# What may differ in a plan beside its amount, by the names of `Remedy`.
PARTS: dict[str, Any] = {
    "plan": gettext_lazy("its place"),
    "ceiling": gettext_lazy("how far it may be raised"),
    "cap": gettext_lazy("what limits it"),
    "freight": gettext_lazy("freight refunded"),
    "freight_back": gettext_lazy("who bears the way back"),
    "freight_out": gettext_lazy("who bears the way out"),
    "goods_back": gettext_lazy("goods back"),
    "deadline": gettext_lazy("deadline"),
    "approver": gettext_lazy("approval"),
    "extra": gettext_lazy("what comes with it"),
    "tasks": gettext_lazy("what else is to be done"),
    "clause": gettext_lazy("its words"),
}
FEW = 60  # cases that are listed; all are counted


@dataclass(frozen=True)
class PlanLine:
    """One plan that came, went or changed: what it is, the amounts before and after, and what else differs."""

    sign: str  # 'came', 'went', 'changed'
    words: str
    before: Money | None
    after: Money | None
    parts: str = ""

    @property
    def is_other_amount(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class TriedCase:
    """A case whose plans would differ."""

    number: str
    address: str
    kind: Any
    lines: tuple[PlanLine, ...]


class TrialContext(DraftContext):
    """The draft against the rules in force, on the newest cases, all by the limits of today."""

    def __init__(self, person: Person, shop: Shop, at: datetime, draft: PolicyDraft) -> None:
        super().__init__(person, shop, at, draft)
        past = past_cases(person, shop, at)
        found = compare(self.book, self.drafted, past.facts, past.limits)
        self.most, self.few = MOST, FEW
        self.count, self.touched = len(past.facts), len(found)
        self.same = self.count - self.touched
        listed = list(found.items())[:FEW]
        self.cases = [_tried(past.cases[number], difference) for number, difference in listed]

        def costs(book: Rulebook) -> Money:
            first = (propose(facts, book, past.limits)[0] for facts in past.facts.values())
            return sum((remedy.total for remedy in first), ZERO)

        self.before, self.after = costs(self.book), costs(self.drafted)

    @property
    def more(self) -> int:
        """Cases that differ and are not listed."""
        return self.touched - len(self.cases)

    @property
    def rise(self) -> Money:
        """What the first plans cost more; negative when less."""
        return self.after - self.before


def _tried(case: Case, difference: Difference) -> TriedCase:
    return TriedCase(case.number, address_of(case.number), newest_flow(case.flow).label, tuple(_lines(difference)))


def _lines(difference: Difference) -> Iterator[PlanLine]:
    for remedy in difference.went:
        yield PlanLine("went", _named(remedy), remedy.total, None)
    for remedy in difference.came:
        yield PlanLine("came", _named(remedy), None, remedy.total)
    for change in difference.changed:
        yield PlanLine("changed", _named(change.after), change.before.total, change.after.total, _parts(change))


def _named(remedy: Remedy) -> str:
    return _("Plan %(letter)s: %(kind)s") % {"letter": remedy.plan, "kind": remedy.kind.label}


def _parts(change: Change) -> str:
    """What differs but the amount; short values are told, from and to."""
    return " · ".join(f"{PARTS[name]}{_told(name, change)}" for name in change.fields if name in PARTS)


def _told(name: str, change: Change) -> str:
    before, after = (_short(name, getattr(remedy, name)) for remedy in (change.before, change.after))
    return f" ({before} → {after})" if before and after else ""


def _short(name: str, value: Any) -> str:
    """A value that fits into a line; '' for those that do not."""
    if name == "plan":
        return str(value)
    if name == "approver":
        return signers_of(value) if value else _("none")
    if name == "deadline":
        return span_words(value) if value else _("none")
    if isinstance(value, Money):
        return f"¥{value.yuan}"
    return str(value.label) if name in ("freight_back", "freight_out", "goods_back") else ""
