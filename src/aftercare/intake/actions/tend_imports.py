"""Keep house: imports that lost their worker go on, reports that nobody needs any more are removed."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from aftercare.core.time import now
from aftercare.intake.actions.run_import import LEASE
from aftercare.intake.actions.start_import import enqueue_run
from aftercare.intake.models import ImportBatch
from aftercare.intake.storage import remove, strays
from aftercare.intake.terms import ImportState

KEPT = timedelta(days=3)  # an upload that nobody imported, a dry run that nobody followed, a stopped import
_WAITING = (ImportState.UPLOADED, ImportState.UNMAPPED, ImportState.PREVIEWED, ImportState.DONE, ImportState.FAILED)


def tend_imports() -> dict[str, int]:
    """Call every few minutes. Returns how many imports were given a worker again and how many files were removed."""
    with transaction.atomic():
        at = now()
        lost = list(
            ImportBatch.objects.select_for_update(skip_locked=True).filter(
                Q(state=ImportState.RUNNING, lease_until__lt=at - LEASE)
                | Q(state=ImportState.QUEUED, started_at__lt=at - 10 * LEASE)
            )
        )
        for batch in lost:
            enqueue_run(batch)
    with transaction.atomic():
        forgotten = ImportBatch.objects.select_for_update(skip_locked=True).filter(
            ~Q(file_path=""), state__in=_WAITING, uploaded_at__lt=at - KEPT
        )
        paths = [batch.file_path for batch in forgotten]
        ImportBatch.objects.filter(file_path__in=paths).update(file_path="")
    known = set(ImportBatch.objects.exclude(file_path="").values_list("file_path", flat=True))
    paths += strays(known, at - timedelta(hours=1))
    for path in set(paths):
        remove(path)
    return {"resumed": len(lost), "removed": len(set(paths))}
