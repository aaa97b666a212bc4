"""Addresses of pictures: signed for one visitor and one file, good for about an hour (B10)."""

from datetime import timedelta
from typing import Any, Final

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from aftercare.core.errors import NotFound
from aftercare.core.time import now
from aftercare.files.models import StoredFile
from aftercare.files.terms import Copy
from aftercare.portal.access import access_picture

GOOD_FOR: Final = timedelta(hours=1)
STEP: Final = 1800  # seconds: within a step the address stays the same, so that browsers keep the picture
ANYBODY: Final = 0
_signer = Signer(salt="aftercare.portal.pictures")


def picture_address(slug: str, visitor_id: int, token: str, copy: Copy = Copy.SHOWN) -> str:
    """Where the visitor's browser finds it."""
    until = int((now() + GOOD_FOR).timestamp())
    signed = _signer.sign_object([visitor_id, token, copy.value, until - until % -STEP])
    return reverse("widget_picture", args=[slug, signed])


def read_picture_address(slug: str, signed: str) -> tuple[StoredFile, Copy]:
    """What it leads to, if that visitor may still see it. Raises NotFound on a forged or old one."""
    try:
        told: Any = _signer.unsign_object(signed)
    except (BadSignature, ValueError):
        raise NotFound(signed) from None
    visitor_id, token, copy, until = told
    if now().timestamp() >= until:
        raise NotFound(signed)
    return access_picture(slug, visitor_id, token), Copy(copy)
