"""What is different between two rulebooks, rule by rule (B12); what that does to cases is `compare`."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.plans import PlanTemplate
from aftercare.cases.remedies.rulebook import Rule, Rulebook

T = TypeVar("T")


@dataclass(frozen=True)
class RuleChange:
    """One rule that stands in both books, but not the same."""

    before: Rule
    after: Rule

    @property
    def is_renamed(self) -> bool:
        return (self.before.label, self.before.source) != (self.after.label, self.after.source)

    @property
    def conditions_gone(self) -> tuple[Condition, ...]:
        return _only_in(self.before.when, self.after.when)

    @property
    def conditions_new(self) -> tuple[Condition, ...]:
        return _only_in(self.after.when, self.before.when)

    @property
    def plans_gone(self) -> tuple[PlanTemplate, ...]:
        """A plan that was changed is gone as it was, and new as it is."""
        return _only_in(self.before.plans, self.after.plans)

    @property
    def plans_new(self) -> tuple[PlanTemplate, ...]:
        return _only_in(self.after.plans, self.before.plans)

    @property
    def is_reordered(self) -> bool:
        """Only the order of its conditions or plans is another one."""
        parts = (self.conditions_gone, self.conditions_new, self.plans_gone, self.plans_new)
        return not self.is_renamed and not any(parts)


@dataclass(frozen=True)
class BookChanges:
    """The difference of two rulebooks; false when there is none but the number."""

    added: tuple[Rule, ...]
    removed: tuple[Rule, ...]
    changed: tuple[RuleChange, ...]
    moved: tuple[Rule, ...]  # those that stand elsewhere among the rules of both

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.moved)


def changes(old: Rulebook, new: Rulebook) -> BookChanges:
    """From `old` to `new`; a rule is the same one when its code is."""
    was, is_now = {rule.code: rule for rule in old.rules}, {rule.code: rule for rule in new.rules}
    before = [code for code in was if code in is_now]
    after = [code for code in is_now if code in was]
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    stayed = {code for block in blocks for code in before[block.a : block.a + block.size]}
    return BookChanges(
        added=tuple(rule for code, rule in is_now.items() if code not in was),
        removed=tuple(rule for code, rule in was.items() if code not in is_now),
        changed=tuple(RuleChange(was[code], is_now[code]) for code in after if was[code] != is_now[code]),
        moved=tuple(is_now[code] for code in after if code not in stayed),
    )


def _only_in(one: Sequence[T], other: Sequence[T]) -> tuple[T, ...]:
    return tuple(each for each in one if each not in other)
