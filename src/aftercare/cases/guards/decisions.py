"""Guards of decisions: approvals, refusals, verdicts, results of payouts. Pure."""

from aftercare.approvals.rules import levels_from
from aftercare.cases.eligibility import refund_refusal_problem, refusal_problem
from aftercare.cases.facts import Attempt
from aftercare.cases.rules import binding_of, final_role, signature_of
from aftercare.cases.terms import Cover, Responsible
from aftercare.core.errors import Refusal
from aftercare.core.money import ZERO
from aftercare.core.words import _


def may_decide_approval(attempt: Attempt) -> Refusal | None:
    """Whether the actor's signature is the last one that the request needs."""
    return _signing_problem(attempt, levels_from(final_role(attempt.facts)))


def may_endorse_approval(attempt: Attempt) -> Refusal | None:
    """Whether the actor signs on this level, and there is one above it (C17)."""
    approval = attempt.facts.approval
    if approval is not None and approval.needs_role == final_role(attempt.facts):
        return Refusal("last_level", _("There is no further level: approve it, or send it back."))
    return _signing_problem(attempt, (approval.needs_role,) if approval else ())


def may_turn_down_approval(attempt: Attempt) -> Refusal | None:
    """Whoever signs on this level, or above it, may send the request back."""
    approval = attempt.facts.approval
    return _signing_problem(attempt, levels_from(approval.needs_role) if approval else ())


def _signing_problem(attempt: Attempt, roles: tuple[str, ...]) -> Refusal | None:
    """Why the actor does not sign as one of these roles (C17, B20): one's own request, signed already, too low."""
    approval, actor = attempt.facts.approval, attempt.actor
    if approval is None:
        return Refusal("no_approval", _("There is no request to decide."))
    if approval.requested_by == actor.staff_id:
        return Refusal("own_request", _("You asked for this approval yourself; somebody else must decide."))
    if actor.staff_id in approval.signers:
        return Refusal("signed_already", _("You have endorsed this request already; somebody else must decide."))
    if signature_of(actor, approval, roles) is not None:
        return None
    if not actor.lent.keys().isdisjoint(roles):
        sentence = _("You stand in for somebody who has asked or signed here already; somebody else must decide.")
        return Refusal("lender_signed", sentence)
    return Refusal("approval_above_role", _("This amount is above a supervisor's limit: an administrator decides."))


def approval_fits(attempt: Attempt) -> Refusal | None:
    facts = attempt.facts
    stale = Refusal(
        "approval_stale", _("The case has changed since the approval was asked for. It must be asked again.")
    )
    if facts.approval is None or facts.proposal is None:
        return stale
    if facts.approval.subject_version != facts.version:
        return stale
    return None if facts.approval.binding == binding_of(facts.payee, facts.proposal) else stale


def refusal_allowed(attempt: Attempt) -> Refusal | None:
    return refusal_problem(attempt.facts, attempt.inputs.get("refusal"))


def seconded(attempt: Attempt) -> Refusal | None:
    """Above a supervisor's limit, with what the order was granted before, a verdict that pays is recorded by somebody
    who has had no hand in the case: the platform binds us, a slip of the pen does not (C17, C18, H8)."""
    limit = attempt.facts.limits.authority.get("supervisor", ZERO)
    amount = attempt.inputs.get("refund_amount", attempt.meant.total) + attempt.facts.order_granted
    if amount <= limit or attempt.actor.staff_id not in attempt.facts.keepers:
        return None
    sentence = _("¥%(amount)s is above a supervisor's limit of ¥%(limit)s: a colleague records this verdict.")
    return Refusal("needs_a_second", sentence, {"amount": amount.yuan, "limit": limit.yuan})


def payout_paid(attempt: Attempt) -> Refusal | None:
    return None if attempt.facts.payout_state == "paid" else Refusal("not_paid", _("The refund has not been paid yet."))


def payout_refused(attempt: Attempt) -> Refusal | None:
    if attempt.facts.payout_state in ("refused", "cancelled"):
        return None
    return Refusal("not_refused", _("The refund has not been turned down."))


def refund_refusal_allowed(attempt: Attempt) -> Refusal | None:
    return refund_refusal_problem(attempt.facts, attempt.inputs.get("refusal"))


def repair_covered(attempt: Attempt) -> Refusal | None:
    """Past the term or out of cover is the supervisor's to allow (A 7-5); misuse is repaired at the buyer's cost."""
    if "cover" in attempt.inputs and attempt.inputs["cover"] != Cover.COVERED:
        return Refusal("above_authority", _("The repair is not covered: ask for approval."))
    return None


def repair_not_covered(attempt: Attempt) -> Refusal | None:
    if attempt.inputs.get("cover") == Cover.COVERED:
        return Refusal("needs_no_approval", _("The repair is covered: no approval is needed."))
    return None


def repair_is_ours(attempt: Attempt) -> Refusal | None:
    if _buyer_pays_repair(attempt):
        return Refusal("buyer_pays", _("The buyer pays this repair: quote it first."))
    return None


def repair_is_the_buyers(attempt: Attempt) -> Refusal | None:
    if _buyer_pays_repair(attempt):
        return None
    return Refusal("shop_pays", _("We pay this repair; nothing is to be quoted."))


def _buyer_pays_repair(attempt: Attempt) -> bool:
    """The maker's fault is ours, misuse is the buyer's (D 2)."""
    return attempt.facts.responsible == Responsible.BUYER


def something_entered(attempt: Attempt) -> Refusal | None:
    if attempt.inputs and set(attempt.inputs) <= {"note"}:
        return Refusal("nothing_entered", _("Enter at least one thing that you found."))
    return None


GUARDS = (
    may_decide_approval,
    may_endorse_approval,
    may_turn_down_approval,
    approval_fits,
    refusal_allowed,
    refund_refusal_allowed,
    seconded,
    payout_paid,
    payout_refused,
    repair_covered,
    repair_not_covered,
    repair_is_ours,
    repair_is_the_buyers,
    something_entered,
)
