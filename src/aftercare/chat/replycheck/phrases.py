"""The small language of phrases (S11): words as they are typed, and `*` for up to eight characters in between.

Never a regular expression of a person: a phrase becomes a bounded one here, so that no text makes it slow (C10).
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from aftercare.chat.replycheck.folding import ENDS, Folded, flat, loose, tight

GAP: Final = "*"
GAP_MOST: Final = 8
MOST_GAPS: Final = 2
LEAST_LETTERS: Final = 2
MOST_PHRASE: Final = 40
_GAP: Final = f"[^{ENDS}]{{0,{GAP_MOST}}}?"
_SPECIAL: Final = re.compile(r"[\\^$.|?*+()\[\]{}/]")
Span = tuple[int, int]


def problem_of(phrase: str) -> str:
    """Why it cannot be used: 'long', 'short', 'gaps' or 'edge'; '' when it can."""
    parts = phrase.split(GAP)
    if len(phrase) > MOST_PHRASE:
        return "long"
    if len(parts) - 1 > MOST_GAPS:
        return "gaps"
    if len(parts) > 1 and not all(loose(flat(part)).text for part in parts):
        return "edge"
    return "short" if len(loose(flat("".join(parts))).text) < LEAST_LETTERS else ""


def steps_of(phrase: str) -> int:
    """How much trying one place of a text costs at worst."""
    steps: int = (GAP_MOST + 1) ** phrase.count(GAP)
    return steps


@lru_cache(maxsize=4000)
def pattern_of(phrases: tuple[str, ...], is_loose: bool) -> re.Pattern[str] | None:
    """One pattern of all phrases, the longest first; None without phrases."""
    sources = [_source(phrase, is_loose) for phrase in sorted(phrases, key=lambda one: (-len(one), one))]
    return re.compile("|".join(sources)) if sources else None


def _source(phrase: str, is_loose: bool) -> str:
    form = loose if is_loose else tight
    parts = [form(flat(part)).text.strip() for part in phrase.split(GAP)]
    source = _GAP.join(_SPECIAL.sub(r"\\\g<0>", part) for part in parts)
    return f"{_edge(parts[0][:1], '<!')}{source}{_edge(parts[-1][-1:], '!')}"


def _edge(letter: str, look: str) -> str:
    """A Latin word or a number is found whole: 'ok' not in 'book', '100%' not in '1100%'."""
    if letter.isascii() and letter.isalpha():
        return f"(?{look}[a-z])"
    return f"(?{look}[0-9])" if letter.isascii() and letter.isdigit() else ""


def find(phrases: Iterable[str], unless: Iterable[str], text: Folded, *, is_loose: bool = False) -> list[Span]:
    """Where the phrases stand in the form of the text, but for those that begin inside an exception."""
    pattern = pattern_of(tuple(phrases), is_loose)
    found = [match.span() for match in pattern.finditer(text.text)] if pattern else []
    excepted = pattern_of(tuple(unless), is_loose) if found else None
    covers = [match.span() for match in excepted.finditer(text.text)] if excepted else []
    return [one for one in found if not any(start <= one[0] < end for start, end in covers)]
