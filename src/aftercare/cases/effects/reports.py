"""What a platform's refund report changes in a case (B2): its wish, its parcel, its deadline, money given back there.

What a person has granted or entered stays theirs; only what reports brought is brought up to date by reports.
"""

from collections.abc import Mapping
from datetime import datetime

from aftercare.cases.clocks import PLATFORM, earlier
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.granting import give
from aftercare.cases.effects.parcels import keep_tracking
from aftercare.cases.facts import Grant, LineFacts
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.rules import USUAL_RESPONSIBLE
from aftercare.cases.terms import Reason, Responsible
from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.core.money import ZERO, Money

OURS = "report"  # in `details`: a report tells of this case
OPENED = "report_opened"  # it was opened by one: lines and wish are the report's
GRANTED = "report_grant"  # what is granted was granted on the platform, not by our people
REFUNDED = "report_refunded"  # fen that the platform has given back
FREIGHT = "report_freight"  # of it the freight


def keep_report(ctx: MoveContext) -> None:
    """All that was told beside the state."""
    details = {**ctx.case.details, OURS: True}
    if number := ctx.inputs.get("refund_no"):
        ctx.set(platform_case_no=number)
        ctx.data["refund_no"] = number
    ctx.set(details=details)
    keep_tracking(ctx)
    if details.get(OPENED):
        _keep_wish(ctx)
    if "told_due" in ctx.inputs and ctx.case.closed_at is None:
        _keep_due(ctx, ctx.inputs["told_due"])


def _keep_wish(ctx: MoveContext) -> None:
    """The wish as the report tells it now; it was never ours to change."""
    case = ctx.case
    if reason := ctx.inputs.get("reason"):
        usual = case.responsible == USUAL_RESPONSIBLE[Reason(case.reason)]
        ctx.set(reason=reason, **({"responsible": USUAL_RESPONSIBLE[reason]} if usual else {}))
        ctx.data["reason"] = reason.value
    if "told_freight" in ctx.inputs:
        ctx.set(asked_freight=ctx.inputs["told_freight"])
    if (lines := ctx.inputs.get("told_lines")) is not None:
        _keep_lines(case, lines)
        ctx.set(asked=sum((amount for _pieces, amount in lines.values()), ZERO))
        ctx.data["asked"] = case.asked.fen
    if case.details.get(GRANTED):
        _grant_wish(case, ctx)


def _keep_lines(case: Case, wished: Mapping[int, tuple[int, Money]]) -> None:
    """Lines by order line. One of which pieces have come, or that we have looked at, stays."""
    held = {line.order_line_id: line for line in case.lines.all()}
    for order_line, line in held.items():
        if order_line not in wished and not line.received and not line.evidence.exists():
            line.delete()
    for order_line, (pieces, amount) in wished.items():
        if order_line in held:
            line = held[order_line]
            CaseLine.objects.filter(pk=line.pk).update(asked=max(pieces, line.authorised), asked_amount=amount)
        else:
            CaseLine.objects.create(case=case, order_line_id=order_line, asked=pieces, asked_amount=amount)


def _grant_wish(case: Case, ctx: MoveContext) -> None:
    for line in case.lines.all():
        CaseLine.objects.filter(pk=line.pk).update(authorised=line.asked, granted_amount=line.asked_amount)
    ctx.set(granted=case.asked, granted_freight=max(case.asked_freight - case.freight_apart, ZERO))


def _keep_due(ctx: MoveContext, due: datetime | None) -> None:
    """The platform's own deadline of this state. It is shown, and nothing is done by us when it is over: the platform
    does it, and its next report says so."""
    case = ctx.case
    ctx.set(platform_due_at=due, next_due_at=earlier(due, case.own_due_at))
    void_deadlines(subject=("case", case.pk), kinds=[PLATFORM])
    ctx.data["due"] = due.isoformat() if due else None


def is_granted_by_people(case: Case) -> bool:
    return case.granted is not None and not case.details.get(GRANTED)


def grant_as_told(ctx: MoveContext) -> None:
    """The platform says that it was agreed to: the whole wish, unless our people have granted something already."""
    if is_granted_by_people(ctx.case):
        return
    asked = ctx.attempt.facts.asked
    give(ctx, Grant(asked.lines, asked.freight, Responsible(ctx.case.responsible)))
    ctx.set(details={**ctx.case.details, OURS: True, GRANTED: True})


def drop_told_grant(ctx: MoveContext) -> None:
    """Closed on the platform: what was granted there is not."""
    if not ctx.case.details.get(GRANTED):
        return
    CaseLine.objects.filter(case_id=ctx.case.pk).update(authorised=0, granted_amount=None)
    kept = {name: value for name, value in ctx.case.details.items() if name != GRANTED}
    ctx.set(granted=None, granted_freight=None, details=kept)


def keep_report_refund(ctx: MoveContext) -> None:
    """The platform has given that amount back, and the case ends by it."""
    amount, lines = ctx.inputs["refund_amount"], ctx.attempt.facts.lines
    shares = shares_of(amount, lines)
    freight = amount - sum(shares.values(), ZERO)
    if not is_granted_by_people(ctx.case):
        given = {line.id: (line.asked, shares[line.id]) for line in lines}
        give(ctx, Grant(given, freight, Responsible(ctx.case.responsible)))
        ctx.set(details={**ctx.case.details, GRANTED: True})
    ctx.set(details={**ctx.case.details, **_noted(amount, freight), "refunded_elsewhere": _fen(shares)})
    ctx.data["amount"] = amount.fen


def note_report_refund(ctx: MoveContext) -> None:
    """The platform has given that amount back, and the case goes on: the goods are to be looked at, or a payment of
    ours is on its way. What is booked for it is decided when the case ends."""
    amount = ctx.inputs["refund_amount"]
    freight = amount - sum(shares_of(amount, ctx.attempt.facts.lines).values(), ZERO)
    ctx.set(details={**ctx.case.details, **_noted(amount, freight)})
    ctx.data["amount"] = amount.fen


def _noted(amount: Money, freight: Money) -> dict[str, object]:
    return {OURS: True, REFUNDED: amount.fen, FREIGHT: freight.fen}


def _fen(shares: Mapping[int, Money]) -> dict[str, int]:
    return {str(line): share.fen for line, share in shares.items()}


def shares_of(amount: Money, lines: tuple[LineFacts, ...]) -> dict[int, Money]:
    """The platform's amount by case line, by what was paid for each and no more than that: the rest was freight."""
    goods = min(amount, sum((line.paid for line in lines), ZERO))
    shares = goods.allocate([line.paid.fen for line in lines])
    return {line.id: min(share, line.paid) for line, share in zip(lines, shares, strict=True)}


EFFECTS = (keep_report, grant_as_told, drop_told_grant, keep_report_refund, note_report_refund)
