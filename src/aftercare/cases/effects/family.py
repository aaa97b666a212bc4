"""Cases that belong together: children that are opened, kinds that a case becomes, link, merge, split (B13)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import OperationalError
from django.db.models import F
from django.db.models.functions import Least

from aftercare.cases.access import access_case, visible_cases
from aftercare.cases.effects.context import Effect, MoveContext
from aftercare.cases.effects.pieces import check_free
from aftercare.cases.facts import LineFacts
from aftercare.cases.flows.registry import all_flows, flow_of, newest_flow
from aftercare.cases.models import Case, CaseLine, CaseLink, Evidence
from aftercare.cases.opening import Opening, write_case
from aftercare.cases.rules import spread
from aftercare.cases.terms import Link, Reason, Responsible
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.money import ZERO, Money
from aftercare.core.outbox import enqueue
from aftercare.core.words import _

CARRIED = ("new_variant", "compensation_form", "claim_amount", "urgent")  # kept inputs that a child starts with


def open_child(
    ctx: MoveContext, kind: str, amounts: Mapping[int, Money] | None = None, *, link: Link = Link.CHILD
) -> Case:
    """Open a case of that kind on the same lines. `amounts`: goods money asked, by case line id."""
    flow, case, facts = newest_flow(kind), ctx.case, ctx.attempt.facts
    amounts = amounts or {}
    lines = [
        (line.order_line_id, line.authorised or line.asked, amounts.get(line.id, ZERO))
        for line in facts.lines
        if not amounts or amounts.get(line.id)
    ]
    if not lines:
        raise Refused(_nothing_left())
    reason = Reason(case.reason) if case.reason in flow.reasons else Reason.OTHER
    if flow.holds_pieces(reason):
        check_free(case.order_id, {line: pieces for line, pieces, _amount in lines})
    opening = Opening(
        flow=flow,
        order=case.order,
        reason=reason,
        lines=lines,
        owner_id=case.owner_id,
        responsible=Responsible(case.responsible),
        inputs=_carried(ctx),
        origin=(link, case),
    )
    child = write_case(opening, ctx.person, ctx.at)
    ctx.data["child"] = child.number
    return child


def _carried(ctx: MoveContext) -> dict[str, Any]:
    return {name: value for name in CARRIED if (value := ctx.attempt.known(name)) is not None}


def _nothing_left() -> Refusal:
    return Refusal("nothing_left", _("Nothing is left to give back for these goods."))


def _shared(ctx: MoveContext, amount: Money) -> dict[int, Money]:
    return spread(amount, [(line.id, line.room) for line in ctx.attempt.facts.lines])


def open_compensation(ctx: MoveContext) -> None:
    """The compensation as entered, shared out over the lines (C3)."""
    amount = ctx.inputs.get("compensation_amount", ZERO)
    child = open_child(ctx, "compensation", _shared(ctx, amount) if amount else None)
    ctx.data |= {"amount": amount.fen, "form": str(child.details.get("compensation_form", ""))}


def open_reship(ctx: MoveContext) -> None:
    """The goods once more, as an order of their own (C19)."""
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


def open_refund_only(ctx: MoveContext) -> None:
    """All that is left of the pieces."""
    open_child(ctx, "refund_only", {line.id: _left(line) for line in ctx.attempt.facts.lines})


def open_refund_of(ctx: MoveContext) -> None:
    """The amount entered: missing goods, or the platform's verdict."""
    amount = ctx.inputs["refund_amount"]
    open_child(ctx, "refund_only", _shared(ctx, amount))
    ctx.data["amount"] = amount.fen


def open_return(ctx: MoveContext) -> None:
    """A return of all that is left of the pieces, beside this case."""
    open_child(ctx, "return", {line.id: _left(line) for line in ctx.attempt.facts.lines}, link=Link.ASIDE)


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
        inputs=_carried(ctx),
        origin=(Link.BECAME, case),
    )
    follower = write_case(opening, ctx.person, ctx.at)
    _carry_evidence(case, follower)
    _hand_on(case, follower)
    ctx.data["follower"] = follower.number


def _hand_on(case: Case, to: Case) -> None:
    """Whoever waits for the case waits for the one in which the matter goes on: its link is made anew when there is
    one, for the newest of them counts."""
    for link in CaseLink.objects.filter(target=case, kind__in=(Link.CHILD, Link.ASIDE)).exclude(source=to):
        CaseLink.objects.filter(source_id=link.source_id, target=to, kind=link.kind).delete()
        CaseLink.objects.create(source_id=link.source_id, target=to, kind=link.kind)


def _carry_evidence(source: Case, target: Case) -> None:
    held = set(target.evidence.values_list("file_id", flat=True))
    Evidence.objects.bulk_create(
        Evidence(case=target, file_id=one.file_id, stage=one.stage, note=one.note, by_id=one.by_id, at=one.at)
        for one in source.evidence.order_by("id")
        if one.file_id not in held
    )


def _other(ctx: MoveContext) -> Case:
    """The case that was named, seen and locked by the same rights as this one (B6). Raises InvalidInput, Refused."""
    number = ctx.inputs["other_case"]
    try:
        if visible_cases(ctx.person).filter(number=number, shop_id=ctx.case.shop_id).exists():
            # Two people who merge two cases into each other must not wait for each other for ever.
            visible_cases(ctx.person).select_for_update(nowait=True, of=("self",)).get(number=number)
            return access_case(ctx.person, number)
    except OperationalError:
        sentence = _("Somebody is working on %(number)s just now. Try again in a moment; nothing was saved.")
        raise Refused(Refusal("other_case_busy", sentence, {"number": number})) from None
    except NotFound:
        pass
    raise InvalidInput({"other_case": _("There is no such case in this shop.")})


def link_case(ctx: MoveContext) -> None:
    """Both cases name each other."""
    other = _other(ctx)
    if CaseLink.objects.filter(source__in=(ctx.case, other), target__in=(ctx.case, other)).exists():
        raise InvalidInput({"other_case": _("The two cases are linked already.")})
    CaseLink.objects.create(source=other, target=ctx.case, kind=Link.RELATED)
    ctx.data["other"] = other.number


def merge_case(ctx: MoveContext) -> None:
    """Pieces, evidence and link go to the other case of the same order and kind; this one closes."""
    other, case = _other(ctx), ctx.case
    if (other.order_id, other.flow) != (case.order_id, case.flow) or other.closed_at is not None:
        raise InvalidInput({"other_case": _("Only an open case of the same order and kind takes another one in.")})
    if other.state not in ctx.move.source or other.granted is not None or other.lines.filter(authorised__gt=0).exists():
        raise InvalidInput({"other_case": _("That case has been decided already; open a new one instead.")})
    lines = list(case.lines.select_related("order_line").order_by("id"))
    if other.holds_goods and not case.holds_goods:
        theirs = dict(other.lines.values_list("order_line_id", "asked"))
        both = {one.order_line_id: (theirs.get(one.order_line_id, 0) + one.asked, one.order_line) for one in lines}
        check_free(case.order_id, {pk: min(pieces, line.quantity) for pk, (pieces, line) in both.items()}, theirs)
    for line in lines:
        held = CaseLine.objects.filter(case=other, order_line_id=line.order_line_id)
        pieces = Least(F("asked") + line.asked, line.order_line.quantity)  # two complaints may be about the same piece
        if not held.update(asked=pieces, asked_amount=F("asked_amount") + line.asked_amount.fen):
            CaseLine.objects.create(
                case=other, order_line_id=line.order_line_id, asked=line.asked, asked_amount=line.asked_amount
            )
    Case.objects.filter(pk=other.pk).update(
        asked=F("asked") + case.asked.fen, asked_freight=F("asked_freight") + case.asked_freight.fen,
        version=F("version") + 1,
    )  # fmt: skip
    _carry_evidence(case, other)
    _hand_on(case, other)
    CaseLink.objects.create(source=case, target=other, kind=Link.MERGED)
    ctx.data["other"] = other.number
    ctx.announce_for(other, "case.took_in", other=case.number)


def split_case(ctx: MoveContext) -> None:
    """The chosen pieces with their share of the money go into a new case of the same kind."""
    case, taken = ctx.case, ctx.inputs["split_lines"]
    flow = flow_of(case.flow, case.flow_version)
    lines, moved = [], ZERO
    for line in ctx.attempt.facts.lines:
        pieces = taken.get(line.id, 0)
        if not pieces:
            continue
        share = sum(line.asked_amount.allocate([1] * line.asked)[:pieces], ZERO)
        lines.append((line.order_line_id, pieces, share))
        moved += share
        if pieces == line.asked:
            CaseLine.objects.filter(pk=line.id).delete()
        else:
            CaseLine.objects.filter(pk=line.id).update(
                asked=F("asked") - pieces, asked_amount=line.asked_amount - share
            )
    opening = Opening(
        flow=flow, order=case.order, reason=Reason(case.reason), lines=lines, owner_id=case.owner_id,
        responsible=Responsible(case.responsible), description=case.description, inputs=_carried(ctx),
        origin=(Link.SPLIT, case),
    )  # fmt: skip
    part = write_case(opening, ctx.person, ctx.at)
    _carry_evidence(case, part)
    _hand_on(case, part)
    ctx.set(asked=case.asked - moved)
    ctx.data["follower"] = part.number


def _named(name: str, effect: Any) -> Effect:
    effect.__name__ = name
    return effect


BECOMES = tuple(_named(f"become_{flow.code}", partial(become, kind=flow.code)) for flow in all_flows())
EFFECTS = (
    open_compensation,
    open_reship,
    open_reship_once,
    open_refund_only,
    open_refund_of,
    open_return,
    open_exchange,
    open_claim,
    open_claim_awaited,
    link_case,
    merge_case,
    split_case,
    *BECOMES,
)
