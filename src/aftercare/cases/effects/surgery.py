"""Case surgery (B13): link, merge and split, with rights checked on both cases."""

from django.db import OperationalError
from django.db.models import F
from django.db.models.functions import Least

from aftercare.cases.access import access_case, visible_cases
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.family import carried, carry_evidence, hand_on
from aftercare.cases.effects.pieces import check_free
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case, CaseLine, CaseLink
from aftercare.cases.opening import Opening, write_case
from aftercare.cases.terms import Link, Reason, Responsible
from aftercare.core.errors import InvalidInput, NotFound, Refusal, Refused
from aftercare.core.money import ZERO
from aftercare.core.words import _


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
    carry_evidence(case, other)
    hand_on(case, other)
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
        responsible=Responsible(case.responsible), description=case.description, inputs=carried(ctx),
        origin=(Link.SPLIT, case),
    )  # fmt: skip
    part = write_case(opening, ctx.person, ctx.at)
    carry_evidence(case, part)
    hand_on(case, part)
    ctx.set(asked=case.asked - moved)
    ctx.data["follower"] = part.number


EFFECTS = (link_case, merge_case, split_case)
