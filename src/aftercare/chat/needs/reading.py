"""What a buyer's own words say of their needs (S5), each with the words it came from. Pure.

It only suggests, and only what is plain: the agent takes it over. What is said later counts more than what was said
before; what is denied or belongs to the shop (a free gift, a birthday discount) is no need.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aftercare.chat.needs.budget import read_budget
from aftercare.chat.needs.need_words import (
    AFTER_BUYING,
    DOUBTS,
    FESTIVE,
    FOR_SELF,
    GIFT,
    GIVES,
    LIKES,
    NOT_A_GIFT,
    NOT_FOR_SELF,
    OCCASIONS,
    PLEASE_NOT,
    RECIPIENTS,
    SHOPS_GIFT,
    STYLE,
)
from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import ITEMS_MOST, Field, ForWhom
from aftercare.chat.signs.lines import READ_MOST, Quote, fold, quote

_CLAUSE = re.compile(r"[^,。!?;\n]+[?]?")


@dataclass(frozen=True)
class Source:
    """Where an answer was read."""

    field: Field
    quote: Quote


@dataclass(frozen=True)
class Reading:
    """What was read, and from which words; one source for each answer, of lists one for each entry."""

    needs: Needs
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class _Hit:
    field: Field
    changes: dict[str, Any]
    start: int
    end: int


def read_needs(texts: Sequence[str]) -> Reading:
    """The needs that the buyer's lines (in order) tell; quotes count the lines from 0."""
    needs, sources = Needs(), list[Source]()
    for number, text in enumerate(texts):
        folded = fold(text[:READ_MOST])
        for clause in _CLAUSE.finditer(folded.text):
            for hit in _hits(clause.group()):
                changed = _changed(needs, hit)
                if changed == needs:
                    continue
                needs = changed
                span = folded.span(clause.start() + hit.start, clause.start() + hit.end)
                if hit.field not in (Field.PREFERENCES, Field.DOUBTS):
                    sources = [one for one in sources if one.field != hit.field and one.field in changed.known()]
                sources.append(Source(hit.field, quote(number, text[:READ_MOST], *span)))
    return Reading(needs, tuple(sources))


def filled(needs: Needs, read: Needs) -> Needs:
    """The answers with those that were read where they are empty; lists keep theirs and get the new entries. Whoever
    buys for themselves gets no recipient."""
    is_own = needs.for_whom == ForWhom.SELF
    budget = needs if needs.has_budget else read
    return Needs(
        needs.for_whom or read.for_whom,
        needs.recipient or ("" if is_own else read.recipient),
        needs.occasion or read.occasion,
        budget.budget_least,
        budget.budget_most,
        *(
            tuple(dict.fromkeys((*getattr(needs, name), *getattr(read, name))))[:ITEMS_MOST]
            for name in ("preferences", "wanted", "doubts")
        ),
    )


def _changed(needs: Needs, hit: _Hit) -> Needs:
    """Single answers are replaced, lists grow."""
    changes = dict(hit.changes)
    for name in ("preferences", "doubts"):
        if name in changes:
            before: tuple[str, ...] = getattr(needs, name)
            changes[name] = before if changes[name] in before else (*before, changes[name])[:ITEMS_MOST]
    return replace(needs, **changes)


def _hits(clause: str) -> Iterator[_Hit]:
    budget = read_budget(clause)
    if budget:
        changes = {"budget_least": budget.least, "budget_most": budget.most}
        yield _Hit(Field.BUDGET, changes, budget.start, budget.end)
    yield from _purpose(clause)
    yield from _preferences(clause)
    for doubt, pattern in () if AFTER_BUYING.search(clause) else DOUBTS:
        match = pattern.search(clause)
        if match:
            yield _Hit(Field.DOUBTS, {"doubts": doubt.value}, *match.span())


def _purpose(clause: str) -> Iterator[_Hit]:
    """For whom and when; nothing where the buyer asks which of the two, or for the shop's own gifts."""
    if SHOPS_GIFT.search(clause):
        return
    own, gift = FOR_SELF.search(clause), GIFT.search(clause)
    if own and gift and "还是" in clause:
        return
    if own and not NOT_FOR_SELF.search(clause):
        yield _Hit(Field.FOR_WHOM, {"for_whom": ForWhom.SELF, "recipient": ""}, *own.span())
        return
    if NOT_A_GIFT.search(clause):
        return
    found = next(((who, match) for who, pattern in RECIPIENTS if (match := pattern.search(clause))), None)
    if found:
        yield _Hit(Field.RECIPIENT, {"recipient": found[0].value}, *found[1].span())
    given = found[1] if found else gift
    if given:
        yield _Hit(Field.FOR_WHOM, {"for_whom": ForWhom.GIFT}, *given.span())
    for occasion, pattern in OCCASIONS:
        match = pattern.search(clause)
        if match and (given or not FESTIVE.fullmatch(match.group()) or GIVES.search(clause)):
            yield _Hit(Field.OCCASION, {"occasion": occasion.value}, *match.span())
            break


def _preferences(clause: str) -> Iterator[_Hit]:
    for pattern in (LIKES, STYLE, PLEASE_NOT):
        match = pattern.search(clause)
        if match:
            words = "".join(part for part in match.groups() if part)
            yield _Hit(Field.PREFERENCES, {"preferences": words}, *match.span())
            return
