"""What the clock, the payouts and its children tell a case: handlers of `config.handlers` and of jobs."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from aftercare.approvals.actions.escalate_approval import escalate_approval, lock_approval
from aftercare.cases.actions.move_case import move_case
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.guards.family import CHILD_GUARDS
from aftercare.cases.models import Case, CaseLink
from aftercare.cases.terms import Link, Party
from aftercare.clock.models import Deadline
from aftercare.core.errors import Refused
from aftercare.money.models import Payout
from aftercare.shops.access import Person

MOST_HEARD = 500  # parents that one sweep tells


def lock_case(case_id: int) -> None:
    """Take the row lock that every move takes first."""
    list(Case.objects.select_for_update(of=("self",)).filter(pk=case_id).values_list("pk"))


def lock_case_of(deadline: Deadline) -> None:
    lock_case(deadline.subject_id)


def run_out(deadline: Deadline, _at: datetime) -> None:
    """The platform's clock has run out: make the move that the table names. Raises Refused when it no longer fits."""
    number = Case.objects.values_list("number", flat=True).get(pk=deadline.subject_id)
    move_case(number=number, move_code=deadline.fires, person=Person.system())


def lock_approval_of(deadline: Deadline) -> None:
    """Deciding locks the request, and then makes its deadline void: firing takes them in the same order."""
    lock_approval(approval_id=deadline.subject_id)


def approval_overdue(deadline: Deadline, at: datetime) -> None:
    """Nobody has decided a request in time (C17)."""
    escalate_approval(approval_id=deadline.subject_id, at=at)


def payout_paid(payout: Payout, _at: datetime) -> None:
    _tell(payout, "paid")


def payout_refused(payout: Payout, _at: datetime) -> None:
    _tell(payout, "payment_failed")


def _tell(payout: Payout, move_code: str) -> None:
    """Told twice, the second time finds that the case has moved on, and that is well."""
    number = Case.objects.values_list("number", flat=True).get(pk=payout.subject_id)
    try:
        move_case(number=number, move_code=move_code, person=Person.system())
    except Refused as error:
        if error.refusal.code != "wrong_state":
            raise


def hear_forgotten() -> int:
    """Tell every parent whose children have all ended and that has not heard of it: a job can be lost or have failed.
    Returns how many moved."""
    waiting = CaseLink.objects.filter(source=OuterRef("pk"), kind=Link.CHILD, target__closed_at=None)
    forgotten = Case.objects.filter(~Exists(waiting), closed_at=None, waits_for=Party.LINKED).order_by("pk")
    return sum(bool(hear_children(case_id=pk)) for pk in forgotten.values_list("pk", flat=True)[:MOST_HEARD])


def hear_children(*, case_id: int) -> str:
    """A child has ended: make the engine's move that fits how it ended, '' when the case does not wait for it."""
    case = Case.objects.get(pk=case_id)
    flow = flow_of(case.flow, case.flow_version)
    for move in flow.moves_from(case.state):
        if CHILD_GUARDS.isdisjoint(move.guards):
            continue
        try:
            move_case(number=case.number, move_code=move.code, person=Person.system())
        except Refused:
            continue  # it ended otherwise, is still open, or the case has moved on
        return move.code
    return ""
