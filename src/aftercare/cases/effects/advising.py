"""The remedy that was chosen: kept with its facts and the rules of that time, so that it can be explained (C13)."""

from typing import Any

from aftercare.cases.advice import advice_of, plan_as_json
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.models import StoredRemedies
from aftercare.cases.remedies.rules import Remedy
from aftercare.cases.remedies.terms import RemedyKind, Task
from aftercare.cases.terms import Form
from aftercare.core.errors import InvalidInput
from aftercare.core.sql import insert
from aftercare.core.words import _

GOODS = (RemedyKind.PARTIAL_REFUND, RemedyKind.FULL_REFUND, RemedyKind.RETURN_REFUND)  # money for the goods themselves
GIVEN = {
    RemedyKind.PARTIAL_REFUND: Form.MONEY,
    RemedyKind.FREIGHT_REFUND: Form.FREIGHT,
    RemedyKind.WAIT_DISCOUNT: Form.MONEY,
    RemedyKind.COUPON: Form.COUPON,
    RemedyKind.GIFT: Form.GOODS,
}


def keep_plan(ctx: MoveContext) -> None:
    """Store all plans with the chosen one, and let the next forms open with it. Raises InvalidInput when the plans are
    no longer those that were on screen."""
    advice = advice_of(ctx.case, ctx.attempt)
    plan = advice.plan(ctx.inputs["plan"])
    if plan is None:
        raise InvalidInput({"plan": _("The proposals have changed meanwhile. Look at them again.")})
    stored = StoredRemedies(
        case=ctx.case,
        facts=advice.facts.as_json(),
        rules_id=advice.rules,
        rules_version=str(advice.rulebook.version),
        plans=[plan_as_json(one) for one in advice.plans],
        chosen=plan.plan,
        by_id=ctx.person.staff_id,
        at=ctx.at,
    )
    insert(stored)
    ctx.set(details={**ctx.case.details, **_opens_with(plan)})
    ctx.data |= {"plan": plan.plan, "remedy": plan.kind.value, "rules": advice.rulebook.version, "stored": stored.pk}
    ctx.data["amount"] = plan.total.fen


def _opens_with(plan: Remedy) -> dict[str, Any]:
    """What forms open with from now on, by the names of their inputs."""
    found: dict[str, Any] = {"plan": plan.plan}
    if plan.kind in GOODS:
        found |= {"plan_goods": plan.amount.fen, "plan_freight": plan.freight.fen, "refund_amount": plan.amount.fen}
    extra = plan.extra
    given = (plan.kind, plan.amount) if plan.kind in GIVEN else extra and (extra.kind, extra.amount)
    if given:
        kind, amount = given
        found["compensation_form"] = GIVEN[kind].value
        if amount:  # what a gift costs is the agent's to say
            found["compensation_amount"] = amount.fen
    if Task.QUALITY_LIST in plan.tasks:
        found["quality_list"] = True
    return found


EFFECTS = (keep_plan,)
