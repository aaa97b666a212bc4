"""Stop an import."""

from django.db import transaction

from aftercare.core.errors import Refused
from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.intake.access import access_batch, require_importer
from aftercare.intake.actions.preview_file import wrong_state
from aftercare.intake.models import ImportBatch
from aftercare.intake.storage import remove
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person

_STOPPABLE = (
    ImportState.UPLOADED,
    ImportState.UNMAPPED,
    ImportState.PREVIEWED,
    ImportState.QUEUED,
    ImportState.RUNNING,
)


def cancel_import(*, person: Person, batch_id: int) -> ImportBatch:
    """Stop an import; rows that are in stay in, the worker stops before its next thousand, the file is removed.

    Raises NotFound, Refused `import.role` or `import.state`.
    """
    with transaction.atomic():
        batch = access_batch(person, batch_id, lock=True)
        require_importer(person, batch.shop_id)
        if batch.state not in _STOPPABLE:
            raise Refused(wrong_state(batch))
        path, batch.file_path = batch.file_path, ""
        batch.state, batch.finished_at = ImportState.CANCELLED, now()
        batch.save(update_fields=["state", "finished_at", "file_path"])
        record(
            kind="import.cancelled",
            subject=("import_batch", batch.pk),
            shop_id=batch.shop_id,
            actor_id=person.staff_id,
            at=batch.finished_at,
            data={"rows": batch.position},
        )
        transaction.on_commit(lambda: remove(path))
    return batch
