"""Tracking numbers as shops write them: one field may hold several. Pure."""

import re
from typing import Final

from aftercare.core.text import fold

MOST: Final = 40
_APART: Final = re.compile(r"[,;、/|\n]+")
_NUMBER: Final = re.compile(r"[A-Z0-9][A-Z0-9-]{4,39}", re.ASCII)


def read_number(text: str) -> str:
    """The number in capitals without spaces; '' when it can be none."""
    plain = "".join(fold(text).split()).upper().strip("-")
    return plain if _NUMBER.fullmatch(plain) else ""


def numbers_in(text: str) -> list[str]:
    """Every number in the field of an order, each once, in order."""
    found = (read_number(part) for part in _APART.split(fold(text)))
    return list(dict.fromkeys(number for number in found if number))
