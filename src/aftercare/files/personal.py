"""Files that a buyer sent or that show their goods: the name goes here, the bytes after the transaction (U4, J7)."""

from aftercare.core.personal import ERASED, Kept
from aftercare.core.words import _
from aftercare.files.models import StoredFile

KEPT = (
    Kept(
        StoredFile,
        _("Files"),
        lambda found: StoredFile.objects.filter(pk__in=found["file"]),
        needs=("file",),
        erase={"name": ERASED},
        told=("media_type", "size", "uploaded_at"),
    ),
)
