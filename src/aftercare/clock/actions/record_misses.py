"""Note missed own targets: the handler of deadlines that move nothing."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.clock.models import Deadline
from aftercare.core.events import EventRow, record_many

TARGET_MISSED = "target.missed"


def record_misses(deadlines: Sequence[Deadline], at: datetime) -> int:
    """Write one event for each; figures and escalations are read from these (B1, S2). Returns how many.

    `data` has the target's name, when it was due, and how many seconds late that was seen.
    """
    return record_many(
        EventRow(
            kind=TARGET_MISSED,
            subject=(deadline.subject_kind, deadline.subject_id),
            shop_id=deadline.shop_id,
            actor_id=None,
            at=at,
            data={
                "target": deadline.fires,
                "deadline": deadline.pk,
                "due_at": deadline.due_at.isoformat(),
                "late_seconds": int((at - deadline.due_at).total_seconds()),
            },
        )
        for deadline in deadlines
    )
