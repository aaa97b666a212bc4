"""What every step of a handover writes: its event, and whether it is settled. Called by actions only."""

from datetime import datetime
from typing import Any, Final

from aftercare.clock.actions.void_deadlines import void_deadlines
from aftercare.core.events import record
from aftercare.core.inputs import bounded_text
from aftercare.handover.models import Handover
from aftercare.handover.terms import TEXT_MOST, UNSETTLED, HandoverState
from aftercare.shops.access import Person

SUBJECT: Final = "handover"
CLOCK: Final = "handover.unaccepted"  # the kind of its deadline


def tell(handover: Handover, kind: str, person: Person, at: datetime, **data: Any) -> None:
    """The event of a change. What the lines say is no part of it."""
    record(
        kind=kind,
        subject=(SUBJECT, handover.pk),
        shop_id=handover.shop_id,
        actor_id=person.staff_id,
        at=at,
        data=data,
    )


def settle(handover: Handover) -> None:
    """The locked handover is done when no line waits any more; its clock stops then."""
    if handover.state != HandoverState.SENT or handover.items.filter(state__in=UNSETTLED).exists():
        return
    handover.state = HandoverState.DONE
    handover.save(update_fields=["state"])
    void_deadlines(subject=(SUBJECT, handover.pk))


def checked_text(name: str, text: str, most: int = TEXT_MOST) -> str:
    """Without hidden characters. Raises InvalidInput when it is too long."""
    return bounded_text(name, text, most)
