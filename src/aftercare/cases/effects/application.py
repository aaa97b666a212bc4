"""The buyer's application and the shop's refusal."""

from collections.abc import Mapping

from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.pieces import check_free
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import CaseLine
from aftercare.cases.rules import USUAL_RESPONSIBLE
from aftercare.core.money import ZERO


def keep_application(ctx: MoveContext) -> None:
    """The buyer changed what they ask for; what was granted or refused before no longer counts."""
    wished = ctx.inputs["asked_lines"]
    reason = ctx.inputs["reason"]
    holds = flow_of(ctx.case.flow, ctx.case.flow_version).holds_pieces(reason)
    if holds:
        _check_pieces(ctx, {line: pieces for line, (pieces, _amount) in wished.items()})
    for line in ctx.attempt.facts.lines:
        if line.id in wished and wished[line.id][0]:
            pieces, amount = wished[line.id]
            CaseLine.objects.filter(pk=line.id).update(
                asked=pieces, asked_amount=amount, authorised=0, granted_amount=None
            )
    asked = CaseLine.objects.filter(case_id=ctx.case.pk).values_list("asked_amount", flat=True)
    ctx.set(
        asked=sum(asked, ZERO),
        asked_freight=ctx.inputs.get("asked_freight", ctx.case.asked_freight),
        reason=reason,
        holds_goods=holds,
        responsible=USUAL_RESPONSIBLE[reason],
        granted=None,
        granted_freight=None,
        refusal_code="",
        refusal_clause="",
    )


def _check_pieces(ctx: MoveContext, wished: Mapping[int, int]) -> None:
    """The guard has looked before somebody else could take the pieces just now. `wished`: by case line id; a line that
    is not named, or with no piece, stays as it is."""
    lines = ctx.attempt.facts.lines
    check_free(
        ctx.case.order_id,
        {line.order_line_id: wished.get(line.id) or line.asked for line in lines},
        {line.order_line_id: line.asked for line in lines} if ctx.case.holds_goods else None,
    )


def keep_refusal(ctx: MoveContext) -> None:
    ctx.set(refusal_code=ctx.inputs["refusal"].value, refusal_clause=ctx.inputs["clause"])
    ctx.data["refusal"] = ctx.inputs["refusal"].value


EFFECTS = (keep_application, keep_refusal)
