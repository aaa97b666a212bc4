"""Reads of what was taken back: for lists of imports, for one import, for the bell."""

from collections.abc import Collection, Sequence

from aftercare.intake.access import visible_batches
from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.terms import UndoState
from aftercare.intake.models import ImportBatch
from aftercare.shops.access import Person


def taken_back(batch_ids: Collection[int]) -> set[int]:
    """Those of the imports that were taken back, whole or in part."""
    rows = ImportUndo.objects.filter(batch_id__in=batch_ids, state=UndoState.DONE)
    return set(rows.values_list("batch_id", flat=True))


def undo_of(batch: ImportBatch) -> ImportUndo | None:
    """What was asked of taking it back; the caller has been given the import. None before anybody has asked."""
    return ImportUndo.objects.select_related("asked_by").filter(batch=batch).first()


def ended_undos(person: Person, shop_ids: Collection[int], *, most: int) -> Sequence[ImportUndo]:
    """The newest that this person has asked for and the worker is done with, looked at or taken back."""
    undos = ImportUndo.objects.filter(
        batch__in=visible_batches(person).filter(shop_id__in=shop_ids),
        asked_by_id=person.staff_id,
        state__in=(UndoState.CHECKED, UndoState.DONE),
    )
    return list(undos.select_related("batch").order_by("-id")[:most])
