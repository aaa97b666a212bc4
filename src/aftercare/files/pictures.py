"""Look at a picture and make the copies that are shown: re-encoded, upright, without EXIF (attacks D7, D8)."""

import io
import warnings
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _
from pi_heif import register_heif_opener
from PIL import Image, ImageOps, UnidentifiedImageError

from aftercare.core.errors import InvalidInput
from aftercare.files.terms import LONGEST_SIDE, MOST_FRAMES, MOST_PIXELS, MOST_PIXELS_WHOLE, MediaType

_FORMATS = {MediaType.JPEG: "JPEG", MediaType.PNG: "PNG", MediaType.WEBP: "WEBP", MediaType.HEIC: "HEIF"}
_SHOWN_SIDE, _THUMB_SIDE = 2000, 240
_QUALITY = 84
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


@dataclass(frozen=True)
class Copies:
    """Width and height of the original, and two JPEG files made from it."""

    width: int
    height: int
    shown: bytes
    thumb: bytes


def make_copies(file: BinaryIO, media_type: MediaType) -> Copies | None:
    """None for a HEIC of more pixels than we decode whole, as phones can make them: it is only handed out.

    Raises InvalidInput on what is not one whole picture of bearable size. Sizes are read before decoding.
    """
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if media_type is MediaType.PNG:
                _check_whole(file)
            with Image.open(file, formats=[_FORMATS[media_type]]) as picture:
                width, height = picture.size
                _check_size(picture, media_type)
                if media_type is MediaType.HEIC and width * height > MOST_PIXELS_WHOLE:
                    return None
                _shrink(picture, media_type)
                upright = _flat(ImageOps.exif_transpose(picture))
                if picture.getexif().get(0x0112, 1) in (5, 6, 7, 8):
                    width, height = height, width
                return Copies(width, height, _encode(upright, _SHOWN_SIDE), _encode(upright, _THUMB_SIDE))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except (
        UnidentifiedImageError,
        OSError,
        EOFError,
        SyntaxError,
        ValueError,
        KeyError,
        RuntimeError,
        MemoryError,
    ) as error:
        sentence = _("This picture is damaged or not complete. Take or save it again, then add it.")
        raise InvalidInput({"file": sentence}) from error


def _shrink(picture: Image.Image, media_type: MediaType) -> None:
    """Before anything is copied, where it costs no quality: memory."""
    if media_type is MediaType.JPEG:
        picture.draft("RGB", (_SHOWN_SIDE, _SHOWN_SIDE))
    if media_type is MediaType.HEIC:
        picture.thumbnail((_SHOWN_SIDE, _SHOWN_SIDE))


def _check_whole(file: BinaryIO) -> None:
    """A PNG is decoded happily without its end: read all its parts first."""
    with Image.open(file, formats=["PNG"]) as picture:
        _check_size(picture, MediaType.PNG)
        picture.verify()
    file.seek(0)


def _check_size(picture: Image.Image, media_type: MediaType) -> None:
    width, height = picture.size
    most = MOST_PIXELS if media_type in (MediaType.JPEG, MediaType.HEIC) else MOST_PIXELS_WHOLE
    if width * height > most or max(width, height) > LONGEST_SIDE:
        raise _too_large()
    if getattr(picture, "n_frames", 1) > MOST_FRAMES:
        raise InvalidInput({"file": _("Moving pictures are not taken here. Add a still picture or an MP4 video.")})


def _too_large() -> InvalidInput:
    return InvalidInput({"file": _("This picture has too many pixels. Save it smaller, then add it.")})


def _flat(picture: Image.Image) -> Image.Image:
    """As plain RGB on white; the copies carry no EXIF, no profile, no comment."""
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        above = picture.convert("RGBA")
        below = Image.new("RGB", above.size, (255, 255, 255))
        below.paste(above, mask=above.getchannel("A"))
        return below
    return picture.convert("RGB")


def _encode(picture: Image.Image, side: int) -> bytes:
    copy = picture.copy()
    copy.thumbnail((side, side))
    copy.info.clear()
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=_QUALITY, optimize=False)
    return out.getvalue()
