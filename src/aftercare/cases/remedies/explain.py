"""Why these plans and no others: what each condition asked, what the case said, what became of each plan (C13, B12).

Everything comes from the facts, the rulebook and the limits, so a stored proposal is explained by those of its time.
"""

from dataclasses import dataclass
from typing import Any

from aftercare.cases.facts import Limits
from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.rulebook import Rule, Rulebook
from aftercare.cases.remedies.rules import Outcome, consider
from aftercare.core.money import Money
from aftercare.core.words import Choices, _


@dataclass(frozen=True)
class Finding:
    """One condition, what the case said about it, and whether it holds."""

    condition: Condition
    actual: Any  # as the fact holds it
    holds: bool

    @property
    def fact(self) -> Any:
        return self.condition.fact.label

    @property
    def operator(self) -> Any:
        return self.condition.operator.label

    @property
    def expected_words(self) -> tuple[Any, ...]:
        """What the rule asks for, one word or several to choose from."""
        value = self.condition.value
        return tuple(map(in_words, value)) if isinstance(value, tuple) else (in_words(value),)

    @property
    def actual_words(self) -> Any:
        return in_words(self.actual)


@dataclass(frozen=True)
class PlanFinding:
    """One plan of a rule that matched, the conditions of its own, and the remedy or why there is none."""

    outcome: Outcome
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class RuleFinding:
    """One rule: its conditions, whether all hold, and then its plans."""

    rule: Rule
    findings: tuple[Finding, ...]
    matched: bool
    plans: tuple[PlanFinding, ...]  # empty when the rule does not match


def explain(facts: RemedyFacts, rulebook: Rulebook, limits: Limits) -> tuple[RuleFinding, ...]:
    """Every rule of the book in order. The remedies in it are those that `propose` gives, the last resort apart."""
    plans: dict[str, list[PlanFinding]] = {}
    for outcome in consider(facts, rulebook, limits):
        found = PlanFinding(outcome, _findings(outcome.template.when, facts))
        plans.setdefault(outcome.rule.code, []).append(found)
    explained = []
    for rule in rulebook.rules:
        findings = _findings(rule.when, facts)
        matched = all(finding.holds for finding in findings)
        explained.append(RuleFinding(rule, findings, matched, tuple(plans.get(rule.code, ()))))
    return tuple(explained)


def in_words(value: Any) -> Any:
    """A value of a fact as people read it. Codes that only the page knows (a flow's) stay as they are."""
    match value:
        case None:
            return _("not known")
        case bool():
            return _("yes") if value else _("no")
        case Money():
            return f"¥{value.yuan}"
        case Choices():
            return value.label
        case _other:
            return str(value)


def _findings(when: tuple[Condition, ...], facts: RemedyFacts) -> tuple[Finding, ...]:
    return tuple(Finding(each, getattr(facts, each.fact.value), each.holds(facts)) for each in when)
