"""Numbers of identity cards and bank cards in what people type: lists and exports hide them (PIPL 28, J10).

Order and parcel numbers look alike and must stay: so only what its check digit proves is hidden.
"""

import re
import unicodedata
from datetime import date

_LONG = re.compile(r"(?<![0-9A-Za-z])(?:\d[ -]?){14,18}[\dXx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_CARDS = ("62", "4", "51", "52", "53", "54", "55", "34", "37")  # how bank cards begin


def hide_papers(text: str) -> str:
    """The text with all but the last two signs of such numbers as stars; everything else as it was typed."""
    plain = "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in text)
    return _LONG.sub(_hidden, plain) if _LONG.search(plain) else text


def _hidden(found: re.Match[str]) -> str:
    number = re.sub(r"[ -]", "", found.group()).upper()
    return f"******{number[-2:]}" if is_identity(number) or is_card(number) else found.group()


def is_identity(number: str) -> bool:
    """Whether it is a number of a Chinese identity card: a date of birth and its check sign."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(one) * weight for one, weight in zip(number, _WEIGHTS, strict=False))
    return born.year >= 1900 and _CHECKS[total % 11] == number[17]


def is_card(number: str) -> bool:
    """Whether it is a number of a bank card: how it begins, how long it is, and its check digit."""
    if not (number.isdigit() and 15 <= len(number) <= 19 and number.startswith(_CARDS)):
        return False
    doubled = [int(one) * (2 if place % 2 else 1) for place, one in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0
