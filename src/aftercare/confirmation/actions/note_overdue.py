"""Note orders that nobody has looked at in time (O2)."""

from typing import Final

from django.db import transaction

from aftercare.confirmation.lateness import note_breaches
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.terms import State
from aftercare.core.time import now

BATCH: Final = 500
MOST_BATCHES: Final = 40


def note_overdue() -> int:
    """A breach row for each, the oldest first; returns how many. Every minute; safe to run again, and at once with
    people: whoever holds an order's check is passed by and seen next time."""
    noted = 0
    for _batch in range(MOST_BATCHES):
        count = _note_batch()
        noted += count
        if count < BATCH:
            break
    return noted


@transaction.atomic
def _note_batch() -> int:
    at = now()
    late = Confirmation.objects.filter(state=State.WAITING, is_late=False, due_at__lte=at)
    rows = list(late.select_for_update(skip_locked=True, no_key=True).order_by("due_at", "pk")[:BATCH])
    note_breaches(rows, at)
    Confirmation.objects.filter(pk__in=[row.pk for row in rows]).update(is_late=True)
    return len(rows)
