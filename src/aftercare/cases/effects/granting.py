"""What the shop gives: grants, proposals that wait for approval, freight after the inspection."""

from dataclasses import replace

from django.db.models import F

from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.parcels import choose_return_address
from aftercare.cases.facts import Grant
from aftercare.cases.models import CaseLine
from aftercare.cases.rules import USUAL_RESPONSIBLE, freight_after_inspection, freight_limit
from aftercare.cases.terms import Responsible
from aftercare.core.money import Money
from aftercare.core.sql import change


def give(ctx: MoveContext, grant: Grant) -> None:
    """Write a grant on the case and its lines."""
    for line in ctx.attempt.facts.lines:
        pieces, amount = grant.lines.get(line.id, (0, None))
        change(CaseLine, {"authorised": pieces, "granted_amount": amount}, {"pk": line.id})
    ctx.set(granted=grant.goods, granted_freight=grant.freight, responsible=grant.responsible, proposal=None)
    ctx.data["granted"] = grant.goods.fen
    if ctx.attempt.facts.rule_rows:
        ctx.data["rule_rows"] = dict(ctx.attempt.facts.rule_rows)
    ctx.data["freight"] = grant.freight.fen


def grant(ctx: MoveContext) -> None:
    """Give what was entered, else what was granted or asked; counts against the person's day (H8)."""
    meant = ctx.attempt.meant
    give(ctx, meant)
    ctx.announce("case.granted", amount=meant.total.fen)


def grant_as_asked(ctx: MoveContext) -> None:
    """The platform agreed for us: what the buyer asked, freight as far as the rules let us bear it."""
    facts = ctx.attempt.facts
    responsible = USUAL_RESPONSIBLE[facts.reason]
    give(ctx, Grant(_within_room(ctx, facts.asked), freight_limit(facts, responsible), responsible))


def propose(ctx: MoveContext) -> None:
    """Keep what is meant as a proposal; nothing is granted before it is approved."""
    proposal = ctx.attempt.meant
    ctx.set(proposal=proposal.as_json())
    if "return_address" in ctx.inputs:
        choose_return_address(ctx)
    ctx.data["proposed"] = proposal.total.fen


def adopt_proposal(ctx: MoveContext) -> None:
    """What was approved becomes the grant; `approval_fits` has checked that it is still the same."""
    proposal = ctx.attempt.facts.proposal
    if proposal is None:
        raise RuntimeError(f"{ctx.case.number} has no proposal")
    give(ctx, proposal)


def drop_proposal(ctx: MoveContext) -> None:
    ctx.set(proposal=None)


def cut_to_room(ctx: MoveContext) -> None:
    """Less than was granted: of each line what can still be given back."""
    meant = ctx.attempt.meant
    give(ctx, Grant(_within_room(ctx, meant), meant.freight, meant.responsible))


def _within_room(ctx: MoveContext, grant: Grant) -> dict[int, tuple[int, Money]]:
    rooms = {line.id: line.room for line in ctx.attempt.facts.lines}
    return {line: (pieces, min(amount, rooms[line])) for line, (pieces, amount) in grant.lines.items()}


def settle_freight(ctx: MoveContext) -> None:
    """Who bears the freight once the warehouse has looked (C16)."""
    facts = ctx.attempt.facts
    confirmed = ctx.inputs.get("wrong_item_confirmed", ctx.attempt.known("warehouse_confirmed"))
    freight, responsible = freight_after_inspection(facts, confirmed)
    if (freight, responsible) != (ctx.case.granted_freight, Responsible(ctx.case.responsible)):
        ctx.set(granted_freight=freight, responsible=responsible)
        ctx.data["freight"] = freight.fen
        ctx.data["responsible"] = responsible.value


def keep_freight(ctx: MoveContext) -> None:
    """What the buyer paid for the way back; what was granted follows it as far as the rules let us bear it (C16)."""
    asked = ctx.inputs["asked_freight"]
    ctx.set(asked_freight=asked)
    ctx.data["asked_freight"] = asked.fen
    granted = ctx.attempt.facts.granted
    if granted is not None:
        freight = freight_limit(replace(ctx.attempt.facts, asked_freight=asked), granted.responsible)
        ctx.set(granted_freight=freight)
        ctx.data["freight"] = freight.fen


def authorise_asked(ctx: MoveContext) -> None:
    """The buyer may send in what they asked for; no money is granted (C5)."""
    CaseLine.objects.filter(case_id=ctx.case.pk).update(authorised=F("asked"))


def waive_difference(ctx: MoveContext) -> None:
    """Do without the difference; it counts against the person's day as if it were granted (H8)."""
    owed = Money(ctx.case.details.get("buyer_pays", 0))
    ctx.set(details={**ctx.case.details, "buyer_pays": 0})
    ctx.data["waived"] = owed.fen
    ctx.announce("case.granted", amount=owed.fen)


EFFECTS = (
    grant, grant_as_asked, cut_to_room, propose, adopt_proposal, drop_proposal, settle_freight, keep_freight,
    authorise_asked, waive_difference,
)  # fmt: skip
