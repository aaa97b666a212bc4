"""Requests for approval of a move's proposal."""

from aftercare.approvals.actions.request_approval import ApprovalRequest
from aftercare.approvals.actions.request_approval import request_approval as write_request
from aftercare.approvals.actions.settle_approval import settle_approval
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.rules import approver_role, binding_of


def request_approval(ctx: MoveContext) -> None:
    """Ask for approval of the proposal, bound to amount, payee and the version that the case will have (B20)."""
    facts = ctx.attempt.facts
    proposal = ctx.attempt.meant
    wished = ApprovalRequest(
        shop_id=ctx.case.shop_id,
        subject=("case", ctx.case.pk),
        subject_label=ctx.case.number,
        subject_version=ctx.next_version,
        amount=proposal.total,
        payee=facts.payee,
        binding=binding_of(facts.payee, proposal),
        needs_role=approver_role(facts.limits, proposal.total + facts.order_granted),
        reason=str(ctx.inputs.get("note", "")),
        due_at=ctx.case.next_due_at,
    )
    write_request(wished=wished, person=ctx.person, at=ctx.at)


def approve(ctx: MoveContext) -> None:
    _settle(ctx, ApprovalState.APPROVED)


def deny(ctx: MoveContext) -> None:
    _settle(ctx, ApprovalState.DENIED)


def void_approval(ctx: MoveContext) -> None:
    """The matter went on without a decision."""
    _settle(ctx, ApprovalState.VOID)


def _settle(ctx: MoveContext, state: ApprovalState) -> None:
    note = str(ctx.inputs.get("note", ""))
    settle_approval(subject=("case", ctx.case.pk), state=state, person=ctx.person, at=ctx.at, note=note)


EFFECTS = (request_approval, approve, deny, void_approval)
