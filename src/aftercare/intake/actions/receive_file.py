"""Take in an uploaded file."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.intake.access import require_importer
from aftercare.intake.models import ImportBatch
from aftercare.intake.storage import clean_name, exported_at, remove, store
from aftercare.shops.access import Person, access_shop


def receive_file(*, person: Person, shop_slug: str, name: str, chunks: Iterable[bytes]) -> ImportBatch:
    """Store an upload and open an import for it; nothing of it is read yet (O1).

    `chunks` are pieces of the file as they come (Django's `UploadedFile.chunks()`), at most `limits.FILE_BYTES`
    together. Raises NotFound for a foreign shop, Refused `import.role`, FileRefused for a bad name or size.
    """
    shop = access_shop(person, shop_slug)
    require_importer(person, shop.pk)
    shown = clean_name(name)
    stored = store(chunks)
    try:
        with transaction.atomic():
            at = now()
            told = exported_at(shown, ZoneInfo(shop.timezone))
            batch = ImportBatch.objects.create(
                shop=shop,
                file_name=shown,
                file_path=stored.path,
                file_size=stored.size,
                file_sha256=stored.sha256,
                exported_at=told if told is not None and told <= at else None,
                uploaded_by_id=person.staff_id,
                uploaded_at=at,
            )
            record(
                kind="import.uploaded",
                subject=("import_batch", batch.pk),
                shop_id=shop.pk,
                actor_id=person.staff_id,
                at=at,
                data={"sha256": stored.sha256, "size": stored.size},
            )
    except BaseException:
        remove(stored.path)
        raise
    return batch
