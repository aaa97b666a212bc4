"""Receiver's name and phone (O2). Pure."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.terms import Level
from aftercare.customers.phones import Line, read_phone

_SAME: Final = re.compile(r"1\d{1,2}(\d)\1{7,}|1[3-9]\d12345678")
_NO_NAME: Final = re.compile(r"匿名|测试|test|无名|收件人|买家|不填|xxx", re.I)
_CALLED: Final = re.compile(r"^[\u4e00-\u9fff](?:先生|女士|小姐|老师|总|生|姐|哥|阿姨|叔)$")
LONGEST_NAME: Final = 25


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
