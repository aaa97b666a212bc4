"""Start an import, or let a stopped one go on."""

from datetime import datetime

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
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.recognise import Mapped
from aftercare.intake.terms import ImportState
from aftercare.intake.words import SENTENCES, SOMEBODY
from aftercare.shops.access import Person

JOB = "intake.import"


def start_import(*, person: Person, batch_id: int, dry_run: bool = False, columns: str | None = None) -> ImportBatch:
    """Ask for the rows to be imported by the worker, or only tried out (O1). A second click is refused.

    From a preview or a finished dry run it begins at the top; a stopped import goes on where it stopped. `columns` is
    the token (`Mapped.token`) of the names that the person saw, '' for a report that needs none.
    Raises NotFound, Refused `import.role`, `import.state`, or `mapping.other` when the columns were named anew since.
    """
    with transaction.atomic():
        batch = queue_import(person=person, batch_id=batch_id, dry_run=dry_run, columns=columns)
        enqueue_run(batch)
    return batch


def queue_import(*, person: Person, batch_id: int, dry_run: bool, columns: str | None = None) -> ImportBatch:
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
    _use_names(batch, columns, at)
    if not continues:
        back_to_the_top(batch)
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


def _use_names(batch: ImportBatch, columns: str | None, at: datetime) -> None:
    """Raises Refused when somebody has named the columns anew since they were seen."""
    kept = batch.mapping.get("mapped")
    mapped = Mapped.of_json(kept) if kept else None
    if columns is not None and columns != (mapped.token if mapped else ""):
        who = mapped.by if mapped else ""
        raise Refused(Refusal("mapping.other", SENTENCES["mapping.other"], {"who": who or SOMEBODY}))
    if mapped:
        NamedSheet.objects.filter(pk=mapped.id).update(last_used_at=at)


def back_to_the_top(batch: ImportBatch) -> None:
    """Forget what a dry run has counted."""
    batch.refusals.all().delete()
    batch.position = batch.added = batch.updated = batch.unchanged = batch.older = batch.refused = 0
    batch.sums, batch.unknown = {}, {}
