"""Keep a file that somebody sent: look at its content, seal the original, make the copies that are shown."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext_lazy as _

from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.files import storage
from aftercare.files.models import StoredFile, new_token
from aftercare.files.pictures import Copies, make_copies
from aftercare.files.rules import HEAD, boxes_fit, clean_name, media_type_of, reads_as_a_page
from aftercare.files.terms import (
    DISK_RESERVE,
    LARGEST,
    MEGABYTE,
    PICTURES,
    QUOTA_BYTES,
    QUOTA_FILES,
    QUOTA_SPAN,
    Copy,
    MediaType,
)
from aftercare.shops.access import Person

_CHUNK = 1024 * 1024
DISK_FULL = Refusal(
    "disk_full", _("The disk for files is nearly full. Tell your administrator; everything else goes on.")
)


@dataclass(frozen=True)
class Upload:
    """What came in: an open file (rewound by us), the name it was given, its size in bytes."""

    file: BinaryIO
    name: str
    size: int


def store_file(*, upload: Upload, shop_id: int, person: Person, at: datetime) -> StoredFile:
    """Keep the upload (D1-D12). The caller attaches it to a record in the same transaction and so decides who sees it.

    Raises InvalidInput on a kind that is not taken, a damaged, disguised or too large one; Refused `upload_quota` or
    `disk_full`. The original is never written again; its SHA-256 is in the row.
    """
    media_type = _check_kind(upload)
    if not person.is_system:  # of what buyers send, the caller counts
        _check_quota(upload, person, at)
    _check_room(upload)
    copies = make_copies(upload.file, media_type) if media_type in PICTURES else None
    file = StoredFile(
        token=new_token(),
        shop_id=shop_id,
        name=clean_name(upload.name, media_type),
        media_type=media_type.value,
        size=upload.size,
        sha256=_digest(upload.file),
        width=copies.width if copies else None,
        height=copies.height if copies else None,
        uploaded_by_id=person.staff_id,
        uploaded_at=at,
    )
    try:
        _write(file.token, upload.file, copies)
        with transaction.atomic():
            file.save(force_insert=True)
    except BaseException as error:
        storage.remove(file.token)
        if storage.says_full(error):  # somebody else took the reserve meanwhile
            raise Refused(DISK_FULL) from error
        raise
    return file


@contextmanager
def storing(*, upload: Upload, shop_id: int, person: Person, at: datetime) -> Iterator[StoredFile]:
    """The stored file, for what is to hold it; when that fails, nothing of it stays on the disk (D3). Raises as
    `store_file` does."""
    file = store_file(upload=upload, shop_id=shop_id, person=person, at=at)
    try:
        yield file
    except BaseException:
        storage.remove(file.token)
        raise


def _check_kind(upload: Upload) -> MediaType:
    if upload.size == 0:
        raise InvalidInput({"file": _("This file is empty.")})
    upload.file.seek(0)
    media_type = media_type_of(upload.file.read(HEAD))
    if media_type is None:
        sentence = _("This kind of file is not taken. Pictures (JPG, PNG, WebP, HEIC), PDF and MP4 are.")
        raise InvalidInput({"file": sentence})
    if upload.size > LARGEST[media_type]:
        sentence = _("This file has %(size)s MB; at most %(most)s MB are taken.")
        params = {"size": -(-upload.size // MEGABYTE), "most": LARGEST[media_type] // MEGABYTE}
        raise InvalidInput({"file": sentence % params})
    if not _is_whole(upload, media_type):
        raise InvalidInput({"file": _("This file is damaged or not complete. Save it again, then add it.")})
    return media_type


def _is_whole(upload: Upload, media_type: MediaType) -> bool:
    """Pictures are decoded later; a picture that reads as a page as well is refused here."""
    if media_type in PICTURES and any(reads_as_a_page(chunk) for chunk in _overlapping(upload.file)):
        return False
    if media_type is MediaType.PDF:
        upload.file.seek(max(upload.size - 2048, 0))
        return b"%%EOF" in upload.file.read()
    if media_type not in (MediaType.MP4, MediaType.HEIC):
        return True
    return boxes_fit(upload.size, lambda offset, count: _read_at(upload.file, offset, count))


def _check_quota(upload: Upload, person: Person, at: datetime) -> None:
    recent = StoredFile.objects.filter(uploaded_by_id=person.staff_id, uploaded_at__gt=at - QUOTA_SPAN)
    held = recent.aggregate(files=Count("pk"), bytes=Sum("size"))
    if held["files"] >= QUOTA_FILES or (held["bytes"] or 0) + upload.size > QUOTA_BYTES:
        sentence = _("You have added very many files in the last minutes. Wait a little, then go on.")
        raise Refused(Refusal("upload_quota", sentence))


def _check_room(upload: Upload) -> None:
    if storage.free_bytes() < DISK_RESERVE + upload.size:
        raise Refused(DISK_FULL)


def _write(token: str, file: BinaryIO, copies: Copies | None) -> None:
    storage.write(token, Copy.ORIGINAL, _chunks(file))
    if copies:
        storage.write(token, Copy.SHOWN, [copies.shown])
        storage.write(token, Copy.THUMB, [copies.thumb])


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _overlapping(file: BinaryIO) -> Iterator[bytes]:
    """Chunks that begin with the end of the one before, so that nothing hides on a border."""
    tail = b""
    for chunk in _chunks(file):
        yield tail + chunk
        tail = chunk[-32:]


def _read_at(file: BinaryIO, offset: int, count: int) -> bytes:
    file.seek(offset)
    return file.read(count)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(file):
        digest.update(chunk)
    return digest.hexdigest()
