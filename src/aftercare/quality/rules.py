"""Drawing, scoring and averaging (K2). Pure: the same numbers give the same answer on every machine.

A week of an agent is divided into layers. What must be seen is drawn first, on top of the share. The share is drawn
from the other layers, at least one of each, the rest by their size; within a layer each conversation has the same
chance, so that averages can be weighted by the sizes of the layers.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from aftercare.quality.terms import CAPS, DEDUCTIONS, MOST_POINTS, RANDOM, Criterion, Critical, Deduction, Layer

HUNDRED: Final = 100
TENTH: Final = Decimal("0.1")
Frame = Mapping[Layer, Sequence[int]]  # ids of an agent's conversations of a week


@dataclass(frozen=True)
class Traits:
    """What is known of an agent's part of a conversation when it is drawn."""

    was_blocked: bool = False  # the reply check stopped an answer of theirs
    is_flagged: bool = False
    is_rated_low: bool = False
    was_slow: bool = False  # a buyer's wait for them ran over


def layer_of(traits: Traits) -> Layer:
    """The first that fits."""
    if traits.was_blocked or traits.is_flagged:
        return Layer.MUST
    if traits.is_rated_low:
        return Layer.RATED_LOW
    return Layer.SLOW if traits.was_slow else Layer.PLAIN


def share_of(count: int, percent: int) -> int:
    """So many of a hundred, rounded up: 10 % of 11 are 2."""
    return -(-count * percent // HUNDRED)


def allot(sizes: Mapping[Layer, int], count: int) -> dict[Layer, int]:
    """How many to draw from each layer: one of each that is not empty, even if that is more than `count`, the rest by
    size (largest remainders); never more than there are."""
    filled = [layer for layer in RANDOM if sizes.get(layer)]
    total = sum(sizes[layer] for layer in filled)
    count = min(max(count, len(filled)), total)
    ideal = {layer: Fraction(count * sizes[layer], total) for layer in filled}
    given = {layer: min(max(1, int(ideal[layer])), sizes[layer]) for layer in filled}
    while sum(given.values()) < count:
        room = [layer for layer in filled if given[layer] < sizes[layer]]
        given[max(room, key=lambda layer: ideal[layer] - given[layer])] += 1
    while sum(given.values()) > count:
        above = [layer for layer in filled if given[layer] > 1]
        given[min(above, key=lambda layer: ideal[layer] - given[layer])] -= 1
    return given


def lot(seed: str, agent_id: int, conversation_id: int) -> str:
    """The lot of a conversation: nobody knows it before the seed is made, everybody can check it afterwards."""
    return hashlib.sha256(f"{seed}:{agent_id}:{conversation_id}".encode()).hexdigest()


def draw(seed: str, agent_id: int, frame: Frame, *, percent: int, must_most: int) -> dict[Layer, list[int]]:
    """The conversations of an agent's week that are drawn, by layer: those with the lowest lots. The order of the frame
    does not matter. The share is of all of them, and drawn from those that need not be seen anyway."""
    sizes = {layer: len(frame.get(layer, ())) for layer in RANDOM}
    everything = sum(len(ids) for ids in frame.values())
    counts = allot(sizes, min(share_of(everything, percent), sum(sizes.values())))
    counts[Layer.MUST] = min(must_most, len(frame.get(Layer.MUST, ())))
    return {
        layer: sorted(frame[layer], key=lambda pk: lot(seed, agent_id, pk))[:count]
        for layer, count in counts.items()
        if count
    }


@dataclass(frozen=True)
class Card:
    """A filled-in scorecard."""

    points: Mapping[Criterion, int]
    deductions: Collection[Deduction] = ()
    criticals: Collection[Critical] = ()

    @property
    def total(self) -> int:
        """0 to 100; the worst critical error sets the most that it can be."""
        return min([sum(self.points.values()), *(CAPS[one] for one in self.criticals)])


@dataclass(frozen=True)
class CardProblem:
    """What is wrong with a card: `code` 'points', 'reason' or 'no_reason' at that criterion."""

    code: str
    criterion: Criterion


def problems_of(card: Card) -> list[CardProblem]:
    """Points within bounds; missing points have a reason, and a reason costs points."""
    found = []
    for criterion in Criterion:
        points = card.points.get(criterion)
        reasons = set(card.deductions) & set(DEDUCTIONS[criterion])
        if points is None or not 0 <= points <= MOST_POINTS[criterion]:
            found.append(CardProblem("points", criterion))
        elif points < MOST_POINTS[criterion] and not reasons:
            found.append(CardProblem("no_reason", criterion))
        elif points == MOST_POINTS[criterion] and reasons:
            found.append(CardProblem("reason", criterion))
    return found


@dataclass
class Scores:
    """What was scored of one layer of an agent's week: `size` conversations of which these were scored."""

    size: int
    totals: list[int] = field(default_factory=list)


def weighted(layers: Iterable[Scores], value: Mapping[int, Decimal] | None = None) -> Decimal | None:
    """The average of all conversations as the samples tell it, with one decimal: each layer counts by its size, not by
    how many of it were scored. `value` maps a total to what is averaged instead. None without a scored sample."""
    scored = [one for one in layers if one.totals]
    size = sum(one.size for one in scored)
    if not size:
        return None
    total = Fraction()
    for one in scored:
        told = [Fraction(value[points]) if value is not None else Fraction(points) for points in one.totals]
        total += one.size * sum(told, Fraction()) / len(told)
    return tenth(total / size)


def share_below(layers: Iterable[Scores], mark: int) -> Decimal | None:
    """Per cent of all conversations whose score is below the mark, weighted like the average."""
    below = {points: Decimal(HUNDRED if points < mark else 0) for points in range(HUNDRED + 1)}
    return weighted(layers, below)


def plain_average(layers: Iterable[Scores]) -> Decimal | None:
    """Of the scored samples alone."""
    totals = [points for one in layers for points in one.totals]
    return tenth(Fraction(sum(totals), len(totals))) if totals else None


@dataclass(frozen=True)
class Agreement:
    """How far two reviewers agree on a criterion over some samples: 100 per cent when they always gave the same."""

    criterion: Criterion
    percent: Decimal
    apart: Decimal  # points, on average


def agreement(pairs: Sequence[tuple[Mapping[Criterion, int], Mapping[Criterion, int]]]) -> list[Agreement]:
    """For each criterion 100 % minus the mean distance as a part of its points. Nothing without a pair."""
    found = []
    for criterion in Criterion if pairs else ():
        apart = Fraction(sum(abs(one[criterion] - other[criterion]) for one, other in pairs), len(pairs))
        percent = HUNDRED - apart * HUNDRED / MOST_POINTS[criterion]
        found.append(Agreement(criterion, tenth(percent), tenth(apart)))
    return found


def tenth(value: Fraction) -> Decimal:
    """With one decimal, halves up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(TENTH, ROUND_HALF_UP)
