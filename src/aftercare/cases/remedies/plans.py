"""A plan as a rule writes it down: what is offered, how much, who bears which freight, and what goes with it."""

from dataclasses import dataclass
from typing import Any

from aftercare.cases.remedies.amounts import NOTHING, Amount, read_amount
from aftercare.cases.remedies.conditions import Condition, read_condition
from aftercare.cases.remedies.reading import (
    inside,
    read_choice,
    read_flag,
    read_list,
    read_object,
    read_set,
    read_set_amount,
    read_text,
)
from aftercare.cases.remedies.terms import (
    CHOSEN_CAPS,
    PAYING,
    RETURNING,
    SENDING,
    Approval,
    BearsFreight,
    Cap,
    Formula,
    GoodsBack,
    RemedyKind,
    Task,
)
from aftercare.clock.rules import Span
from aftercare.core.money import Money

MOST_CONDITIONS = 12
MOST_EXTRAS = 5


@dataclass(frozen=True)
class Extra:
    """A coupon (fixed or a range) or a gift that calms the buyer."""

    kind: RemedyKind
    amount: Amount = NOTHING
    when: tuple[Condition, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "amount": self.amount.as_json(),
            "when": [each.as_json() for each in self.when],
        }


@dataclass(frozen=True)
class PlanTemplate:
    """One plan of a rule.

    `extras` are in order of preference: the first whose conditions hold and that still fits is given, no other.
    `freight_back` is who bears the way of the goods back, `freight_out` the way out again; `refunds_freight` adds the
    freight that the buyer paid to the money: of the way back up to the shop's ceiling, or the postage. `limit` is the
    plan's own ceiling.
    """

    kind: RemedyKind
    clause: str  # message id, or the shop's own words
    amount: Amount = NOTHING
    caps: tuple[Cap, ...] = ()
    limit: Money | None = None
    freight_back: BearsFreight = BearsFreight.NONE
    freight_out: BearsFreight = BearsFreight.NONE
    refunds_freight: bool = False
    goods_back: GoodsBack = GoodsBack.NO
    deadline: Span | None = None
    approval: Approval = Approval.BY_AUTHORITY
    extras: tuple[Extra, ...] = ()
    tasks: tuple[Task, ...] = ()
    when: tuple[Condition, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "clause": self.clause,
            "amount": self.amount.as_json(),
            "caps": [cap.value for cap in self.caps],
            "limit": None if self.limit is None else self.limit.fen,
            "freight_back": self.freight_back.value,
            "freight_out": self.freight_out.value,
            "refunds_freight": self.refunds_freight,
            "goods_back": self.goods_back.value,
            "deadline": self.deadline.as_value() if self.deadline else None,
            "approval": self.approval.value,
            "extras": [extra.as_json() for extra in self.extras],
            "tasks": [task.value for task in self.tasks],
            "when": [condition.as_json() for condition in self.when],
        }


_KEYS = tuple(PlanTemplate.__dataclass_fields__)


def read_when(value: Any) -> tuple[Condition, ...]:
    """Conditions of which all must hold; none always hold."""
    with inside("when"):
        return read_list(value, read_condition, "condition", most=MOST_CONDITIONS)


def read_plan(value: Any) -> PlanTemplate:
    """Read one plan in the form of `as_json`, every key given. ValueError says which part is wrong."""
    found = read_object(value, _KEYS)

    def part(name: str, read: Any) -> Any:
        with inside(name):
            return read(found[name])

    plan = PlanTemplate(
        kind=part("kind", read_choice(RemedyKind)),
        clause=part("clause", read_text),
        amount=part("amount", read_amount),
        caps=part("caps", lambda caps: read_set(caps, _read_cap, "cap", most=len(CHOSEN_CAPS))),
        limit=part("limit", lambda limit: None if limit is None else read_set_amount(limit)),
        freight_back=part("freight_back", read_choice(BearsFreight)),
        freight_out=part("freight_out", read_choice(BearsFreight)),
        refunds_freight=part("refunds_freight", read_flag),
        goods_back=part("goods_back", read_choice(GoodsBack)),
        deadline=part("deadline", lambda deadline: None if deadline is None else Span.from_value(deadline)),
        approval=part("approval", read_choice(Approval)),
        extras=part("extras", lambda extras: read_list(extras, _read_extra, "extra", most=MOST_EXTRAS)),
        tasks=part("tasks", lambda tasks: read_set(tasks, read_choice(Task), "task", most=len(Task))),
        when=read_when(found["when"]),
    )
    _check_money(plan)
    _check_goods(plan)
    return plan


def _read_cap(value: Any) -> Cap:
    cap = read_choice(Cap)(value)
    if cap not in CHOSEN_CAPS:
        raise ValueError(f"{cap.value} holds by itself or is the plan's limit; name none but {sorted(CHOSEN_CAPS)}")
    return cap


def _read_extra(value: Any) -> Extra:
    found = read_object(value, ("kind", "amount", "when"))
    kind, amount = read_choice(RemedyKind)(found["kind"]), read_amount(found["amount"])
    allowed = {RemedyKind.COUPON: (Formula.FIXED, Formula.RANGE), RemedyKind.GIFT: (Formula.NOTHING,)}
    if amount.formula not in allowed.get(kind, ()):
        raise ValueError("an extra is a coupon of a fixed amount or a range, or a gift without an amount")
    return Extra(kind, amount, read_when(found["when"]))


def _check_money(plan: PlanTemplate) -> None:
    formula = plan.amount.formula
    if (formula != Formula.NOTHING) != (plan.kind in PAYING):
        raise ValueError(f"{plan.kind.value} does not go with the amount {formula.value}")
    if (formula == Formula.FREIGHT) != (plan.kind == RemedyKind.FREIGHT_REFUND):
        raise ValueError("the amount freight and a freight refund go together")
    if formula == Formula.NOTHING and (plan.caps or plan.limit is not None):
        raise ValueError("a plan without money has no caps and no limit")
    if plan.refunds_freight and (formula == Formula.FREIGHT or plan.freight_back == BearsFreight.BUYER):
        raise ValueError("the freight is refunded once, and not when the buyer bears it")


def _check_goods(plan: PlanTemplate) -> None:
    comes_back = plan.goods_back != GoodsBack.NO
    if comes_back != (plan.freight_back != BearsFreight.NONE):
        raise ValueError("goods that come back, and only those, have somebody who bears that freight")
    if comes_back != (plan.kind in RETURNING) and plan.kind != RemedyKind.RESHIP:
        raise ValueError(f"{plan.kind.value} does not go with goods back: {plan.goods_back.value}")
    if (plan.kind in SENDING) != (plan.freight_out != BearsFreight.NONE):
        raise ValueError("goods that are sent again, and only those, have somebody who bears that freight")
