"""Guards of cases that belong together: children that are waited for, kinds that a case may become. Pure."""

from functools import partial

from aftercare.cases.facts import Attempt, Child
from aftercare.cases.flows.registry import all_flows, newest_flow
from aftercare.cases.flows.spec import Flow
from aftercare.cases.terms import Link, Reason
from aftercare.core.errors import Refusal
from aftercare.core.words import _

CHILD_GUARDS = frozenset({"child_done", "child_failed"})  # what a parent is told by


def _awaited(attempt: Attempt) -> list[Child]:
    return [child for child in attempt.facts.children if child.link == Link.CHILD]


def child_done(attempt: Attempt) -> Refusal | None:
    return _child_ended(attempt, done=True)


def child_failed(attempt: Attempt) -> Refusal | None:
    return _child_ended(attempt, done=False)


def _child_ended(attempt: Attempt, *, done: bool) -> Refusal | None:
    """How the newest of them ended counts, once none is open any more."""
    children = _awaited(attempt)
    if not children or any(child.is_open for child in children):
        return Refusal("child_open", _("The linked case has not ended yet."))
    if children[-1].done != done:
        return Refusal("child_ended_otherwise", _("The linked case ended in another way."))
    return None


def no_open_child(attempt: Attempt) -> Refusal | None:
    child = next((child for child in _awaited(attempt) if child.is_open), None)
    if child is None:
        return None
    return Refusal(
        "child_open_already", _("First finish %(case)s, which belongs to this case."), {"case": child.number}
    )


def new_goods_not_sent(attempt: Attempt) -> Refusal | None:
    sent = next((c for c in _awaited(attempt) if c.flow == "reship" and (c.is_open or c.done)), None)
    if sent is None:
        return None
    return Refusal("sent_already", _("New goods are on their way already: %(case)s."), {"case": sent.number})


def no_open_claim(attempt: Attempt) -> Refusal | None:
    claim = next((c for c in attempt.facts.children if c.flow == "claim" and (c.is_open or c.done)), None)
    if claim is None:
        return None
    return Refusal("claimed_already", _("There is a claim already: %(case)s."), {"case": claim.number})


def claims_ended(attempt: Attempt) -> Refusal | None:
    claim = next((c for c in attempt.facts.children if c.flow == "claim" and c.is_open), None)
    if claim is None:
        return None
    return Refusal("claim_open", _("The claim %(case)s has not ended yet."), {"case": claim.number})


def nothing_beside(attempt: Attempt) -> Refusal | None:
    open_one = next((child for child in attempt.facts.children if child.is_open), None)
    if open_one is None:
        return None
    return Refusal("open_beside", _("%(case)s is open beside this case already."), {"case": open_one.number})


def reason_of_kind(attempt: Attempt) -> Refusal | None:
    """Whether the reason that is entered is one of the case's own kind."""
    reason = attempt.inputs.get("reason")
    return None if reason is None else _of_kind(newest_flow(attempt.facts.flow), reason)


def _opens(flow: Flow, attempt: Attempt) -> Refusal | None:
    """Whether the case may go on as that kind: its reason must be one of that kind's."""
    if not attempt.inputs:
        return None
    return _of_kind(flow, attempt.inputs.get("new_reason", attempt.facts.reason))


def _of_kind(flow: Flow, reason: Reason) -> Refusal | None:
    if reason.value in flow.reasons:
        return None
    sentence = _("Choose another reason: “%(reason)s” is none of %(kind)s.")
    return Refusal("reason_not_of_kind", sentence, {"reason": reason.label, "kind": flow.label})


OPENS = {f"opens_{flow.code}": partial(_opens, flow) for flow in all_flows()}


GUARDS = (
    child_done,
    child_failed,
    no_open_child,
    new_goods_not_sent,
    no_open_claim,
    claims_ended,
    nothing_beside,
    reason_of_kind,
)
