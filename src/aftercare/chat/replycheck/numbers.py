"""Numbers and addresses of persons in an answer, however they are typed (S11, J1). Pure.

The flat text is drawn as a plan of equal length: digits of any writing as digits, `-` for what divides, `,` for what
divides a list, `a` for a letter in between, `x` for a sign of multiplication, `o` for all else. The patterns read the
plan, so that full-width, circled and Chinese digits, dots and hidden characters need no patterns of their own. The
browser gets these very patterns (`wire.py`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aftercare.chat.replycheck.folding import Folded, bare, flat
from aftercare.chat.replycheck.terms import Detector

CHINESE_DIGITS: Final = "零0〇0一1二2三3四4五5六6七7八8九9幺1壹1贰2叁3肆4伍5陆6柒7捌8玖9"
DIVIDERS: Final = " \t\u3000.·・_-()[]\u2010\u2011\u2012\u2013\u2014\u2015~'\"`^=#&"
COMMAS: Final = ",、/|:"
TIMES: Final = "x*×"
_DIGITS: Final = dict(zip(CHINESE_DIGITS[::2], CHINESE_DIGITS[1::2], strict=True))

_S: Final = "[-a]{1,3}"
_ANY: Final = "[-,ax]{0,3}"
_HEAD: Final = "(?<![0-9])(?:(?:00)?86-?|0)?"
# In one piece; 3-4-4, 3-8, 3-3-5, 3-5-3, 7-4; digit by digit; single letters in it. Not 4-4-3: three prices are that.
MOBILE: Final = (
    f"{_HEAD}(1[3-9][0-9](?:[0-9]{{8}}|{_S}[0-9]{{4}}{_S}[0-9]{{4}}|{_S}[0-9]{{8}}|{_S}[0-9]{{3}}{_S}[0-9]{{5}}"
    f"|{_S}[0-9]{{5}}{_S}[0-9]{{3}}|[0-9]{{4}}{_S}[0-9]{{4}})|1[-,ax]{{1,3}}[3-9](?:[-,ax]{{1,3}}[0-9]){{9}}"
    "|1a[3-9]a?[0-9](?:a?[0-9]){8}|1[3-9]a[0-9](?:a?[0-9]){8}|1[3-9][0-9]a[0-9](?:a?[0-9]){7})(?![0-9])"
)
# Behind a word for a phone, any writing is one.
SAID_MOBILE: Final = f"{_HEAD}(1{_ANY}[3-9](?:{_ANY}[0-9]){{9}})(?![0-9])"
_N: Final = "[-,a]{0,2}"
IDENTITY: Final = (
    f"(?<![0-9])([1-9](?:{_N}[0-9]){{5}}{_N}(?:1{_N}[89]|2{_N}0){_N}[0-9]{_N}[0-9]{_N}(?:0{_N}[1-9]|1{_N}[0-2])"
    f"{_N}(?:0{_N}[1-9]|[12]{_N}[0-9]|3{_N}[01])(?:{_N}[0-9]){{3}}{_N}[0-9x])(?![0-9])"
)
CARD: Final = "(?<![0-9])(62[0-9]{14,17}|[3-6][0-9]{3}(?:-[0-9]{4}){3}(?:-[0-9]{1,3})?)(?![0-9])"
SAID_CARD: Final = "(?<![0-9])([3-69][0-9]{3}(?:-?[0-9]{4}){2}-?[0-9]{3,7})(?![0-9])"
ORDER: Final = "(?<![0-9])([0-9]{6}-[0-9]{15}|[0-9]{15,20})(?![0-9])"
SAID_ORDER: Final = "(?<![0-9])([0-9]{6}-[0-9]{15}|[0-9]{10,20}|[0-9]{4}(?:[-a]{1,2}[0-9]{3,5}){3,4})(?![0-9])"
PATTERNS: Final = {
    Detector.IDENTITY: (IDENTITY, IDENTITY),
    Detector.CARD: (CARD, SAID_CARD),
    Detector.PHONE: (MOBILE, SAID_MOBILE),
    Detector.ORDER: (ORDER, SAID_ORDER),
}
# Digits with anything of a divider between them: what is looked up among the numbers of other buyers.
CHAIN: Final = "[0-9]+(?:[-,ax]{1,3}[0-9]+)*"
# A street with a number and a flat, or a house with a flat.
_IN: Final = "[\\u4e00-\\u9fff0-9a-z,#-]"
_FLAT: Final = "(?:[0-9]{1,5}(?:室|单元|户|房)(?![0-9一二两三]厅)|[0-9]{1,3}[-#][0-9]{1,3}[-#][0-9]{2,4})"
ADDRESS: Final = (
    f"(?:路|街|大道|巷|弄|胡同|村|镇|小区|花园|家园|公寓|大厦|苑|庄园){_IN}{{0,10}}?[0-9]{{1,5}}(?:号院|号|弄)"
    f"{_IN}{{0,12}}?{_FLAT}|[0-9a-z一二三四五六七八九十]{{1,5}}(?:号楼|栋|幢|座){_IN}{{0,8}}?{_FLAT}"
)
LABEL_REACH: Final = 14  # characters before a number in which a word says what it is
ADDRESS_REACH: Final = 30
MOST_FOUND: Final = 40
LOOKED_UP: Final = range(7, 22)  # digits of a number that may be a buyer's
MOST_GROUPS: Final = 22
_compiled: Final = {name: tuple(map(re.compile, pair)) for name, pair in PATTERNS.items()}
_CHAIN: Final = re.compile(CHAIN)
_GROUP: Final = re.compile("[0-9]+")
_ADDRESS: Final = re.compile(ADDRESS)
_AROUND: Final = re.compile("[\\u4e00-\\u9fff0-9a-z-]")


@dataclass(frozen=True)
class Found:
    """A number in the plan (equal in length to the flat text): from where to where, its digits as one string."""

    kind: Detector
    start: int
    end: int
    value: str


def plan_of(base: Folded) -> str:
    """The flat text drawn for the patterns."""
    return "".join(map(_drawn, base.text))


def _drawn(one: str) -> str:
    if one.isascii() and one.isdigit():
        return one
    if one in _DIGITS:
        return _DIGITS[one]
    if one in TIMES:
        return "x"
    if one in DIVIDERS:
        return "-"
    if one in COMMAS:
        return ","
    return "a" if one.isascii() and one.isalpha() else "o"


def numbers_in(kind: Detector, plan: str, is_said: Sequence[int]) -> Iterator[Found]:
    """Numbers of that kind. `is_said`: where words end that say that a number of this kind follows."""
    usual, said = _compiled[kind]
    for pattern, needs_word in ((usual, False), (said, True)):
        for match in pattern.finditer(plan):
            start, end = match.span(1)
            if not needs_word or any(start - LABEL_REACH <= word <= start for word in is_said):
                yield Found(kind, start, end, "".join(one for one in match[1] if one.isdigit() or one == "x"))


def chains_in(plan: str) -> Iterator[Found]:
    """Every number that whole groups of digits may make, for looking it up among those of other buyers; bounded."""
    for chain in _CHAIN.finditer(plan):
        groups = list(_GROUP.finditer(plan, *chain.span()))
        for first in range(len(groups)):
            digits = ""
            for group in groups[first : first + MOST_GROUPS]:
                digits += group[0]
                if len(digits) > LOOKED_UP[-1]:
                    break
                if len(digits) in LOOKED_UP:
                    yield Found(Detector.ORDER, groups[first].start(), group.end(), digits)


def addresses_in(base: Folded) -> Iterator[tuple[Found, int]]:
    """Addresses in the tight text, and where what stands before the street begins: the whole is marked, and its certain
    part compared."""
    for match in _ADDRESS.finditer(base.text):
        start = match.start()
        while start > match.start() - ADDRESS_REACH and start and _AROUND.match(base.text[start - 1]):
            start -= 1
        yield Found(Detector.ADDRESS, match.start(), match.end(), bare(match[0])), start


def numbers_of(text: str, most: int = 200) -> frozenset[str]:
    """All numbers that stand in a text, as they are compared; the first of them when there are very many."""
    found: list[str] = []
    for one in chains_in(plan_of(flat(text))):
        found.append(one.value)
        if len(found) >= most:
            break
    return frozenset(found)
