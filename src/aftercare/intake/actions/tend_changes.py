"""Keep house: undos that lost their worker go on, changes that nobody may take back any more are forgotten."""

from typing import Final

from django.db import connection, transaction
from django.db.models import Q

from aftercare.core.time import now
from aftercare.intake.actions.ask_undo import enqueue_undo
from aftercare.intake.actions.run_import import LEASE
from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.terms import AT_WORK, KEPT_FOR

AT_ONCE: Final = 20_000
# By age alone, not by import: rows come in the order of their time, so the block-range index finds the old ones.
_FORGET: Final = """
    DELETE FROM intake_importchange WHERE id IN (
        SELECT change.id FROM intake_importchange AS change
        WHERE change.at < %s AND NOT EXISTS (
            SELECT FROM intake_importundo AS undo
            WHERE undo.batch_id = change.batch_id AND undo.state IN ('checking', 'running')
        ) LIMIT %s
    )
"""


def tend_changes() -> dict[str, int]:
    """Call every few minutes. Returns how many undos were given a worker again and how many changes were forgotten."""
    with transaction.atomic():
        at = now()
        lost = list(
            ImportUndo.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("batch")
            .filter(
                Q(lease_until__lt=at - LEASE) | Q(lease_until=None, asked_at__lt=at - 10 * LEASE), state__in=AT_WORK
            )
        )
        for undo in lost:
            enqueue_undo(undo.batch)
    with transaction.atomic(), connection.cursor() as cursor:
        # A day more than may be taken back: a file of a slow import has rows that are older than its end.
        cursor.execute(_FORGET, [at - KEPT_FOR * 8 / 7, AT_ONCE])
        forgotten = cursor.rowcount
    return {"undos": len(lost), "forgotten": forgotten}
