"""A rule as its form shows it; `reading` is the way back, and gives the same rule when nobody has changed anything."""

from typing import Any

from django.utils.translation import gettext as _

from aftercare.cases.remedies.amounts import Amount
from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.plans import Extra, PlanTemplate
from aftercare.cases.remedies.reading import plain
from aftercare.cases.remedies.rulebook import Rule
from aftercare.cases.remedies.terms import Formula
from aftercare.core.money import Money
from aftercare.web.remedyrules.nodes import Node

BETWEEN = ","  # values of the closed sets never hold one


def filled(rule: Rule) -> Node:
    """The form of a rule. Texts that we wrote are shown translated, and kept as they were unless somebody changes them;
    so is the order of what is ticked."""
    root = Node(
        "rule",
        fields={"label": [_(rule.label)], "label_stored": [rule.label], "source": [rule.source]},
        groups={"when": list(map(_condition, rule.when)), "plan": list(map(_plan, rule.plans))},
    )
    root.number()
    return root


def _condition(condition: Condition) -> Node:
    values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    texts = list(map(_typed, values))
    fields = {"fact": [condition.fact.value], "operator": [condition.operator.value], "value": texts}
    return Node("when", fields={**fields, "value_stored": [BETWEEN.join(texts)]})


def _typed(value: Any) -> str:
    """A value as it is typed or chosen; unknown is ''."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Money():
            return value.yuan
        case _other:
            return str(plain(value))


def _plan(plan: PlanTemplate) -> Node:
    caps, tasks = [cap.value for cap in plan.caps], [task.value for task in plan.tasks]
    fields = {
        "kind": [plan.kind.value],
        "clause": [_(plan.clause)],
        "clause_stored": [plan.clause],
        **_amount(plan.amount),
        "formula": [plan.amount.formula.value],
        "caps": caps,
        "caps_stored": [BETWEEN.join(caps)],
        "limit": [plan.limit.yuan if plan.limit is not None else ""],
        "freight_back": [plan.freight_back.value],
        "freight_out": [plan.freight_out.value],
        "refunds_freight": ["on"] if plan.refunds_freight else [],
        "goods_back": [plan.goods_back.value],
        "deadline_amount": [str(plan.deadline.amount) if plan.deadline else ""],
        "deadline_unit": [plan.deadline.kind.value if plan.deadline else ""],
        "approval": [plan.approval.value],
        "tasks": tasks,
        "tasks_stored": [BETWEEN.join(tasks)],
    }
    groups = {"when": list(map(_condition, plan.when)), "extra": list(map(_extra, plan.extras))}
    return Node("plan", fields=fields, groups=groups)


def _extra(extra: Extra) -> Node:
    fields = {"kind": [extra.kind.value], **_amount(extra.amount)}
    fields.pop("percent")
    return Node("extra", fields=fields, groups={"when": list(map(_condition, extra.when))})


def _amount(amount: Amount) -> dict[str, list[str]]:
    is_set = amount.formula in (Formula.FIXED, Formula.RANGE)
    return {
        "low": [amount.low.yuan if is_set else ""],
        "high": [amount.high.yuan if amount.formula is Formula.RANGE else ""],
        "percent": [str(amount.percent) if amount.formula is Formula.PERCENT else ""],
    }
