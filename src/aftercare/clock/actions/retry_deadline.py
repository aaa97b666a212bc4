"""Let a failed deadline fire again, once the cause of its failure is gone."""

from django.db import transaction
from django.db.models import F

from aftercare.clock.access import access_clock_of, visible_deadlines
from aftercare.clock.models import Deadline
from aftercare.clock.terms import DeadlineState
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

NOT_FAILED = Refusal("deadline.not_failed", _("This deadline has not failed, or somebody dealt with it."))


@transaction.atomic
def retry_deadline(*, person: Person, deadline_id: int) -> None:
    """Set a failed deadline going again, with all its attempts. Raises NotFound or Refused."""
    deadline = visible_deadlines(person).filter(pk=deadline_id).first()
    if deadline is None:
        raise NotFound(deadline_id)
    access_clock_of(person, deadline.shop_id)
    changed = Deadline.objects.filter(pk=deadline_id, state=DeadlineState.FAILED).update(
        state=DeadlineState.PENDING, generation=F("generation") + 1, attempts=0, held_until=None
    )
    if not changed:
        raise Refused(NOT_FAILED)
    record(
        kind="deadline.retried",
        subject=(deadline.subject_kind, deadline.subject_id),
        shop_id=deadline.shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"deadline": deadline_id, "deadline_kind": deadline.kind, "fires": deadline.fires},
    )
