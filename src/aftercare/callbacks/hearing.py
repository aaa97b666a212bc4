"""A case has moved: whether a callback may begin or end with it is looked at by a job of the same transaction (K5)."""

from typing import Final

from aftercare.callbacks.terms import FINISHED, WAITING
from aftercare.cases.models import Case
from aftercare.core.outbox import enqueue

JOB: Final = "callbacks.follow"


def case_moved(case: Case, before: str) -> None:
    """Told by every step of every case; nearly all of them are no matter of callbacks."""
    states = FINISHED.get(case.flow, ())
    if case.state in states or WAITING.get(case.flow) == before:
        enqueue(JOB, case_id=case.pk)
