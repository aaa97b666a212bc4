"""The list of forbidden words, kept in `forbidden.txt` with the article that forbids each. Pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aftercare.core.text import fold
from aftercare.listings.terms import Fault

FILE = Path(__file__).with_name("forbidden.txt")
LONGEST = 5_000  # characters that are read of one part


@dataclass(frozen=True)
class Ban:
    """One line of the list."""

    words: re.Pattern[str]
    fault: Fault
    law: str
    article: str

    @property
    def basis(self) -> str:
        """The law as it is quoted."""
        return f"《{self.law}》{self.article}"


@dataclass(frozen=True)
class Finding:
    """Words that may not stand there, as they were written without blanks."""

    words: str
    ban: Ban


def read_list(text: str) -> tuple[Ban, ...]:
    """The lines of a list. Raises ValueError that names the line which cannot be read."""
    bans = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        try:
            pattern, fault, law, article = cells
            bans.append(Ban(re.compile(pattern), Fault(fault), law, article))
        except (ValueError, re.error) as trouble:
            raise ValueError(f"line {number} of the list of forbidden words: {trouble}") from trouble
    return tuple(bans)


_TEXT = FILE.read_text(encoding="utf-8")
BANS = read_list(_TEXT)
VERSION = hashlib.sha256(_TEXT.encode()).hexdigest()[:12]


def findings(text: str) -> Iterator[Finding]:
    """What the list forbids in the text, each words once; a place belongs to the first line that fits."""
    plain = "".join(fold(text[:LONGEST]).split())
    taken: list[tuple[int, int]] = []
    said: set[str] = set()
    for ban in BANS:
        for match in ban.words.finditer(plain):
            start, end = match.span()
            if start == end or any(start < until and end > begin for begin, until in taken):
                continue
            taken.append((start, end))
            if match.group() not in said:
                said.add(match.group())
                yield Finding(match.group(), ban)
