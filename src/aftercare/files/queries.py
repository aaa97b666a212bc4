"""Reads of stored files. Whoever asks has already been given the file by the record it is attached to."""

from typing import BinaryIO

from aftercare.core.errors import NotFound
from aftercare.files.models import StoredFile
from aftercare.files.storage import path_of
from aftercare.files.terms import Copy, MediaType


def is_shown(file: StoredFile) -> bool:
    """Whether there are copies that a browser shows: not of a film or document, nor of a HEIC above the limit."""
    return file.width is not None


def open_copy(file: StoredFile, copy: Copy) -> tuple[BinaryIO, str]:
    """The bytes and their media type. Raises NotFound when the file has no such copy."""
    if copy is not Copy.ORIGINAL and not is_shown(file):
        raise NotFound(file.token)
    try:
        media_type = file.media_type if copy is Copy.ORIGINAL else MediaType.JPEG.value
        return path_of(file.token, copy).open("rb"), media_type
    except FileNotFoundError:
        raise NotFound(file.token) from None


def size_of(file: StoredFile, copy: Copy) -> int:
    """Bytes of a copy on the disk; 0 when it is not there."""
    try:
        return path_of(file.token, copy).stat().st_size
    except FileNotFoundError:
        return 0
