"""The clock tells the supervisor of lines that nobody has taken over in the shop's time."""

from datetime import datetime

from aftercare.clock.models import Deadline
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.handover.models import Handover
from aftercare.handover.terms import UNSETTLED
from aftercare.handover.writing import tell
from aftercare.shops.access import Person

ALL_TAKEN = Refusal("handover_settled", _("Every line has been taken over."))


def lock_handover(deadline: Deadline) -> None:
    """As everybody does who settles a line."""
    Handover.objects.select_for_update(no_key=True).filter(pk=deadline.subject_id).first()


def unaccepted(deadline: Deadline, at: datetime) -> None:
    """Note it once: the bell and the list of the supervisor read it. Raises Refused when nothing waits any more."""
    handover = Handover.objects.filter(pk=deadline.subject_id, escalated_at=None).first()
    waiting = handover.items.filter(state__in=UNSETTLED).count() if handover else 0
    if handover is None or not waiting:
        raise Refused(ALL_TAKEN)
    handover.escalated_at = at
    handover.save(update_fields=["escalated_at"])
    tell(handover, "handover.escalated", Person.system(), at, lines=waiting)
