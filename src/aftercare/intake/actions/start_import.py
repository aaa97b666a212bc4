"""Start an import, or let a stopped one go on."""

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.intake.access import access_batch, require_importer
from aftercare.intake.actions.preview_file import wrong_state
from aftercare.intake.changes.models import ImportUndo
from aftercare.intake.changes.terms import BEGUN
from aftercare.intake.changes.words import UNDO
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person

JOB = "intake.import"


def start_import(*, person: Person, batch_id: int, dry_run: bool = False) -> ImportBatch:
    """Ask for the rows to be imported by the worker, or only tried out (O1). A second click is refused.

    From a preview or a finished dry run it begins at the top; a stopped import goes on where it stopped.
    Raises NotFound, Refused `import.role` or `import.state`.
    """
    with transaction.atomic():
        batch = queue_import(person=person, batch_id=batch_id, dry_run=dry_run)
        enqueue_run(batch)
    return batch


def queue_import(*, person: Person, batch_id: int, dry_run: bool) -> ImportBatch:
    """The part of `start_import` that writes no job, for a caller that runs the import itself. Inside a transaction."""
    batch = access_batch(person, batch_id, lock=True)
    require_importer(person, batch.shop_id)
    tried_out = batch.state == ImportState.DONE and batch.dry_run
    continues = batch.state == ImportState.FAILED and bool(batch.file_path) and batch.dry_run == dry_run
    if not (batch.state == ImportState.PREVIEWED or tried_out or continues):
        raise Refused(wrong_state(batch))
    if continues and ImportUndo.objects.filter(batch=batch, state__in=BEGUN).exists():
        raise Refused(Refusal("undo.continues", UNDO["undo.continues"]))
    at = now()
    if not continues:
        _back_to_the_top(batch)
        batch.started_at = at
    batch.state, batch.dry_run, batch.started_by_id = ImportState.QUEUED, dry_run, person.staff_id
    batch.finished_at, batch.lease_until, batch.error, batch.error_params = None, None, "", {}
    batch.save()
    record(
        kind="import.started",
        subject=("import_batch", batch.pk),
        shop_id=batch.shop_id,
        actor_id=person.staff_id,
        at=at,
        data={"dry_run": dry_run, "from_row": batch.position},
    )
    return batch


def enqueue_run(batch: ImportBatch) -> None:
    """One import of a shop at a time: the lock makes the next one wait for its turn."""
    enqueue(JOB, lock=f"{JOB}:{batch.shop_id}", batch_id=batch.pk)


def _back_to_the_top(batch: ImportBatch) -> None:
    batch.refusals.all().delete()
    batch.position = batch.added = batch.updated = batch.unchanged = batch.older = batch.refused = 0
    batch.sums, batch.unknown = {}, {}
