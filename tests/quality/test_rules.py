"""Lots, shares, cards and averages without a database (K2)."""

from collections import Counter
from decimal import Decimal
from itertools import product

import pytest

from aftercare.quality.rules import (
    Card,
    Scores,
    Traits,
    agreement,
    allot,
    draw,
    layer_of,
    plain_average,
    problems_of,
    share_below,
    share_of,
    weighted,
)
from aftercare.quality.terms import CAPS, DEDUCTIONS, MOST_POINTS, Criterion, Critical, Deduction, Layer

SEEDS = [f"seed-{number}" for number in range(3000)]
CHI_SQUARE_29 = 58.3  # exceeded once in a thousand by 29 degrees of freedom
FULL = dict(MOST_POINTS)


@pytest.mark.row("K2")
@pytest.mark.parametrize(("count", "drawn"), [(0, 0), (1, 1), (9, 1), (10, 1), (11, 2), (100, 10), (101, 11)])
def test_a_tenth_of_an_agents_conversations_is_rounded_up(count: int, drawn: int):
    assert share_of(count, 10) == drawn
    found = draw("s", 1, {Layer.PLAIN: list(range(count))}, percent=10, must_most=5)
    assert len(found.get(Layer.PLAIN, [])) == drawn == len(set(found.get(Layer.PLAIN, [])))


@pytest.mark.row("K2")
def test_within_a_layer_everybody_has_the_same_chance():
    """30 conversations, 3 are drawn, by 3,000 fixed seeds: each 300 times, give or take chance. Chi-square over the
    counts, scaled for drawing without putting back."""
    frame = {Layer.PLAIN: list(range(101, 131))}
    counts = Counter(pk for seed in SEEDS for pk in draw(seed, 7, frame, percent=10, must_most=0)[Layer.PLAIN])
    assert sum(counts.values()) == 3 * len(SEEDS) and len(counts) == 30
    expected = len(SEEDS) / 10
    chi = sum((counts[pk] - expected) ** 2 / expected for pk in frame[Layer.PLAIN]) * (30 - 1) / (30 - 3)
    assert chi < CHI_SQUARE_29
    assert chi > 10  # nor are they more even than chance makes them


@pytest.mark.row("K2")
def test_pairs_are_drawn_together_no_more_often_than_by_chance():
    frame = {Layer.PLAIN: list(range(6))}
    pairs = Counter(tuple(sorted(draw(seed, 7, frame, percent=33, must_most=0)[Layer.PLAIN])) for seed in SEEDS)
    expected = len(SEEDS) / 15
    assert len(pairs) == 15  # 6 over 2
    assert sum((count - expected) ** 2 / expected for count in pairs.values()) < 36.1  # 14 degrees, 1 in 1,000


def test_the_same_seed_draws_the_same_whatever_the_order_and_another_agent_draws_by_other_lots():
    ids = list(range(50))
    one = draw("a", 1, {Layer.PLAIN: ids}, percent=20, must_most=0)
    assert one == draw("a", 1, {Layer.PLAIN: ids[::-1]}, percent=20, must_most=0)
    assert one != draw("b", 1, {Layer.PLAIN: ids}, percent=20, must_most=0)
    assert one != draw("a", 2, {Layer.PLAIN: ids}, percent=20, must_most=0)


@pytest.mark.row("K2")
def test_bad_ratings_and_long_waits_are_not_missed_and_what_must_be_seen_comes_on_top():
    frame = {Layer.PLAIN: range(100), Layer.RATED_LOW: [200], Layer.SLOW: [300, 301], Layer.MUST: range(400, 420)}
    found = draw("s", 1, frame, percent=10, must_most=5)
    assert {layer: len(ids) for layer, ids in found.items()} == {
        Layer.RATED_LOW: 1,
        Layer.SLOW: 1,
        Layer.PLAIN: 11,
        Layer.MUST: 5,
    }
    assert sum(len(ids) for layer, ids in found.items() if layer is not Layer.MUST) == share_of(123, 10)


def test_parts_of_the_share_go_by_size_never_beyond_it():
    for sizes in product(range(6), range(6), (0, 1, 7, 40)):
        told = dict(zip((Layer.RATED_LOW, Layer.SLOW, Layer.PLAIN), sizes, strict=True))
        for count in range(sum(sizes) + 1):
            given = allot(told, count)
            filled = [layer for layer in told if told[layer]]
            assert set(given) == set(filled)
            assert all(1 <= given[layer] <= told[layer] for layer in filled)
            assert sum(given.values()) == max(count, len(filled))


@pytest.mark.parametrize(
    ("traits", "layer"),
    [
        (Traits(), Layer.PLAIN),
        (Traits(was_slow=True), Layer.SLOW),
        (Traits(was_slow=True, is_rated_low=True), Layer.RATED_LOW),
        (Traits(is_rated_low=True, is_flagged=True), Layer.MUST),
        (Traits(was_blocked=True), Layer.MUST),
    ],
)
def test_each_conversation_stands_in_one_layer(traits: Traits, layer: Layer):
    assert layer_of(traits) is layer


@pytest.mark.row("K2")
def test_a_critical_error_takes_the_score_away_or_caps_it():
    assert Card(FULL).total == 100
    for critical in Critical:
        assert Card(FULL, (), (critical,)).total == CAPS[critical]
    low = {**FULL, Criterion.SCRIPT: 0, Criterion.SOLVING: 0}
    assert Card(low, (), (Critical.ABANDONED,)).total == 30
    assert Card(FULL, (), (Critical.ABANDONED, Critical.INSULT)).total == 0
    assert {CAPS[one] for one in (Critical.REVIEW_REWARD, Critical.PERSONAL, Critical.INSULT)} == {0}


def test_missing_points_have_a_reason_and_a_reason_costs_points():
    def codes(points: dict, *deductions: Deduction) -> list[tuple[str, str]]:
        return [(one.code, one.criterion.value) for one in problems_of(Card(points, deductions))]

    assert codes(FULL) == []
    assert codes({**FULL, Criterion.SCRIPT: 29}) == [("no_reason", "script")]
    assert codes({**FULL, Criterion.SCRIPT: 29}, Deduction.VAGUE) == []
    assert codes({**FULL, Criterion.SCRIPT: 29}, Deduction.FLAT) == [("no_reason", "script"), ("reason", "emotion")]
    assert codes({**FULL, Criterion.SOLVING: 41}) == [("points", "solving")]
    assert codes({**FULL, Criterion.SOLVING: -1}) == [("points", "solving")]
    assert codes({Criterion.SOLVING: 40}) == [("points", "script"), ("points", "emotion")]


def test_each_deduction_belongs_to_one_criterion():
    assert sorted(one for several in DEDUCTIONS.values() for one in several) == sorted(Deduction)


@pytest.mark.row("K2")
def test_the_average_is_of_all_conversations_not_of_the_drawn_ones():
    """90 plain ones, one of them scored 90; ten bad ones, two of them scored 40 and 50: 0.9 × 90 + 0.1 × 45."""
    layers = [Scores(90, [90]), Scores(10, [40, 50]), Scores(7, [])]
    assert weighted(layers) == Decimal("85.5")
    assert plain_average(layers) == Decimal("60.0")
    assert share_below(layers, 80) == Decimal("10.0")
    assert share_below(layers, 45) == Decimal("5.0")
    assert weighted([Scores(5)]) is None and plain_average([]) is None


def test_the_weighted_average_of_many_drawings_is_the_average_of_all():
    """A thousand drawings by fixed seeds of 200 conversations whose scores are known: their averages lie around the
    true one, while the unweighted ones lie below it, for bad ones are drawn more often."""
    truth = {pk: 60 if pk % 3 else 90 for pk in range(180)} | dict.fromkeys(range(180, 200), 30)
    frame = {Layer.PLAIN: range(180), Layer.RATED_LOW: range(180, 190), Layer.MUST: range(190, 200)}
    told, plain = [], []
    for seed in SEEDS[:1000]:
        drawn = draw(seed, 1, frame, percent=10, must_most=5)
        layers = [Scores(len(frame[layer]), [truth[pk] for pk in ids]) for layer, ids in drawn.items()]
        told.append(weighted(layers))
        plain.append(plain_average(layers))
    assert abs(sum(told) / len(told) - sum(truth.values()) / Decimal(200)) < Decimal("0.4")
    assert sum(plain) / len(plain) < sum(truth.values()) / Decimal(200) - 3


@pytest.mark.row("K2")
def test_agreement_is_a_number_for_each_criterion():
    same = agreement([(FULL, FULL)])
    assert [(one.percent, one.apart) for one in same] == [(Decimal("100.0"), Decimal("0.0"))] * 3
    other = {**FULL, Criterion.SCRIPT: 24, Criterion.SOLVING: 20}
    apart = {one.criterion: (one.percent, one.apart) for one in agreement([(FULL, other), (FULL, FULL)])}
    assert apart == {
        Criterion.SCRIPT: (Decimal("90.0"), Decimal("3.0")),
        Criterion.SOLVING: (Decimal("75.0"), Decimal("10.0")),
        Criterion.EMOTION: (Decimal("100.0"), Decimal("0.0")),
    }
    assert agreement([]) == []
