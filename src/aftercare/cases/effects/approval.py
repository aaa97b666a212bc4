"""Requests for approval of a move's proposal: asked for, signed level by level, sent back, set aside."""

from collections.abc import Collection
from datetime import datetime

from aftercare.approvals.actions.endorse_approval import Onward, endorse_approval
from aftercare.approvals.actions.request_approval import ApprovalRequest
from aftercare.approvals.actions.request_approval import request_approval as write_request
from aftercare.approvals.actions.settle_approval import settle_approval
from aftercare.approvals.models import Approval
from aftercare.approvals.rules import Signature, levels_from
from aftercare.approvals.terms import ApprovalState
from aftercare.cases.clocks import APPROVAL, due_times
from aftercare.cases.effects.context import MoveContext
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.rules import approver_role, binding_of, final_role, signature_of
from aftercare.clock.actions.arm_deadline import arm_deadline
from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.clock.queries import calendar_of


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
        final_role=approver_role(facts.limits, proposal.total + facts.order_granted),
        reason=str(ctx.inputs.get("note", "")),
        due_at=_due(ctx),
    )
    _watch(write_request(wished=wished, person=ctx.person, at=ctx.at))


def approve(ctx: MoveContext) -> None:
    _settle(ctx, ApprovalState.APPROVED, levels_from(final_role(ctx.attempt.facts)))


def deny(ctx: MoveContext) -> None:
    approval = ctx.attempt.facts.approval
    _settle(ctx, ApprovalState.DENIED, levels_from(approval.needs_role) if approval else ())


def endorse(ctx: MoveContext) -> None:
    """Sign on this level; the next one gets a request of its own (C17)."""
    approval = ctx.attempt.facts.approval
    by = _signed(ctx, (approval.needs_role,) if approval else ())
    onward = Onward(ctx.next_version, final_role(ctx.attempt.facts), _due(ctx))
    above = endorse_approval(subject=("case", ctx.case.pk), onward=onward, by=by, at=ctx.at, note=_note(ctx))
    _forget(above.follows)
    _watch(above)


def _due(ctx: MoveContext) -> datetime:
    """Until when this level should decide: our own time for it, never later than the platform waits."""
    calendar = calendar_of(ctx.case.shop)
    own = ctx.policies.get("approval.own").due(ctx.at, calendar, calendar.promotions_for("approval.own"))
    platform = ctx.case.platform_due_at
    if ctx.after is not None:
        before = flow_of(ctx.case.flow, ctx.case.flow_version).state(ctx.case.state)
        platform, _own = due_times(ctx.case, before=before, after=ctx.after, policies=ctx.policies, at=ctx.at)
    return min(own, platform) if platform else own


def void_approval(ctx: MoveContext) -> None:
    """The matter went on without a decision. A request is written under the lock of its case, so the facts know it."""
    if ctx.attempt.facts.approval is None:
        return
    staff_id = ctx.person.staff_id
    by = None if staff_id is None else Signature(staff_id)
    state = ApprovalState.VOID
    _forget(settle_approval(subject=("case", ctx.case.pk), state=state, by=by, at=ctx.at, note=_note(ctx)))


def _settle(ctx: MoveContext, state: ApprovalState, roles: Collection[str]) -> None:
    by = _signed(ctx, roles)
    _forget(settle_approval(subject=("case", ctx.case.pk), state=state, by=by, at=ctx.at, note=_note(ctx)))


def _signed(ctx: MoveContext, roles: Collection[str]) -> Signature:
    """The signature that the guards have allowed; as whose substitute goes into the move's event."""
    approval = ctx.attempt.facts.approval
    by = signature_of(ctx.attempt.actor, approval, roles) if approval else None
    if by is None:
        raise RuntimeError(f"{ctx.case.number}: nobody may sign here")
    if by.for_id is not None:
        ctx.data["for"] = by.for_id
    return by


def _note(ctx: MoveContext) -> str:
    return str(ctx.inputs.get("note", ""))


def _watch(approval: Approval) -> None:
    """Its time limit is a deadline of its own: the request is escalated when it has passed (C17)."""
    if approval.due_at is not None:
        subject = ("approval", approval.pk)
        arm_deadline(kind=APPROVAL, subject=subject, shop_id=approval.shop_id, due_at=approval.due_at, fires="escalate")


def _forget(approval: Approval | None) -> None:
    if approval is not None:
        void_deadlines(subject=("approval", approval.pk), kinds=[APPROVAL])


EFFECTS = (request_approval, approve, deny, endorse, void_approval)
