"""What a file is and what it may be called, decided from its bytes. Pure (attacks D1, D2, D7)."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

from aftercare.core.text import clean
from aftercare.files.terms import ENDINGS, MediaType

HEAD: Final = 64  # bytes that `media_type_of` needs
LONGEST_NAME: Final = 80

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_MP4_BRANDS = frozenset(
    (
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"MSNV",
        b"dash",
        b"3gp4",
        b"3gp5",
    )
)
# A picture that also reads as a page or a program is somebody's trick, whatever else it is. Long enough that the noise
# of a photo does not contain one by chance.
_ACTIVE = re.compile(rb"<script|<!doctype html|<html[\s>]|<\?php\s|<iframe|<body[\s>]", re.IGNORECASE)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|%\x00-\x1f]+')


def media_type_of(head: bytes) -> MediaType | None:
    """The kind of file that begins with these bytes, or None when it is not on the list."""
    if head.startswith(b"\xff\xd8\xff"):
        return MediaType.JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MediaType.PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return MediaType.WEBP
    if head.startswith(b"%PDF-"):
        return MediaType.PDF
    if head[4:8] == b"ftyp":
        if head[8:12] in _HEIC_BRANDS:
            return MediaType.HEIC
        return MediaType.MP4 if head[8:12] in _MP4_BRANDS else None
    return None


def reads_as_a_page(content: bytes) -> bool:
    """Whether a browser that guesses could take the content for a page."""
    return _ACTIVE.search(content) is not None


def clean_name(name: str, media_type: MediaType) -> str:
    """A name to show: the last part, no hidden or reserved characters, the ending of what the file really is.

    It is cleaned first and only then looked at, and never used as a path (D2, D10).
    """
    plain = clean(unicodedata.normalize("NFKC", clean(name))).replace("\\", "/").rsplit("/", 1)[-1]
    stem = _NOT_IN_NAMES.sub(" ", plain).rsplit(".", 1)[0].strip(" .")
    return f"{stem.replace('.', ' ')[:LONGEST_NAME] or 'file'}{ENDINGS[media_type]}"


def boxes_fit(size: int, read_at: Callable[[int, int], bytes]) -> bool:
    """Whether an MP4 or HEIC is whole: its top-level boxes cover the file to its end. `read_at(offset, count)`."""
    offset, boxes = 0, 0
    while offset < size:
        header = read_at(offset, 16)
        if len(header) < 8 or boxes > 10_000:
            return False
        length = int.from_bytes(header[:4])
        if length == 1:
            length = int.from_bytes(header[8:16])
        elif length == 0:
            length = size - offset
        if length < 8:
            return False
        offset += length
        boxes += 1
    return offset == size and boxes > 1
