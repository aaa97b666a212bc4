"""Reads of what was taken back, for lists of imports."""

from collections.abc import Collection

from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.terms import UndoState


def taken_back(batch_ids: Collection[int]) -> set[int]:
    """Those of the imports that were taken back, whole or in part."""
    rows = ImportUndo.objects.filter(batch_id__in=batch_ids, state=UndoState.DONE)
    return set(rows.values_list("batch_id", flat=True))
