"""Money: the instruction to pay what was granted, and what its result means for the case (C18)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from aftercare.approvals.models import Approval
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.effects.reports import REFUNDED, shares_of
from aftercare.cases.facts import Grant
from aftercare.cases.gather import granted_of
from aftercare.cases.guards.reports import refunded_there
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.rules import binding_of
from aftercare.cases.terms import Form
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.money import ZERO, Money
from aftercare.money.actions.ensure_caps import Told, ensure_caps
from aftercare.money.actions.instruct_payout import Payee, PayoutRequest
from aftercare.money.actions.instruct_payout import instruct_payout as write_payout
from aftercare.money.channels import channel_of
from aftercare.money.models import Payout
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind
from aftercare.orders.family import payee_of


def instruct_refund(ctx: MoveContext) -> None:
    """Instruct the payout of the grant as a refund of goods, freight beside it."""
    _instruct(ctx, "refund", LineKind.REFUND, _("Refund of %(case)s"))


def instruct_compensation(ctx: MoveContext) -> None:
    """Instruct the payout of the grant as money or as a coupon (C3)."""
    kind = LineKind.COUPON if ctx.case.details.get("compensation_form") == Form.COUPON else LineKind.COMPENSATION
    _instruct(ctx, "compensation", kind, _("Compensation of %(case)s"))


def _instruct(ctx: MoveContext, name: str, kind: LineKind, purpose: str) -> None:
    """The payout's key holds case and attempt: a second instruction is a new key only after the first one was turned
    down."""
    case = ctx.case
    lines = list(case.lines.select_related("order_line").order_by("order_line_id"))
    if (refunded := refunded_there(ctx.attempt.facts)) is not None:
        raise Refused(refunded)
    granted = granted_of(case, lines)
    if granted is None:
        raise RuntimeError(f"{case.number} has no grant to pay")
    before = Payout.objects.filter(subject_kind="case", subject_id=case.pk).count()
    payee = payee_of(case.order)
    request = PayoutRequest(
        key=f"{name}-{case.pk}-{before + 1}",
        shop_id=case.shop_id,
        subject=("case", case.pk),
        payee=Payee(
            label=case.customer.nick_mask if case.customer else "",
            reference=payee,
            buyer_reference=f"customer:{case.customer_id}" if case.customer_id else "",
        ),
        channel=_channel(ctx, kind),
        purpose=purpose % {"case": case.number},
        binding=binding_of(payee, granted),
        shares=tuple(_shares(case, lines, granted, kind)),
        proposed_by_id=case.owner_id,
        decided_by=_deciders(ctx),
    )
    payout = write_payout(instruction=request, person=ctx.person, at=ctx.at)
    ctx.data["payout"] = payout.key
    ctx.data["amount"] = payout.amount.fen


def _deciders(ctx: MoveContext) -> tuple[int, ...]:
    """Whoever granted it, asked for its approval or signed it before this step, or had it signed in their name: none of
    them pays it by hand."""
    subject = {"subject_kind": "case", "subject_id": ctx.case.pk}
    granted = Event.objects.filter(**subject, kind="case.granted").values_list("actor_id", flat=True)
    signed = Approval.objects.filter(**subject, state__in=(ApprovalState.APPROVED, ApprovalState.ENDORSED))
    asked = signed.values_list("requested_by_id", "decided_by_id", "decided_for_id")
    found = {*granted, *(one for people in asked for one in people)}
    return tuple(sorted(one for one in found if one is not None))


def _shares(case: Case, lines: Iterable[CaseLine], granted: Grant, kind: LineKind) -> Iterator[Share]:
    given = {line.order_line: granted.lines[line.pk][1] for line in lines if granted.lines[line.pk][1]}
    told = {line.cap_reference: Told(line.paid, line.refunded) for line in given}
    caps = ensure_caps(shop_id=case.shop_id, told=told)
    for line, amount in given.items():
        yield Share(cap_id=caps[line.cap_reference].pk, kind=kind, amount=amount)
    if granted.freight:
        yield Share(cap_id=None, kind=LineKind.FREIGHT, amount=granted.freight)


def _channel(ctx: MoveContext, kind: LineKind) -> str:
    """The shop's channel; a coupon goes by hand where the channel only pays money."""
    code = str(ctx.policies.get("payout.channel"))
    return "manual" if kind is LineKind.COUPON and not channel_of(code).gives_coupons else code


def keep_paid(ctx: MoveContext) -> None:
    """What was really paid, by the payouts' own results."""
    paid = Payout.objects.filter(subject_kind="case", subject_id=ctx.case.pk, state="paid")
    amount = sum((payout.amount for payout in paid), ZERO)
    ctx.set(refunded=amount)
    ctx.data["amount"] = amount.fen


def keep_elsewhere(ctx: MoveContext) -> None:
    """What the platform has given back by itself: by line as much of the grant, or of the wish, as has no room and as
    no other case has booked. A case that ends without its purpose, a compensation that is not needed any more, costs
    nothing."""
    if ctx.after is None or not ctx.after.done:
        return
    if (fen := ctx.case.details.get(REFUNDED)) is not None:  # the refund report names this very refund
        told = {str(line): share.fen for line, share in shares_of(Money(fen), ctx.attempt.facts.lines).items()}
        ctx.set(details={**ctx.case.details, "refunded_elsewhere": told})
        ctx.data["amount"] = fen
        return
    meant = {pk: amount for pk, (_pieces, amount) in ctx.attempt.meant.lines.items()}
    booked = _booked_elsewhere(ctx.case)
    by_line = {}
    for line in ctx.attempt.facts.lines:
        amount, left = meant.get(line.id, ZERO), max(line.elsewhere - booked.get(line.order_line_id, ZERO), ZERO)
        by_line[str(line.id)] = min(amount - min(amount, line.room), left).fen
    ctx.set(details={**ctx.case.details, "refunded_elsewhere": by_line})
    ctx.data["amount"] = sum(by_line.values())


def _booked_elsewhere(case: Case) -> dict[int, Money]:
    """What other cases of the order have booked as given back by the platform, by order line."""
    others = CaseLine.objects.filter(case__order_id=case.order_id, case__details__has_key="refunded_elsewhere")
    booked: dict[int, Money] = {}
    for pk, line, details in others.exclude(case=case).values_list("pk", "order_line_id", "case__details"):
        booked[line] = booked.get(line, ZERO) + Money(details["refunded_elsewhere"].get(str(pk), 0))
    return booked


EFFECTS = (instruct_refund, instruct_compensation, keep_paid, keep_elsewhere)
