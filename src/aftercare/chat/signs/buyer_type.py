"""Which of the four types a buyer seems to be (S15), from what they wrote. Pure.

It only suggests, and only with signs of two kinds or more: politeness alone makes nobody amiable. The lines are read
one after another and the type found so far is kept until another one clearly outweighs it, so that it does not flicker.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from aftercare.chat.signs.lines import Line, Quote, buyer_lines, fold, quote, whole
from aftercare.chat.signs.terms import BuyerType, Sureness, TypeSign
from aftercare.chat.signs.type_words import HABITS, LONG, LONG_MOST, NEUTRAL, POLITE, SCORE_OF_LONG

LINES_LEAST = 2  # lines that say something
KINDS_LEAST = 2  # kinds of signs of the type
ENOUGH = 7  # points from which on a type is suggested
LEAD = 3  # points ahead of the second
SWITCH = 6  # points by which another type must be ahead of the one suggested so far
TELLING = 3  # points of a sign that tells something; punctuation, thanks and length do not by themselves
CLEAR = 12  # points from which on, and with a lead of SWITCH, the signs are clear
_LETTER: Final = re.compile(r"[a-z\u4e00-\u9fff]")


@dataclass(frozen=True)
class Found:
    """One kind of sign: the first place where it stands, and in how many lines."""

    sign: TypeSign
    quote: Quote
    times: int


@dataclass(frozen=True)
class Suggestion:
    """A type, how sure, and what speaks for it: the heaviest sign first."""

    type: BuyerType
    sureness: Sureness
    signs: tuple[Found, ...]


@dataclass
class _Weight:
    """What was found of one sign so far."""

    type: BuyerType
    points: int
    most: int
    quote: Quote
    times: int = 1

    @property
    def total(self) -> int:
        return self.points * min(self.times, self.most)


@dataclass
class _Tally:
    lines: int = 0
    weights: dict[TypeSign, _Weight] = field(default_factory=dict)

    def add(self, number: int, text: str) -> None:
        """Count the signs of one line; a line of yes, no and greetings counts as nothing."""
        folded = fold(text)
        if NEUTRAL.fullmatch(folded.text):
            return
        self.lines += 1
        is_polite = bool(POLITE.search(folded.text))
        for habit in HABITS:
            match = None if habit.not_polite and is_polite else habit.find(folded.text)
            if match:
                weight = _Weight(habit.type, habit.points, habit.most, quote(number, text, *folded.span(*match.span())))
                self._count(habit.sign, weight)
        if len(_LETTER.findall(folded.text)) >= LONG:
            long = _Weight(BuyerType.EXPRESSIVE, SCORE_OF_LONG, LONG_MOST, whole(number, text))
            self._count(TypeSign.TALKS_MUCH, long)

    def _count(self, sign: TypeSign, weight: _Weight) -> None:
        if sign in self.weights:
            self.weights[sign].times += 1
        else:
            self.weights[sign] = weight

    def score(self, kind: BuyerType) -> int:
        return sum(weight.total for weight in self.weights.values() if weight.type == kind)

    def is_telling(self, kind: BuyerType) -> bool:
        """Signs of two kinds or more, and one of them is more than a habit of writing."""
        own = [weight.points for weight in self.weights.values() if weight.type == kind]
        return len(own) >= KINDS_LEAST and max(own) >= TELLING


def suggest_type(messages: Sequence[Line], earlier: Suggestion | None = None) -> Suggestion | None:
    """The type that the buyer's lines speak for, None while they say too little. `earlier` is what was suggested before
    these lines (of another conversation, or before they were cut off); it stays unless they clearly outweigh it."""
    tally, held = _Tally(), earlier.type if earlier else None
    for number, text in buyer_lines(messages):
        tally.add(number, text)
        held = _held(tally, held)
    if held is None:
        return None
    if earlier and held == earlier.type and tally.score(held) < ENOUGH:
        return earlier
    return _suggestion(tally, held)


def _held(tally: _Tally, held: BuyerType | None) -> BuyerType | None:
    """The type suggested after this line, given the one before it."""
    best, second = sorted(BuyerType, key=lambda kind: -tally.score(kind))[:2]
    score = tally.score(best)
    if tally.lines < LINES_LEAST or score < ENOUGH or not tally.is_telling(best) or best == held:
        return held
    if held is None:
        return best if score - tally.score(second) >= LEAD else None
    return (
        best if score - max(tally.score(held), ENOUGH - 1) >= SWITCH and score - tally.score(second) >= LEAD else held
    )


def _suggestion(tally: _Tally, kind: BuyerType) -> Suggestion:
    second = max(tally.score(other) for other in BuyerType if other != kind)
    is_clear = tally.score(kind) >= CLEAR and tally.score(kind) - second >= SWITCH
    own = sorted(
        ((sign, weight) for sign, weight in tally.weights.items() if weight.type == kind), key=lambda one: -one[1].total
    )
    signs = tuple(Found(sign, weight.quote, weight.times) for sign, weight in own)
    return Suggestion(kind, Sureness.CLEAR if is_clear else Sureness.SLIGHT, signs)
