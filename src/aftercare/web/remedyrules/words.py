"""Rules, conditions and plans as people read them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.flows.registry import all_flows
from aftercare.cases.remedies.amounts import Amount
from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.explain import in_words
from aftercare.cases.remedies.facts import SHAPES, Fact
from aftercare.cases.remedies.plans import Extra, PlanTemplate
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import Approval, BearsFreight, Formula, GoodsBack, Operator
from aftercare.web.shops.words import deadline_words


def condition_words(condition: Condition) -> str:
    """'Cause is one of Wrong goods / Goods missing', 'In stock: yes / not known'."""
    fact, operator, value = condition.fact, condition.operator, condition.value
    if SHAPES[fact].is_flag:
        answers = (True, False, None) if SHAPES[fact].may_be_unknown else (True, False)
        values = tuple(answer for answer in answers if (answer is value) == (operator is Operator.IS))
        return _("%(fact)s: %(value)s") % {"fact": fact.label, "value": _named(fact, values)}
    return f"{fact.label} {operator.label} {_named(fact, value if isinstance(value, tuple) else (value,))}"


def _named(fact: Fact, values: Iterable[Any]) -> str:
    return " / ".join(value_words(fact, value) for value in values)


def value_words(fact: Fact, value: Any) -> str:
    """One value of a fact; kinds of cases by their names."""
    if fact is Fact.FLOW:
        return flow_names().get(value, str(value))
    return str(in_words(value))


def flow_names() -> dict[str, str]:
    """The kinds of cases, by code."""
    return {flow.code: str(flow.label) for flow in all_flows()}


def when_words(when: Iterable[Condition]) -> str:
    """All conditions in one line; '' when there are none."""
    return _(" and ").join(map(condition_words, when))


def amount_words(amount: Amount) -> str:
    """How the amount is found; '' without money."""
    match amount.formula:
        case Formula.NOTHING:
            return ""
        case Formula.FIXED:
            return f"¥{amount.low.yuan}"
        case Formula.RANGE:
            return _("¥%(low)s, severe ¥%(high)s") % {"low": amount.low.yuan, "high": amount.high.yuan}
        case Formula.PERCENT:
            return _("%(percent)s%% of the value") % {"percent": amount.percent}
        case _other:
            return str(amount.formula.label)


def extra_words(extra: Extra) -> str:
    """'Coupon ¥5.00, severe ¥10.00 (Big customer is yes)'."""
    words = f"{extra.kind.label} {amount_words(extra.amount)}".strip()
    return f"{words} ({when_words(extra.when)})" if extra.when else words


def plan_terms(plan: PlanTemplate) -> Iterator[str]:
    """Limits, freights, goods, time, approval, what comes on top, what else is to be done, one after the other."""
    if plan.limit is not None:
        yield _("at most ¥%(most)s") % {"most": plan.limit.yuan}
    for cap in plan.caps:
        yield _("at most: %(cap)s") % {"cap": cap.label}
    if plan.refunds_freight:
        yield _("plus the freight that the buyer paid")
    if plan.freight_back is not BearsFreight.NONE:
        yield _("way back: %(who)s") % {"who": plan.freight_back.label}
    if plan.freight_out is not BearsFreight.NONE:
        yield _("way out: %(who)s") % {"who": plan.freight_out.label}
    if plan.goods_back is not GoodsBack.NO:
        yield str(plan.goods_back.label)
    if plan.extras:
        yield _("with it: %(what)s") % {"what": _(", else ").join(map(extra_words, plan.extras))}
    if plan.deadline is not None:
        yield deadline_words(plan.deadline)
    yield from (str(task.label) for task in plan.tasks)
    if plan.approval is Approval.ALWAYS:
        yield _("always approved by somebody")


@dataclass(frozen=True)
class PlanWords:
    """One plan of a rule as the list prints it."""

    kind: str
    amount: str
    clause: str
    terms: tuple[str, ...]
    when: str  # '' : always

    @property
    def line(self) -> str:
        """All of it in one line, to set two plans against each other."""
        only = _("only if %(conditions)s") % {"conditions": self.when} if self.when else ""
        return " · ".join(filter(None, (f"{self.kind} {self.amount}".strip(), *self.terms, only, self.clause)))


def plan_words(plan: PlanTemplate) -> PlanWords:
    """A plan in words."""
    return PlanWords(
        kind=str(plan.kind.label),
        amount=amount_words(plan.amount),
        clause=_(plan.clause),
        terms=tuple(plan_terms(plan)),
        when=when_words(plan.when),
    )


@dataclass(frozen=True)
class RuleWords:
    """One rule as the list prints it; `place` counts from 1, 0 outside a list."""

    place: int
    code: str
    label: str
    source: str
    when: tuple[str, ...]
    plans: tuple[PlanWords, ...]


def rule_words(rule: Rule, place: int = 0) -> RuleWords:
    """A rule in words."""
    return RuleWords(
        place=place,
        code=rule.code,
        label=_(rule.label),
        source=rule.source,
        when=tuple(map(condition_words, rule.when)),
        plans=tuple(map(plan_words, rule.plans)),
    )
