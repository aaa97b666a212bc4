"""Tracking numbers as scanners read and people type them: as cases and orders keep them. Pure."""

import re
import unicodedata
from typing import Final

from aftercare.core.text import clean

_FORM: Final = re.compile(r"^[A-Z0-9][A-Z0-9-]{5,39}$", re.ASCII)


def normal(text: str) -> str:
    """Half width, upper case, no spaces; not yet checked."""
    return "".join(clean(unicodedata.normalize("NFKC", text)).split()).upper()


def read_tracking_no(text: str) -> str:
    """The number as it is kept, '' for none. Raises ValueError on anything that cannot be one."""
    plain = normal(text)
    if plain and not _FORM.match(plain):
        raise ValueError("no tracking number")
    return plain
