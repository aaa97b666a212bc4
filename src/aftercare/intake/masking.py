"""Values of a sheet whose columns nobody has named yet, shown so that no buyer is (J1). Pure.

A column that is known not to be personal is shown, one that is known to be is masked. Of the others only what cannot
be a person is shown: numbers, times, and words that repeat, like states and couriers.
"""

import re
import unicodedata
from collections.abc import Sequence

from aftercare.core.text import mask_phone
from aftercare.intake.problems import shorten
from aftercare.intake.values import bare, tidy

SHOWN = 3  # values of a column
_LONGEST = 24  # characters of a shown value
_REPEATS = 5  # times that a word stands in the file on average before it is a word and not a name,
_WORDS = range(2, 13)  # and how many different words there are: one alone may be the only buyer
_ROWS = 10  # and rows at least
_PHONE = re.compile(r"(?<![0-9A-Za-z])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9A-Za-z])0[0-9]{2,3}[ -]?[0-9]{7,8}(?![0-9])")
_IDENTITY = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}[01][0-9][0-3][0-9][0-9]{3}[0-9Xx](?![0-9])")
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PERSONAL = (_PHONE, _LANDLINE, _IDENTITY, _MAIL)
_VALUE = re.compile(r"[0-9]{10,}|[0-9,]+[.][0-9]+|[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}.*")
_PLAIN = re.compile(r"[0-9\s.,:/年月日时分秒件元¥%+-]+")


def is_personal(value: str) -> bool:
    """Whether the text holds a phone, an identity number or an address of mail, in whatever width."""
    text = unicodedata.normalize("NFKC", value)
    return any(pattern.search(text) for pattern in _PERSONAL)


def is_value(header: str) -> bool:
    """Whether a header is none but a number, an amount, a time or somebody's: then the file begins with a row."""
    return bool(_VALUE.fullmatch(bare(header))) or is_personal(tidy(header))


def masked(value: str) -> str:
    """The first character and that there is more; a phone as everywhere else."""
    text = bare(value)
    if _PHONE.fullmatch(text):
        return mask_phone(re.sub(r"[ -]|^\+?86(?=[ -]?1)", "", text))
    return f"{text[:1]}***" if text else ""


def shown_values(values: Sequence[str], *, personal: bool | None, is_number: bool = False) -> list[str]:
    """The first different values of a column, at most `SHOWN`, equal masks once.

    `personal` is None when nobody knows; `is_number`: the column is a number, an amount or a time, so that eleven
    digits are no phone.
    """
    told = [text for text in map(tidy, values) if text]
    different = list(dict.fromkeys(told))
    are_words = len(different) in _WORDS and len(told) >= max(_ROWS, _REPEATS * len(different))
    shown = [_shown(text, personal, are_words=are_words, is_number=is_number) for text in different[:SHOWN]]
    return list(dict.fromkeys(shown))


def shown_value(value: str) -> str:
    """One value of a column of which nobody knows for certain what it is."""
    return _shown(tidy(value), None, are_words=False, is_number=False)


def _shown(text: str, personal: bool | None, *, are_words: bool, is_number: bool) -> str:
    if personal or (not is_number and is_personal(text)):
        return masked(text)
    if personal is None and not are_words and not _PLAIN.fullmatch(unicodedata.normalize("NFKC", text)):
        return masked(text)
    return shorten(text, _LONGEST)
