"""Stop clocks."""

from collections.abc import Collection

from django.db.models import F

from aftercare.clock.models import Deadline
from aftercare.clock.terms import LIVE, DeadlineState


def void_deadlines(*, subject: tuple[str, int], kinds: Collection[str] | None = None) -> int:
    """Make the subject's pending and failed deadlines void, all or those of `kinds`; returns how many there were (I6).

    Call it in the transaction of the change that makes them moot, while holding the subject's lock. No event is
    written: that change tells what happened.
    """
    subject_kind, subject_id = subject
    live = Deadline.objects.filter(subject_kind=subject_kind, subject_id=subject_id, state__in=LIVE)
    if kinds is not None:
        live = live.filter(kind__in=kinds)
    return live.update(state=DeadlineState.VOID, generation=F("generation") + 1, held_until=None)
