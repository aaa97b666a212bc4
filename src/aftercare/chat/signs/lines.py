"""The lines of a conversation as signs are looked for in them, and the places where they stand."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aftercare.chat.replycheck.folding import HIDDEN, LOOKALIKES, Folded
from aftercare.chat.terms import Side

READ_MOST = 2_000  # characters of one line that are looked at
BEFORE, AFTER = 16, 24  # characters of a quote on either side of the words
_MORE: Final = "媽妈腦脑殘残滾滚殺杀騙骗雜杂種种廢废賤贱瑪玛馬马幹干輕轻幾几報报選选歡欢風风顏颜較较內内顆颗條条張张"
_TABLE: Final = dict(zip((LOOKALIKES + _MORE)[::2], (LOOKALIKES + _MORE)[1::2], strict=True))
_HIDDEN: Final = re.compile(f"[{HIDDEN}]")


@dataclass(frozen=True)
class Line:
    """One message of text. `agent` is whom the buyer was with when it was written, 0 for nobody; both numbers matter
    only where conversations are put side by side."""

    side: str
    text: str
    at: datetime
    agent: int = 0
    conversation: int = 0


@dataclass(frozen=True)
class Quote:
    """The buyer's own words and what stands around them; `line` counts the lines that were given, from 0."""

    line: int
    before: str
    words: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.words}{self.after}"


def fold(text: str) -> Folded:
    """Lower case, half width, simplified, without hidden characters. Unlike in the reply check, emoji stay."""
    out: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for one in unicodedata.normalize("NFKC", character).lower():
            if not _HIDDEN.match(one):
                out.append(_TABLE.get(one, one))
                places.append(place)
    return Folded("".join(out), tuple(places))


def buyer_lines(messages: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """What the buyer wrote, with the number of each line."""
    for number, line in enumerate(messages):
        if line.side == Side.BUYER and line.text.strip():
            yield number, line.text[:READ_MOST]


def quote(line: int, text: str, start: int, end: int) -> Quote:
    """The words from `start` to before `end`, in one line and with a little of what surrounds them."""
    before, words, after = text[max(0, start - BEFORE) : start], text[start:end], text[end : end + AFTER]
    return Quote(
        line,
        ("…" if start > BEFORE else "") + _one_line(before).lstrip(),
        _one_line(words),
        _one_line(after).rstrip() + ("…" if end + AFTER < len(text) else ""),
    )


def whole(line: int, text: str) -> Quote:
    """The beginning of a line, where all of it is the sign."""
    most = BEFORE + AFTER
    return Quote(line, "", _one_line(text[:most]).strip(), "…" if len(text) > most else "")


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")).replace("\r", " ")
