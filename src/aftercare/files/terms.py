"""Kinds of files that may be kept, and how much of them."""

from datetime import timedelta
from typing import Final

from aftercare.core.words import Choices, _

MEGABYTE: Final = 1024 * 1024


class MediaType(Choices):
    """The allow-list. What a file is, is read from its content; its name says nothing."""

    JPEG = "image/jpeg", _("Picture")
    PNG = "image/png", _("Picture")
    WEBP = "image/webp", _("Picture")
    HEIC = "image/heic", _("Picture of a phone")  # of iPhones; browsers cannot show it
    PDF = "application/pdf", _("Document")
    MP4 = "video/mp4", _("Video")


PICTURES = frozenset({MediaType.JPEG, MediaType.PNG, MediaType.WEBP, MediaType.HEIC})  # shown as a copy that we made

ENDINGS: Final[dict[str, str]] = {
    MediaType.JPEG: ".jpg",
    MediaType.PNG: ".png",
    MediaType.WEBP: ".webp",
    MediaType.HEIC: ".heic",
    MediaType.PDF: ".pdf",
    MediaType.MP4: ".mp4",
}

LARGEST: Final[dict[str, int]] = {  # bytes
    MediaType.JPEG: 20 * MEGABYTE,
    MediaType.PNG: 20 * MEGABYTE,
    MediaType.WEBP: 20 * MEGABYTE,
    MediaType.HEIC: 20 * MEGABYTE,
    MediaType.PDF: 20 * MEGABYTE,
    MediaType.MP4: 100 * MEGABYTE,
}
LARGEST_OF_ALL: Final = max(LARGEST.values())

MOST_PIXELS: Final = 50_000_000  # the cameras of today's phones; a JPEG is decoded at a fraction of it
MOST_PIXELS_WHOLE: Final = 25_000_000  # of formats that must be decoded whole: 100 to 220 MB of memory
LONGEST_SIDE: Final = 20_000
MOST_FRAMES: Final = 60

QUOTA_SPAN: Final = timedelta(minutes=10)
QUOTA_FILES: Final = 120  # of one person in that span
QUOTA_BYTES: Final = 1024 * MEGABYTE
DISK_RESERVE: Final = 512 * MEGABYTE  # so that a full disk stops uploads and nothing else


class Copy(Choices):
    """What of a stored file is handed out."""

    THUMB = "thumb", _("Small picture")
    SHOWN = "shown", _("Picture")
    ORIGINAL = "original", _("Original")
