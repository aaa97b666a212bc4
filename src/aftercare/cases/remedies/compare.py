"""What a changed rulebook would change: the cases whose plans differ, and how (C13, B12)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import TypeVar

from aftercare.cases.facts import Limits
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.rulebook import Rulebook
from aftercare.cases.remedies.rules import Remedy, propose

CaseKey = TypeVar("CaseKey")
_PlanKey = tuple[str, str, int]  # rule, kind, which one of that kind in the rule

_COMPARED = tuple(each.name for each in fields(Remedy) if each.name not in ("rule", "rulebook"))


@dataclass(frozen=True)
class Change:
    """A plan that stands in both answers, but not the same. `fields` names what differs; "plan" alone: its place."""

    before: Remedy
    after: Remedy
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Difference:
    """How the plans of one case differ."""

    came: tuple[Remedy, ...]
    went: tuple[Remedy, ...]
    changed: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.came or self.went or self.changed)


def compare(
    old: Rulebook, new: Rulebook, cases: Mapping[CaseKey, RemedyFacts], limits: Limits
) -> dict[CaseKey, Difference]:
    """The cases whose plans differ, in the order given. A plan is the same one when rule and kind are; the number of
    the rulebook is no difference."""
    found = {key: _difference(propose(facts, old, limits), propose(facts, new, limits)) for key, facts in cases.items()}
    return {key: difference for key, difference in found.items() if difference}


def _difference(before: tuple[Remedy, ...], after: tuple[Remedy, ...]) -> Difference:
    was, is_now = dict(_keyed(before)), dict(_keyed(after))
    changes = (_change(was[key], is_now[key]) for key in is_now if key in was)
    return Difference(
        came=tuple(remedy for key, remedy in is_now.items() if key not in was),
        went=tuple(remedy for key, remedy in was.items() if key not in is_now),
        changed=tuple(change for change in changes if change.fields),
    )


def _keyed(remedies: tuple[Remedy, ...]) -> Iterator[tuple[_PlanKey, Remedy]]:
    for place, remedy in enumerate(remedies):
        same = [each for each in remedies[:place] if (each.rule, each.kind) == (remedy.rule, remedy.kind)]
        yield (remedy.rule, remedy.kind.value, len(same)), remedy


def _change(before: Remedy, after: Remedy) -> Change:
    return Change(before, after, tuple(name for name in _COMPARED if getattr(before, name) != getattr(after, name)))
