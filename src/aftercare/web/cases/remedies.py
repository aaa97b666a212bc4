"""What the remedy rules propose, as the case page prints it; and why just that, on a page of its own (C13)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from aftercare.cases.advice import Advice, advice_of, mark_of
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.models import StoredRemedies
from aftercare.cases.queries import Standing, record_of, stored_remedies
from aftercare.cases.remedies.explain import RuleFinding
from aftercare.cases.remedies.facts import SHAPES, Fact, RemedyFacts
from aftercare.cases.remedies.rulebook import Rulebook
from aftercare.cases.remedies.rules import Remedy
from aftercare.cases.remedies.terms import BearsFreight, Cap, GoodsBack, RemedyKind
from aftercare.core.money import Money
from aftercare.core.words import Choices
from aftercare.shops.access import Person
from aftercare.web.approvals.words import signers_of
from aftercare.web.caseline import address_of
from aftercare.web.cases.audience import READERS
from aftercare.web.policy import PageRequest, page, page_time
from aftercare.web.shops.words import deadline_words

CHOOSE = "choose_plan"


@dataclass(frozen=True)
class PlanView:
    """One proposal in words."""

    plan: Remedy
    rule_label: str
    rule_source: str

    @property
    def mark(self) -> str:
        return mark_of(self.plan)

    @property
    def clause(self) -> str:
        return _(self.plan.clause)

    @property
    def limit(self) -> str:
        """How far the amount may be raised, and what stops it."""
        cap = self.plan.cap
        if cap is None or not self.plan.ceiling:
            return ""
        return _("at most ¥%(most)s: %(cap)s") % {"most": self.plan.ceiling.yuan, "cap": Cap(cap).label}

    @property
    def terms(self) -> Iterator[str]:
        """Freights, goods, time, approval, what comes on top, what else is to be done."""
        plan = self.plan
        if plan.freight:
            yield _("plus freight ¥%(amount)s") % {"amount": plan.freight.yuan}
        if plan.freight_back is not BearsFreight.NONE:
            yield _("way back: %(who)s") % {"who": plan.freight_back.label}
        if plan.freight_out is not BearsFreight.NONE:
            yield _("way out: %(who)s") % {"who": plan.freight_out.label}
        if plan.goods_back is not GoodsBack.NO:
            yield str(plan.goods_back.label)
        if plan.extra is not None:
            worth = f" ¥{plan.extra.amount.yuan}" if plan.extra.amount else ""
            yield _("with it: %(what)s") % {"what": f"{plan.extra.kind.label}{worth}"}
        if plan.deadline is not None:
            yield deadline_words(plan.deadline)
        yield from (str(task.label) for task in plan.tasks)
        if plan.approver:
            yield _("%(who)s approves") % {"who": signers_of(plan.approver)}


class RemedyPanel:
    """The proposals on the page of a case. `standing` offers the step that chooses one."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        self.chosen = str(standing.case.details.get("plan", ""))

    @property
    def is_open(self) -> bool:
        """Whether this case is at a point at which a remedy is chosen."""
        return any(move.code == CHOOSE for move, _refusal in self.standing.moves)

    @property
    def may_choose(self) -> bool:
        return any(move.code == CHOOSE and refusal is None for move, refusal in self.standing.moves)

    @cached_property
    def advice(self) -> Advice:
        return advice_of(self.standing.case, self.standing.attempt)

    @property
    def plans(self) -> list[PlanView]:
        return plan_views(self.advice.plans, self.advice.rulebook)

    @property
    def version(self) -> int:
        return self.advice.rulebook.version


def plan_views(plans: Sequence[Remedy], rulebook: Rulebook) -> list[PlanView]:
    """The plans with the words of their rules."""
    found = []
    for plan in plans:
        rule = rulebook.rule(plan.rule)
        found.append(PlanView(plan, _(rule.label) if rule else "", rule.source if rule else ""))
    return found


def fact_words(facts: RemedyFacts) -> list[tuple[Any, Any]]:
    """Every fact with its value, as the rules saw it."""
    return [(fact.label, _value(fact, getattr(facts, fact.value))) for fact in SHAPES]


def _value(fact: Fact, value: Any) -> Any:
    match value:
        case None:
            return _("not known")
        case bool():
            return _("yes") if value else _("no")
        case Money():
            return f"¥{value.yuan}"
        case Choices():
            return value.label
        case _other if fact is Fact.FLOW:
            return newest_flow(str(value)).label
        case _other:
            return value


@dataclass(frozen=True)
class StoredView:
    """A choice of the past: what was proposed then, from which facts, by which rules."""

    row: StoredRemedies
    plans: Sequence[Mapping[str, Any]]
    facts: Sequence[tuple[Any, Any]]


class RemediesContext:
    """The page that explains: every rule with what it asked and what the case said; earlier choices."""

    def __init__(self, person: Person, number: str, at: datetime) -> None:
        self.record = record_of(person, number, at)
        self.case = self.record.standing.case
        self.address = address_of(number)
        self.panel = RemedyPanel(self.record.standing)

    @property
    def facts(self) -> list[tuple[Any, Any]]:
        return fact_words(self.panel.advice.facts)

    @property
    def matched(self) -> list[RuleFinding]:
        return [finding for finding in self.panel.advice.explained if finding.matched]

    @property
    def unmatched(self) -> list[RuleFinding]:
        return [finding for finding in self.panel.advice.explained if not finding.matched]

    @property
    def stored(self) -> list[StoredView]:
        return [
            StoredView(row, [_stored_plan(plan) for plan in row.plans], fact_words(RemedyFacts.from_json(row.facts)))
            for row in stored_remedies(self.case)
        ]


def _stored_plan(plan: Mapping[str, Any]) -> dict[str, Any]:
    """A stored plan in words; the rulebook of that time may be gone, its numbers stay."""
    return {
        "letter": plan["plan"],
        "kind": RemedyKind(plan["kind"]).label,
        "amount": Money(plan["amount"]),
        "ceiling": Money(plan["ceiling"]),
        "freight": Money(plan["freight"]),
        "clause": _(plan["clause"]),
        "rule": plan["rule"],
    }


@page(roles=READERS)
def remedies(request: PageRequest, number: str) -> HttpResponse:
    """Why these proposals and no others."""
    context = RemediesContext(request.person, number, page_time(request))
    return render(request, "cases/remedies.html", {"view": context})
