"""Receiver's name and phone (O2). Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.terms import Level

_SEPARATORS: Final = re.compile(r"[\s\-—()（）]+")
_EXTENSION: Final = re.compile(r"^(1[3-9]\d{9})(?:[-—,，转x#]|ext\.?)+(\d{3,6})$", re.I)
_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_RUN_TOGETHER: Final = re.compile(r"(1[3-9]\d{9})(\d{3,4})")  # reports lose the hyphen before the extension
_LANDLINE: Final = re.compile(r"0\d{2,3}[2-9]\d{6,7}(?:\d{1,4})?")
_FOREIGN: Final = re.compile(r"(?:\+|00)(?!86)\d{6,15}|(?:852|853|886)\d{8,9}")
_SAME: Final = re.compile(r"1\d{1,2}(\d)\1{7,}|1[3-9]\d12345678")
_NO_NAME: Final = re.compile(r"匿名|测试|test|无名|收件人|买家|不填|xxx", re.I)
_CALLED: Final = re.compile(r"^[\u4e00-\u9fff](?:先生|女士|小姐|老师|总|生|姐|哥|阿姨|叔)$")
LONGEST_NAME: Final = 25


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


def check_phone(facts: CheckFacts) -> Iterator[Finding]:
    """The form of the number."""
    if not facts.phone or "*" in facts.phone:
        masked = bool(facts.phone or facts.phone_mask)
        yield Finding("phone.masked", Level.BLIND) if masked else Finding("phone.none", Level.STOP)
        return
    phone = read_phone(facts.phone)
    if phone.line is Line.WRONG:
        yield Finding("phone.form", Level.STOP, {"count": len(phone.number)})
    elif phone.line is Line.FOREIGN:
        yield Finding("phone.abroad", Level.BLIND)
    elif phone.line is Line.LANDLINE:
        yield Finding("phone.landline", Level.LOOK)
    elif phone.line is Line.MOBILE and _SAME.fullmatch(phone.number):
        yield Finding("phone.invented", Level.STOP)


def check_name(facts: CheckFacts) -> Iterator[Finding]:
    """A name that a courier can ask for."""
    name = unicodedata.normalize("NFKC", facts.name).strip()
    if not name or "*" in name:
        masked = bool(name or facts.name_mask)
        yield Finding("name.masked", Level.BLIND) if masked else Finding("name.none", Level.STOP)
    elif _NO_NAME.search(name) or name.isdigit():
        yield Finding("name.invented", Level.LOOK)
    elif len(name) == 1 or _CALLED.match(name):
        yield Finding("name.surname", Level.LOOK)
    elif len(name) > LONGEST_NAME:
        yield Finding("name.long", Level.LOOK)
