"""Money: the instruction to pay what was granted, and what its result means for the case (C18)."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from aftercare.cases.effects.context import MoveContext
from aftercare.cases.facts import Grant
from aftercare.cases.gather import granted_of
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.rules import binding_of
from aftercare.cases.terms import Form
from aftercare.core.money import ZERO
from aftercare.money.actions.ensure_cap import ensure_cap
from aftercare.money.actions.instruct_payout import Payee, PayoutRequest
from aftercare.money.actions.instruct_payout import instruct_payout as write_payout
from aftercare.money.channels import channel_of
from aftercare.money.models import Payout
from aftercare.money.rules import Share
from aftercare.money.terms import LineKind


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
    granted = granted_of(case, lines)
    if granted is None:
        raise RuntimeError(f"{case.number} has no grant to pay")
    before = Payout.objects.filter(subject_kind="case", subject_id=case.pk).count()
    payee = case.order.platform_no
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
    )
    payout = write_payout(instruction=request, person=ctx.person, at=ctx.at)
    ctx.data["payout"] = payout.key
    ctx.data["amount"] = payout.amount.fen


def _shares(case: Case, lines: Iterable[CaseLine], granted: Grant, kind: LineKind) -> Iterator[Share]:
    for line in lines:
        amount = granted.lines[line.pk][1]
        if amount:
            cap = ensure_cap(
                shop_id=case.shop_id,
                reference=line.order_line.cap_reference,
                paid=line.order_line.paid,
                already_refunded=line.order_line.refunded,
            )
            yield Share(cap_id=cap.pk, kind=kind, amount=amount)
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


EFFECTS = (instruct_refund, instruct_compensation, keep_paid)
