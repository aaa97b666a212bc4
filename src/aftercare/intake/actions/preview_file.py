"""Look into an uploaded file and say what it is, before anything is imported."""

from dataclasses import dataclass
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.errors import Refusal, Refused
from aftercare.intake.access import access_batch, require_importer
from aftercare.intake.changes.terms import BEGUN
from aftercare.intake.inspect import NOBODYS, Inspection, inspect
from aftercare.intake.known import shape_of
from aftercare.intake.models import ImportBatch, NamedSheet
from aftercare.intake.problems import FileRefused
from aftercare.intake.storage import remove, stored_path
from aftercare.intake.terms import ImportState
from aftercare.intake.words import SENTENCES
from aftercare.shops.access import Person

LOOKABLE = (ImportState.UPLOADED, ImportState.UNMAPPED, ImportState.PREVIEWED)


@dataclass(frozen=True)
class Preview:
    """What the file is and how its first rows read; `same_file` is an earlier import of the very same bytes, `renamed`
    the remembered sheet when somebody has named its columns anew since this file was looked at."""

    batch: ImportBatch
    inspection: Inspection
    same_file: ImportBatch | None
    renamed: NamedSheet | None = None


def preview(*, person: Person, batch_id: int) -> Preview:
    """Recognise the kind, map the columns, count the rows, read the first of them (O1). Writes none of them.

    Raises NotFound, Refused `import.role` or `import.state`, and FileRefused when the file cannot be imported: then
    the import is over, its file is removed, and the page shows the sentence that is kept with it. One whose columns
    nobody knows (`kind.unknown`) keeps its file: a person can name them (`map_columns`).
    """
    batch = access_batch(person, batch_id)
    require_importer(person, batch.shop_id)
    if not (batch.state in LOOKABLE or (batch.state == ImportState.DONE and batch.dry_run)):
        raise Refused(wrong_state(batch))
    try:
        inspection = inspect(stored_path(batch.file_path), ZoneInfo(batch.shop.timezone), partial(shape_of, batch))
    except FileRefused as refused:
        if refused.refusal.code == NOBODYS:
            _wait_for_names(batch, refused)
        else:
            give_up(batch, refused)
        raise
    seen = batch.mapping
    with transaction.atomic():
        batch = access_batch(person, batch_id, lock=True)
        is_overtaken = batch.mapping != seen
        if batch.state in LOOKABLE and not is_overtaken:
            keep(batch, inspection)
    if is_overtaken:  # somebody has named the columns while we were reading
        return preview(person=person, batch_id=batch_id)
    return Preview(batch, inspection, _same_file(batch), _renamed(inspection))


def keep(batch: ImportBatch, inspection: Inspection) -> None:
    """Note with a locked import what was found in its file."""
    batch.state, batch.error, batch.error_params = ImportState.PREVIEWED, "", {}
    batch.kind = inspection.profile.code
    batch.mapping = inspection.to_json()
    batch.rows_expected = inspection.survey.rows
    batch.save()


def _wait_for_names(batch: ImportBatch, refused: FileRefused) -> None:
    """No report has these columns: the file stays until somebody has said what they mean."""
    ImportBatch.objects.filter(pk=batch.pk, state__in=LOOKABLE, mapping=batch.mapping).update(
        state=ImportState.UNMAPPED, error=refused.refusal.code, error_params=plain(refused.refusal)
    )


def give_up(batch: ImportBatch, refused: FileRefused) -> None:
    """Close an import whose file cannot be used; the reason stays, the file does not."""
    ImportBatch.objects.filter(pk=batch.pk, state__in=LOOKABLE).update(
        state=ImportState.FAILED, error=refused.refusal.code, error_params=plain(refused.refusal), file_path=""
    )
    remove(batch.file_path)


def plain(refusal: Refusal) -> dict[str, object]:
    """A refusal's parameters as JSON."""
    return {name: value if isinstance(value, int) else str(value) for name, value in refusal.params.items()}


def wrong_state(batch: ImportBatch) -> Refusal:
    """The import is in a state in which that cannot be done."""
    return Refusal("import.state", SENTENCES["import.state"], {"state": ImportState(batch.state).label})


def _renamed(inspection: Inspection) -> NamedSheet | None:
    mapped = inspection.shape.mapped
    if mapped is None:
        return None
    sheets = NamedSheet.objects.filter(pk=mapped.id).exclude(version=mapped.version)
    return sheets.select_related("named_by").first()


def _same_file(batch: ImportBatch) -> ImportBatch | None:
    same = ImportBatch.objects.filter(shop_id=batch.shop_id, file_sha256=batch.file_sha256, pk__lt=batch.pk)
    same = same.filter(state=ImportState.DONE, dry_run=False).exclude(undo__state__in=BEGUN)
    return same.order_by("-pk").first()
