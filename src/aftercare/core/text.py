"""Text as shops type it: widths, spaces, hidden characters, numbers, masks, search tokens."""

import re
import unicodedata

_HIDDEN = re.compile(r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"[a-z0-9]+")


MOST_DIGITS = 18  # fits a bigint


def read_number(text: str | None, most: int = MOST_DIGITS) -> int | None:
    """A whole number of at most so many ASCII digits, or None for anything else.

    The one place that decides it: `isdigit` is true of "²", which `int` refuses, and `int` reads "１" and " 1 ".
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= most else None


def clean(text: str) -> str:
    """Drop control, zero-width and direction characters and outer spaces; lines end as browsers count them, with one
    character: a text that just fits its field fits here as well."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n")).strip()


def fold(text: str) -> str:
    """Full-width forms to half width, no hidden characters, lower case: for comparing, not for showing."""
    return clean(unicodedata.normalize("NFKC", text)).lower()


def mask_name(name: str) -> str:
    """'王小明' becomes '王**', 'Ann' becomes 'A**'."""
    name = clean(name)
    return f"{name[0]}**" if name else ""


def mask_phone(phone: str) -> str:
    """'13812345678' becomes '138****5678'; shorter numbers keep only the last two digits."""
    digits = clean(phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}" if digits else ""


def mask_nick(nick: str) -> str:
    """'清风明月88' becomes '清***8', as the platforms do."""
    nick = clean(nick)
    if len(nick) < 2:
        return f"{nick}***" if nick else ""
    return f"{nick[0]}***{nick[-1]}"


def bigrams(text: str) -> list[str]:
    """Search tokens: CJK runs as overlapping pairs (a single character stays alone), words and numbers whole."""
    folded = fold(text)
    tokens: list[str] = []
    for run in _CJK.findall(folded):
        tokens += [run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)]
    return tokens + _WORD.findall(folded)
