"""Wishes in the buyer's words and the shop's memo: notes for warehouse and courier, and what must be asked (O2, O3).
Pure."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aftercare.confirmation.checks.goods import without_goods
from aftercare.confirmation.checks.wish_table import COURIER_NAMES, POLITE, WISHES, Wish
from aftercare.confirmation.facts import CheckFacts, Finding
from aftercare.confirmation.terms import Field, Level, Reader, Source
from aftercare.core.text import clean
from aftercare.customers.phones import Line, read_phone

LONGEST: Final = 1000  # characters that are read
LONGEST_EXCERPT: Final = 120
LEAST_UNREAD: Final = 4  # letters that nothing has recognised, from which on somebody should read
# Wishes that a correction fulfils, by the field that is corrected.
CORRECTED: Final = {"address": Field.ADDRESS, "phone": Field.PHONE, "receiver": Field.NAME}
_CLAUSE: Final = re.compile("[^，,。;；!！?？\n]+")
EXTENSION: Final = "extension"  # the one note that comes from the phone, not from words


@dataclass(frozen=True)
class FoundNote:
    """A note that the words ask for: the wish's code and the clause it stands in."""

    code: str
    reader: Reader
    text: str
    source: Source


@dataclass(frozen=True)
class Understood:
    """A text as it was read: wishes with their clauses, and what nobody has recognised."""

    wishes: tuple[tuple[Wish, str], ...]
    rest: str


def read_wishes(text: str) -> Understood:
    """Every wish once, in the order of the table; words that one has taken are not read again. Never raises."""
    plain = unicodedata.normalize("NFKC", clean(text))[:LONGEST]
    left = plain
    found: list[tuple[Wish, str]] = []
    for wish in WISHES:
        hits = list(wish.pattern.finditer(left))
        if hits:
            found.append((wish, _clause(plain, hits[0].start())))
            left = wish.pattern.sub(lambda hit: "\x00" * len(hit[0]), left)
    unread = [clause[0] for clause in _CLAUSE.finditer(left) if "\x00" not in clause[0]]
    return Understood(tuple(found), "".join(POLITE.sub("", clause) for clause in unread))


def _clause(text: str, at: int) -> str:
    """The part of the sentence around that place."""
    return next((hit[0].strip() for hit in _CLAUSE.finditer(text) if hit.start() <= at < hit.end()), "")[
        :LONGEST_EXCERPT
    ]


def notes_in(facts: CheckFacts) -> Iterator[FoundNote]:
    """One note for each wish; the buyer's own words before the memo's."""
    seen: set[str] = set()
    for text, source in ((facts.message, Source.MESSAGE), (facts.memo, Source.MEMO)):
        for wish, clause in read_wishes(text).wishes:
            if wish.reader is not None and wish.code not in seen:
                seen.add(wish.code)
                yield FoundNote(wish.code, wish.reader, clause, source)
    phone = read_phone(facts.phone) if facts.phone else None
    if phone and phone.line is Line.VIRTUAL:
        yield FoundNote(EXTENSION, Reader.COURIER, f"转{phone.extension}", Source.ORDER)


def check_wishes(facts: CheckFacts) -> Iterator[Finding]:
    """Wishes that need more than a note, and words that nothing has recognised."""
    understood = read_wishes(facts.message)
    for wish, _clause_of in understood.wishes:
        if CORRECTED.get(wish.code) in facts.corrected:
            continue  # it was done
        if wish.level != Level.CLEAN and wish.code not in ("courier", "not_courier"):
            yield Finding(f"wish.{wish.code}", wish.level)
    is_read_anyway = any(wish.level == Level.STOP for wish, _clause_of in understood.wishes)
    if not is_read_anyway and len(without_goods(understood.rest)) >= LEAST_UNREAD:
        yield Finding("wish.unread", Level.LOOK)
    for wish, _clause_of in read_wishes(facts.memo).wishes:
        if wish.code in CORRECTED and CORRECTED[wish.code] not in facts.corrected:
            yield Finding("memo.receiver", Level.LOOK)
            return


def couriers_in(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Short names of couriers that are wanted, and that are not: {'顺丰'}, {'圆通'}."""
    wanted: set[str] = set()
    unwanted: set[str] = set()
    for wish, clause in read_wishes(text).wishes:
        names = {name.upper() if name.isascii() else name for name in COURIER_NAMES.findall(clause)}
        if wish.code == "courier":
            wanted |= names
        elif wish.code == "not_courier":
            unwanted |= names
    return frozenset(wanted - unwanted), frozenset(unwanted)
