"""What follows from a month, and the sums of a sheet: limits are met exactly, sums are exact to the fen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import ZERO, Money
from aftercare.couriers.judging import Judged, Thresholds, follows, judge, rate_of
from aftercare.couriers.terms import Level, PenaltyKind
from aftercare.couriers.totals import Compensation, Piece, totals

RULES = Thresholds(least=3, warn=5, deduct=10, demote=20, piece=Money(500), days=30)


@pytest.mark.parametrize(
    ("sent", "held", "level", "rate", "fen"),
    [
        (1000, 4, Level.FINE, 40, 0), (1000, 5, Level.WARN, 50, 0), (1000, 9, Level.WARN, 90, 0),
        (1000, 10, Level.DEDUCT, 100, 5000), (1001, 10, Level.WARN, 100, 0), (1000, 20, Level.DEMOTE, 200, 10_000),
        (10, 2, Level.FINE, 2000, 0), (10, 3, Level.DEMOTE, 3000, 1500), (0, 0, Level.FINE, None, 0),
        (0, 9, Level.FINE, None, 0),
    ],
)  # fmt: skip
@pytest.mark.row("O7")
def test_a_limit_is_met_exactly(sent: int, held: int, level: Level, rate: int | None, fen: int):
    assert judge(sent, held, RULES) == Judged(level, rate, Money(fen))


def test_what_follows():
    assert [follows(level) for level in Level] == [None, PenaltyKind.WARNING, PenaltyKind.WARNING, PenaltyKind.PRIORITY]
    with pytest.raises(ValueError, match="zero or more"):
        judge(1, -1, RULES)


@given(sent=st.integers(0, 10**6), held=st.integers(0, 10**5))
def test_more_held_never_makes_it_better(sent: int, held: int):
    one, more = judge(sent, held, RULES), judge(sent, held + 1, RULES)
    assert more.level.value >= one.level.value and more.deduction >= one.deduction
    if sent:
        assert abs(rate_of(sent, held) * sent - held * 10_000) * 2 <= sent


AMOUNTS = st.integers(0, 10**9).map(Money)
PIECES = st.lists(st.builds(Piece, st.integers(), *[st.just("")] * 4, AMOUNTS))
CLAIMS = st.lists(st.builds(Compensation, st.integers(), *[st.just("")] * 4, AMOUNTS, AMOUNTS))


@given(PIECES, CLAIMS)
def test_the_sums_are_those_of_the_lines(pieces: list[Piece], claims: list[Compensation]):
    found = totals(pieces, claims)
    assert found.pieces == len(pieces)
    assert found.deduction.fen == sum(one.deduction.fen for one in pieces)
    assert (found.claimed.fen, found.paid.fen) == (sum(c.claimed.fen for c in claims), sum(c.paid.fen for c in claims))
    assert found.total.fen == found.deduction.fen + found.paid.fen
    assert totals([], []).total == ZERO
    halves = totals(pieces[:3], claims[:3]), totals(pieces[3:], claims[3:])
    assert found.total == halves[0].total + halves[1].total
