"""Look what taking an import back would do, or do it: some hundred changes at a time. Bears being killed and called
again at any time."""

import json
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from aftercare.core.bulk import any_of, update_rows
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.intake.actions.ask_undo import JOB, tell
from aftercare.intake.actions.run_import import LEASE, LeaseLost, take_turn
from aftercare.intake.actions.start_import import JOB as IMPORT
from aftercare.intake.changes.back import BackScope, Kept
from aftercare.intake.changes.models import ImportChange, ImportUndo
from aftercare.intake.changes.tally import Ending, Tally
from aftercare.intake.changes.terms import AT_WORK, OPEN, Fate, UndoState
from aftercare.intake.families import Family, family_of
from aftercare.intake.models import ImportBatch

AT_ONCE: Final = 500
AGAIN: Final = timedelta(seconds=1)  # behind the end of a lease


def run_undo(*, batch_id: int) -> UndoState:
    """Go on with taking an import back, or with the look before it; returns the state it is left in (O1).

    Like `run_import`: changes, counts and position are committed together under a lease with a fencing number. One that
    another worker holds is left to it, with a job for when its lease runs out. Errors of the database propagate: call
    again.
    """
    undo = _claim(batch_id)
    if undo is None:
        return UndoState(ImportUndo.objects.values_list("state", flat=True).get(batch_id=batch_id))
    family = family_of(undo.batch.kind)
    try:
        while family is not None and _step(undo, family):
            pass
    except LeaseLost:
        undo.refresh_from_db(fields=["state"])
        return UndoState(undo.state)
    return _finish(undo)


def _claim(batch_id: int) -> ImportUndo | None:
    """Take the lease; None when there is nothing to do or somebody else is at it."""
    with transaction.atomic():
        rows = ImportUndo.objects.select_for_update(of=("self",)).select_related("batch")
        undo, at = rows.get(batch_id=batch_id), now()
        if undo.state not in AT_WORK:
            return None
        if undo.lease_until is not None and undo.lease_until > at:
            lock = f"{IMPORT}:{undo.batch.shop_id}"
            enqueue(JOB, run_at=undo.lease_until + AGAIN, lock=lock, batch_id=batch_id)
            return None
        undo.lease_token, undo.lease_until = undo.lease_token + 1, at + LEASE
        if not undo.position:
            undo.total = ImportChange.objects.filter(batch_id=batch_id, fate__in=OPEN).count()
        undo.save(update_fields=["lease_token", "lease_until", "total"])
    return undo


def _held(undo: ImportUndo) -> ImportUndo:
    """The row as it is, locked. Raises LeaseLost when it is another worker's by now."""
    held = ImportUndo.objects.select_for_update(of=("self",)).select_related("batch").get(pk=undo.pk)
    if held.lease_token != undo.lease_token or held.state not in AT_WORK:
        raise LeaseLost
    return held


def _step(undo: ImportUndo, family: Family) -> bool:
    """One transaction: changes, what became of them, counts, position, lease. False when none is left."""
    with transaction.atomic():
        held = _held(undo)
        writes = held.state == UndoState.RUNNING
        if writes:
            take_turn(held.batch.shop_id)
        at = now()
        changes = ImportChange.objects.filter(batch_id=held.batch_id, pk__gt=held.position, fate__in=OPEN)
        rows = list(changes.order_by("pk")[:AT_ONCE])
        if not rows:
            return False
        endings = _take_back(family, _scope(held, at, writes), rows)
        tally = Tally.of(held.counts)
        for row in rows:
            tally.add(row.label, row.subject_id, endings[row.pk])
        if writes:
            _write(rows, endings)
        held.counts, held.position = tally.to_json(), rows[-1].pk
        held.done = min(held.done + len(rows), held.total)
        held.lease_until = at + LEASE
        held.save(update_fields=["counts", "position", "done", "lease_until"])
    return len(rows) == AT_ONCE


def _scope(undo: ImportUndo, at: datetime, writes: bool) -> BackScope:
    batch: ImportBatch = undo.batch
    return BackScope(batch.pk, batch.shop_id, undo.asked_by_id, at, writes)


def _take_back(family: Family, scope: BackScope, rows: list[ImportChange]) -> dict[int, Ending]:
    assert family.take_back is not None  # asked for before it was begun
    kept = [
        Kept(
            row.pk,
            row.subject_kind,
            row.subject_id,
            row.label,
            row.is_added,
            row.told | (json.loads(row.sealed) if row.sealed else {}),
            row.at,
        )
        for row in rows
    ]
    return family.take_back(scope, kept)


def _write(rows: list[ImportChange], endings: dict[int, Ending]) -> None:
    told = [(row.pk, [endings[row.pk].fate, json.dumps(dict(endings[row.pk].kept))]) for row in rows]
    update_rows(ImportChange, ("fate", "kept"), told)
    back = [row.pk for row in rows if endings[row.pk].fate in (Fate.GONE, Fate.BACK) and row.sealed]
    if back:  # nobody needs the personal values any more
        ImportChange.objects.filter(any_of("id", back)).update(sealed="")


def _finish(undo: ImportUndo) -> UndoState:
    """The look waits for a person's yes; what is taken back is told to the audit."""
    with transaction.atomic():
        try:
            held = _held(undo)
        except LeaseLost:
            return UndoState(ImportUndo.objects.values_list("state", flat=True).get(pk=undo.pk))
        at = now()
        held.lease_until = None
        if held.state == UndoState.CHECKING:
            held.state, held.checked_at = UndoState.CHECKED, at
        else:
            held.state, held.finished_at = UndoState.DONE, at
            tell(held, held.batch, "import.undone", held.asked_by_id, at)
        held.done = held.total
        held.save()
    return UndoState(held.state)
