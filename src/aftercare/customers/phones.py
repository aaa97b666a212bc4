"""What sort of number somebody gave as their phone. Pure (O2, J6)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from typing import Final

_SEPARATORS: Final = re.compile(r"[\s\-—()（）]+")
_EXTENSION: Final = re.compile(r"^(1[3-9]\d{9})(?:[-—,，转x#]|ext\.?)+(\d{3,6})$", re.I | re.ASCII)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}", re.ASCII)
_RUN_TOGETHER: Final = re.compile(r"(1[3-9]\d{9})(\d{3,4})", re.ASCII)  # reports lose the hyphen before the extension
_LANDLINE: Final = re.compile(r"0\d{2,3}[2-9]\d{6,7}(?:\d{1,4})?", re.ASCII)
_FOREIGN: Final = re.compile(r"(?:\+|00)(?!86)\d{6,15}|(?:852|853|886)\d{8,9}", re.ASCII)


class Line(Enum):
    """What sort of number it is."""

    MOBILE = "mobile"
    VIRTUAL = "virtual"  # the platform's privacy number: the buyer is reached by the extension only
    LANDLINE = "landline"
    FOREIGN = "foreign"
    WRONG = "wrong"


@dataclass(frozen=True)
class Phone:
    """A phone as it was read; `extension` '' without one."""

    line: Line
    number: str = ""
    extension: str = ""


def read_phone(text: str) -> Phone:
    """'13812345678-1234' and '138123456781234' are a privacy number with its extension. Never raises."""
    plain = unicodedata.normalize("NFKC", text).strip()
    extended = _EXTENSION.match(plain.replace(" ", ""))
    if extended:
        return Phone(Line.VIRTUAL, extended[1], extended[2])
    if _FOREIGN.fullmatch(plain.replace(" ", "").replace("-", "")):
        return Phone(Line.FOREIGN, plain)
    digits = _SEPARATORS.sub("", plain).removeprefix("+86")
    digits = digits[2:] if len(digits) == 13 and digits.startswith("86") else digits
    together = _RUN_TOGETHER.fullmatch(digits)
    if together:
        return Phone(Line.VIRTUAL, together[1], together[2])
    if _MOBILE.fullmatch(digits):
        return Phone(Line.MOBILE, digits)
    return Phone(Line.LANDLINE, digits) if _LANDLINE.fullmatch(digits) else Phone(Line.WRONG, digits)
