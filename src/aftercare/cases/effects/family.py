"""Cases that belong together: children that are opened, kinds that a case becomes (B13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from aftercare.cases.effects.context import Effect, MoveContext
from aftercare.cases.effects.pieces import check_free
from aftercare.cases.facts import LineFacts
from aftercare.cases.flows.registry import all_flows, newest_flow
from aftercare.cases.models import Case, CaseLink, Evidence
from aftercare.cases.opening import Opening, write_case
from aftercare.cases.rules import spread
from aftercare.cases.terms import Form, Link, Reason, Responsible
from aftercare.core.errors import Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.core.outbox import enqueue
from aftercare.core.words import _

# Kept inputs that a child, a part or a case of another kind starts with.
CARRIED = (
    "new_variant", "gift", "gift_worth", "compensation_form", "claim_amount", "urgent", "warehouse_confirmed", "cause",
    "severity", "packing_whole", "resaleable", "in_stock", "late_hours", "big_customer",
)  # fmt: skip


@dataclass(frozen=True)
class Asks:
    """What a child is opened for: goods money by case line id, freight, and what it keeps beside what is carried
    over."""

    amounts: Mapping[int, Money] = field(default_factory=dict)
    freight: Money = ZERO
    inputs: Mapping[str, Any] = field(default_factory=dict)


def open_child(
    ctx: MoveContext,
    kind: str,
    asks: Asks | None = None,
    *,
    link: Link = Link.CHILD,
    reason: Reason | None = None,
) -> Case:
    """Open a case of that kind on the same lines. `reason`: another one than the case's own."""
    flow, case, facts = newest_flow(kind), ctx.case, ctx.attempt.facts
    asks = asks or Asks()
    amounts = asks.amounts
    lines = [
        (line.order_line_id, line.authorised or line.asked, amounts.get(line.id, ZERO))
        for line in facts.lines
        if not amounts or amounts.get(line.id)
    ]
    if not lines:
        raise Refused(_nothing_left())
    reason = reason or (Reason(case.reason) if case.reason in flow.reasons else Reason.OTHER)
    if flow.holds_pieces(reason):
        check_free(case.order_id, {line: pieces for line, pieces, _amount in lines})
    opening = Opening(
        flow=flow,
        order=case.order,
        reason=reason,
        lines=lines,
        owner_id=case.owner_id,
        freight=asks.freight,
        responsible=Responsible(case.responsible),
        inputs={**carried(ctx), **asks.inputs},
        origin=(link, case),
    )
    child = write_case(opening, ctx.person, ctx.at)
    ctx.data["child"] = child.number
    return child


def carried(ctx: MoveContext) -> dict[str, Any]:
    return {name: value for name in CARRIED if (value := ctx.attempt.known(name)) is not None}


def _nothing_left() -> Refusal:
    return Refusal("nothing_left", _("Nothing is left to give back for these goods."))


def _shared(ctx: MoveContext, amount: Money) -> dict[int, Money]:
    return spread(amount, [(line.id, line.room) for line in ctx.attempt.facts.lines])


def open_compensation(ctx: MoveContext) -> None:
    """The compensation as entered (C3): money shared out over the lines, freight as freight, a gift by what it costs
    us."""
    _compensate(ctx, ctx.inputs["compensation_form"], Link.CHILD)


def open_freight_beside(ctx: MoveContext) -> None:
    """What the buyer paid for the way, as a compensation that nobody waits for."""
    _compensate(ctx, Form.FREIGHT, Link.ASIDE)


def _compensate(ctx: MoveContext, form: Form, link: Link) -> None:
    amount, inputs = ctx.inputs["compensation_amount"], {"compensation_form": form}
    asks = {
        Form.FREIGHT: Asks(freight=amount, inputs=inputs),
        Form.GOODS: Asks(inputs={**inputs, "gift_worth": amount}),
    }
    open_child(ctx, "compensation", asks.get(form) or Asks(_shared(ctx, amount), inputs=inputs), link=link)
    ctx.data |= {"amount": amount.fen, "form": form.value}


def open_reship(ctx: MoveContext) -> None:
    """The goods once more, as an order of their own (C19); the gift, where a compensation is one."""
    open_child(ctx, "reship")


def open_reship_once(ctx: MoveContext) -> None:
    """The new goods, unless they were sent ahead (C2)."""
    sent = [child for child in ctx.attempt.facts.children if child.flow == "reship" and (child.is_open or child.done)]
    if not sent:
        open_child(ctx, "reship")
    else:
        # They have arrived, or arrive just now: whoever tells of it cannot see yet that this case waits.
        enqueue("cases.hear_children", case_id=ctx.case.pk)


def _left(line: LineFacts) -> Money:
    """What was paid for the line's pieces in this case, as far as it can still be refunded."""
    return min(sum(line.paid.allocate([1] * line.bought)[: line.asked], ZERO), line.room)


def _all_left(ctx: MoveContext) -> Asks:
    return Asks({line.id: _left(line) for line in ctx.attempt.facts.lines})


def open_refund_only(ctx: MoveContext) -> None:
    """All that is left of the pieces."""
    open_child(ctx, "refund_only", _all_left(ctx))


def open_refund_of(ctx: MoveContext) -> None:
    """The amount entered, for missing goods."""
    _refund(ctx, None)


def open_refund_by_verdict(ctx: MoveContext) -> None:
    """The platform's verdict gives the buyer money whatever other cases hold the pieces."""
    _refund(ctx, Reason.VERDICT)


def _refund(ctx: MoveContext, reason: Reason | None) -> None:
    amount = ctx.inputs["refund_amount"]
    open_child(ctx, "refund_only", Asks(_shared(ctx, amount)), reason=reason)
    ctx.data["amount"] = amount.fen


def open_return(ctx: MoveContext) -> None:
    """A return of all that is left of the pieces, beside this case."""
    open_child(ctx, "return", _all_left(ctx), link=Link.ASIDE)


def open_exchange(ctx: MoveContext) -> None:
    """An exchange of the lines, beside this case."""
    open_child(ctx, "exchange", link=Link.ASIDE)


def open_claim(ctx: MoveContext) -> None:
    """A claim at the courier that runs beside the case."""
    open_child(ctx, "claim", link=Link.ASIDE)


def open_claim_awaited(ctx: MoveContext) -> None:
    """A claim at the courier whose end the case waits for."""
    open_child(ctx, "claim")


def become(ctx: MoveContext, kind: str) -> None:
    """Go on as that kind: lines, evidence, words and the parent's patience go along; this case closes."""
    flow, case, facts = newest_flow(kind), ctx.case, ctx.attempt.facts
    reason = ctx.inputs.get("new_reason", Reason(case.reason))
    lines = [
        (line.order_line_id, line.asked, min(line.asked_amount or _left(line), line.room) if flow.asks_money else ZERO)
        for line in facts.lines
    ]
    if flow.asks_money and not any(amount for _line, _pieces, amount in lines):
        raise Refused(_nothing_left())
    if flow.holds_pieces(reason) and not case.holds_goods:
        check_free(case.order_id, {line: pieces for line, pieces, _amount in lines})
    number, ctx.case.platform_case_no = case.platform_case_no, ""
    if number:
        # The platform's number goes along and is unique: the old case gives it up first.
        Case.objects.filter(pk=case.pk).update(platform_case_no="")
    opening = Opening(
        flow=flow,
        order=case.order,
        reason=reason if reason.value in flow.reasons else Reason.OTHER,
        lines=lines,
        owner_id=case.owner_id,
        freight=case.asked_freight,
        responsible=None if "new_reason" in ctx.inputs else Responsible(case.responsible),
        description=case.description,
        platform_case_no=number,
        inputs=carried(ctx),
        details=_whereabouts(case),
        origin=(Link.BECAME, case),
    )
    follower = write_case(opening, ctx.person, ctx.at)
    carry_evidence(case, follower)
    hand_on(case, follower)
    ctx.data["follower"] = follower.number


def _whereabouts(case: Case) -> dict[str, Any]:
    """What stays true whatever the kind: the goods are with us already, or on their way though no report says so; the
    buyer applied earlier."""
    found: dict[str, Any] = {"goods_here": True} if case.received_at is not None else {}
    return found | {name: case.details[name] for name in ("left", "applied_at") if case.details.get(name)}


def hand_on(case: Case, to: Case) -> None:
    """Whoever waits for the case waits for the one in which the matter goes on: its link is made anew when there is
    one, for the newest of them counts."""
    for link in CaseLink.objects.filter(target=case, kind__in=(Link.CHILD, Link.ASIDE)).exclude(source=to):
        CaseLink.objects.filter(source_id=link.source_id, target=to, kind=link.kind).delete()
        CaseLink.objects.create(source_id=link.source_id, target=to, kind=link.kind)


def carry_evidence(source: Case, target: Case) -> None:
    held = set(target.evidence.values_list("file_id", flat=True))
    Evidence.objects.bulk_create(
        Evidence(case=target, file_id=one.file_id, stage=one.stage, note=one.note, by_id=one.by_id, at=one.at)
        for one in source.evidence.order_by("id")
        if one.file_id not in held
    )


def _named(name: str, effect: Any) -> Effect:
    effect.__name__ = name
    return effect


BECOMES = tuple(_named(f"become_{flow.code}", partial(become, kind=flow.code)) for flow in all_flows())
EFFECTS = (
    open_compensation,
    open_freight_beside,
    open_reship,
    open_reship_once,
    open_refund_only,
    open_refund_of,
    open_refund_by_verdict,
    open_return,
    open_exchange,
    open_claim,
    open_claim_awaited,
    *BECOMES,
)
