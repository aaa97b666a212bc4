"""Pictures of a pack: copies without EXIF that we made ourselves, smaller where platform or page asks for it."""

import io
from typing import BinaryIO, Final

from PIL import Image

from aftercare.cases.pack.contents import Piece
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.files.queries import open_copy
from aftercare.files.terms import Copy

# Longest side in pixels and JPEG quality, from what is shown on pages down to what can just be made out.
STEPS: Final = ((2000, 84), (1600, 80), (1240, 78), (1000, 74), (800, 70), (600, 62), (400, 50))


def open_piece(piece: Piece) -> BinaryIO:
    """What is stored of it: our copy of a picture, the original of anything else. Raises Refused when it is gone."""
    try:
        return open_copy(piece.file, Copy.SHOWN if piece.is_picture else Copy.ORIGINAL)[0]
    except NotFound:
        sentence = _("“%(name)s” could not be read from the disk. Untick it, and tell your administrator.")
        raise Refused(Refusal("pack_unreadable", sentence, {"name": piece.label})) from None


def scaled(piece: Piece, most: int, side: int = STEPS[0][0]) -> bytes:
    """A JPEG of at most `most` bytes and `side` pixels. Only one picture is decoded at a time: some 12 MB."""
    with open_piece(piece) as stored:
        content = stored.read()
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as picture:
        if len(content) <= most and max(picture.size) <= side:
            return content
        picture.draft("RGB", (side, side))
        copy = picture.convert("RGB")
    for longest, quality in STEPS:
        if longest <= side:
            copy.thumbnail((longest, longest))
            out = io.BytesIO()
            copy.save(out, "JPEG", quality=quality)
            if out.tell() <= most:
                return out.getvalue()
    sentence = _("“%(name)s” cannot be made small enough. Untick it.")
    raise Refused(Refusal("pack_picture", sentence, {"name": piece.label}))
