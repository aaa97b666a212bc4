"""Whose a number or an address in an answer is: only those of this buyer and of the shop may be said (S11, J1)."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from aftercare.chat.replycheck.folding import ENDS, Folded, flat
from aftercare.chat.replycheck.numbers import (
    ADDRESS_REACH,
    LABEL_REACH,
    Found,
    addresses_in,
    chains_in,
    numbers_in,
    plan_of,
)
from aftercare.chat.replycheck.phrases import Span, find
from aftercare.chat.replycheck.rulebook import Rule
from aftercare.chat.replycheck.terms import NUMBERS, Detector

WHOSE_REACH: Final = 26  # characters before a phone: a name and another phone may stand between
BEHIND: Final = 8  # characters behind a number in which a word may still say whose it is
COUNTRY: Final = "86"
MOBILE_DIGITS: Final = 11
_LINK: Final = re.compile("https?://[!-~]+")
Mark = tuple[Rule, int, int]


class Known(Protocol):
    """The part of the context that is asked here."""

    @property
    def allowed(self) -> frozenset[str]: ...
    @property
    def others(self) -> frozenset[str]: ...
    @property
    def earlier(self) -> tuple[str, ...]: ...


def personal_hits(rules: Iterable[Rule], base: Folded, tight: Folded, known: Known) -> Iterator[Mark]:
    """The rule, and from where to where in the text: numbers first as their kind says, then what is known to be
    another's whatever it looks like, then addresses."""
    by = {rule.by: rule for rule in rules}
    plan = plan_of(base)
    taken: list[Span] = []
    for kind in NUMBERS:
        if kind in by:
            for one in _numbers(by[kind], plan, base, known, taken):
                yield (by[kind], *base.span(one.start, one.end))
    for one in chains_in(plan) if known.others else ():
        rule = by.get(Detector.PHONE if len(phone_of(one.value)) == MOBILE_DIGITS else Detector.ORDER)
        is_theirs = not {one.value, phone_of(one.value)}.isdisjoint(known.others - known.allowed)
        if rule is not None and is_theirs and _is_free(one, taken):
            taken.append((one.start, one.end))
            yield (rule, *base.span(one.start, one.end))
    if Detector.ADDRESS in by:
        yield from _addresses(by[Detector.ADDRESS], tight, known)


def phone_of(digits: str) -> str:
    """The number without the country."""
    return digits.removeprefix("00").removeprefix(COUNTRY) if len(digits) > MOBILE_DIGITS else digits


def _is_free(one: Found, taken: list[Span]) -> bool:
    return not any(start < one.end and one.start < end for start, end in taken)


def _numbers(rule: Rule, plan: str, base: Folded, known: Known, taken: list[Span]) -> Iterator[Found]:
    said = [end for _start, end in find(rule.phrases, (), base)]
    whose = find(rule.unless, (), base)
    links = [match.span() for match in _LINK.finditer(base.text)] if rule.by is not Detector.PHONE else []
    for one in numbers_in(rule.by, plan, said):
        if not _is_free(one, taken) or any(start <= one.start < end for start, end in links):
            continue
        if one.value in known.allowed:
            taken.append((one.start, one.end))
        elif rule.by is Detector.PHONE and (_is_outlets(one, whose, base) or _was_announced(rule, known)):
            continue
        elif rule.by is Detector.PHONE or not _is_other_number(one, said, whose):
            taken.append((one.start, one.end))
            yield one


def _is_outlets(one: Found, whose: list[Span], base: Folded) -> bool:
    """A word near the phone says that it is a courier's, a repair shop's and so on: before it in the same sentence, or
    right behind."""
    for start, end in whose:
        if one.start - WHOSE_REACH <= end <= one.start and not set(ENDS) & set(base.text[end : one.start]):
            return True
        if one.end <= start <= one.end + BEHIND:
            return True
    return False


def _was_announced(rule: Rule, known: Known) -> bool:
    """The answer just before said whose number comes: "这是配送员电话", then the number by itself."""
    return bool(known.earlier) and bool(find(rule.unless, (), flat(known.earlier[-1])))


def _is_other_number(one: Found, said: list[int], whose: list[Span]) -> bool:
    """The nearest word before the number says that it is a number of something else."""
    other = max((end for _start, end in whose if one.start - LABEL_REACH <= end <= one.start), default=-1)
    kind = max((end for end in said if one.start - LABEL_REACH <= end <= one.start), default=-1)
    return other > kind or (other >= 0 and one.kind is not Detector.ORDER)


def _addresses(rule: Rule, text: Folded, known: Known) -> Iterator[Mark]:
    whose = find(rule.unless, (), text)
    texts = [one for one in known.allowed if not one.isascii()]
    for one, start in addresses_in(text):
        if any(one.value in whole for whole in texts):
            continue
        if not any(start - ADDRESS_REACH <= at and end <= one.end + BEHIND for at, end in whose):
            yield (rule, *text.span(start, one.end))
