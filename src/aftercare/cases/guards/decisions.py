"""Guards of decisions: approvals, refusals, verdicts, results of payouts. Pure."""

from aftercare.cases.eligibility import refund_refusal_problem, refusal_problem
from aftercare.cases.facts import Attempt
from aftercare.cases.rules import binding_of
from aftercare.cases.terms import Cover, Responsible
from aftercare.core.errors import Refusal
from aftercare.core.words import _


def may_decide_approval(attempt: Attempt) -> Refusal | None:
    approval = attempt.facts.approval
    if approval is None:
        return Refusal("no_approval", _("There is no request to decide."))
    if approval.requested_by == attempt.actor.staff_id:
        return Refusal("own_request", _("You asked for this approval yourself; somebody else must decide."))
    if approval.needs_role == "administrator" and "administrator" not in attempt.actor.roles:
        return Refusal("approval_above_role", _("This amount is above a supervisor's limit: an administrator decides."))
    return None


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
    approval_fits,
    refusal_allowed,
    refund_refusal_allowed,
    payout_paid,
    payout_refused,
    repair_covered,
    repair_not_covered,
    repair_is_ours,
    repair_is_the_buyers,
    something_entered,
)
