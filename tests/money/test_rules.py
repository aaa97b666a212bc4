"""Pure rules of money: entries balance, shares add up, limits roll."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercare.core.money import ZERO, Money
from aftercare.money.rules import (
    Scope,
    Share,
    breaches,
    by_hand_refusal,
    instruction_entries,
    payment_entries,
    reversed_entries,
    spread,
    taken_from_caps,
    total,
    wait_before_next,
)
from aftercare.money.terms import FINAL, LineKind, PayoutState

fen = st.integers(1, 10**10)
some_shares = st.lists(
    st.builds(Share, st.sampled_from(LineKind), fen.map(Money), st.integers(1, 3)), min_size=1, max_size=8
)


@pytest.mark.row("C18")
@given(some_shares)
def test_every_posting_sums_to_zero_and_what_is_paid_is_what_was_owed(shares: list[Share]) -> None:
    instructed, paid = instruction_entries(shares), payment_entries(shares, "simulator")
    assert sum(instructed.values()) == sum(paid.values()) == 0
    assert paid["payable"] == -instructed["payable"] == total(shares).fen
    coupons = sum(share.amount.fen for share in shares if share.kind is LineKind.COUPON)
    assert paid.get("cash:simulator", 0) == coupons - total(shares).fen
    assert all(reversed_entries(instructed)[account] + fen == 0 for account, fen in instructed.items())


@pytest.mark.attack("H7")
@given(some_shares)
def test_all_kinds_of_one_line_count_against_one_cap(shares: list[Share]) -> None:
    taken = taken_from_caps(shares)
    assert sum(amount.fen for amount in taken.values()) == total(shares).fen
    assert set(taken) == {share.cap_id for share in shares}


def test_freight_takes_from_no_cap() -> None:
    assert taken_from_caps([Share(LineKind.FREIGHT, Money(800))]) == {}


@pytest.mark.attack("H10")
@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=12), st.data())
def test_a_spread_amount_sums_to_the_fen_and_respects_every_room(
    lines: list[tuple[int, int]], data: st.DataObject
) -> None:
    weights, rooms = [Money(weight) for weight, _room in lines], [Money(room) for _weight, room in lines]
    amount = Money(data.draw(st.integers(0, sum(room.fen for room in rooms))))
    parts = spread(amount, weights, rooms)
    assert sum(part.fen for part in parts) == amount.fen
    assert all(ZERO <= part <= room for part, room in zip(parts, rooms, strict=True))


@pytest.mark.attack("H10")
def test_a_hundred_yuan_over_three_equal_lines() -> None:
    room = Money(10_000)
    assert spread(Money(10_000), [room] * 3, [room] * 3) == [Money(3_334), Money(3_333), Money(3_333)]


@pytest.mark.parametrize("amount", [Money(-1), Money(301)])
def test_what_does_not_fit_is_not_spread(amount: Money) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        spread(amount, [Money(1)] * 3, [Money(100)] * 3)


@pytest.mark.attack("H8")
def test_five_times_a_little_less_than_the_limit_stops_at_the_second() -> None:
    limits = {Scope.ORDER: Money(20_000)}
    once = Money(19_999)
    allowed = [breaches(once, {Scope.ORDER: once * already}, limits) == [] for already in range(5)]
    assert allowed == [True, False, False, False, False]


@pytest.mark.attack("H8")
def test_each_scope_is_judged_by_itself() -> None:
    found = breaches(
        Money(100),
        {Scope.ORDER: Money(0), Scope.BUYER: Money(950), Scope.PERSON: Money(5_000), Scope.DAY: Money(900)},
        {Scope.ORDER: Money(100), Scope.BUYER: Money(1_000), Scope.DAY: Money(1_000)},
    )
    assert [(breach.scope, breach.given) for breach in found] == [(Scope.BUYER, Money(950))]


@pytest.mark.attack("X2")
def test_waiting_times_grow_and_stay_bounded() -> None:
    assert [wait_before_next(n).total_seconds() for n in (1, 2, 3, 4, 5, 6, 7, 1000)] == [1, 2, 4, 8, 16, 20, 20, 20]


@pytest.mark.parametrize("state", PayoutState)
def test_a_person_settles_what_waits_for_a_person(state: PayoutState) -> None:
    by_hand, machine = by_hand_refusal(state, automatic=False), by_hand_refusal(state, automatic=True)
    if state is PayoutState.NEEDS_PERSON:
        assert by_hand is machine is None
    elif state is PayoutState.INSTRUCTED:
        assert by_hand is None
        assert machine is not None and machine.code == "not_by_hand"
    elif state is PayoutState.SENDING:  # by hand: it lies in a payment file
        assert by_hand is not None and by_hand.code == "handed_over"
        assert machine is not None and machine.code == "not_by_hand"
    else:
        assert by_hand is not None and by_hand == machine
        assert by_hand.code == ("settled" if state in FINAL else "not_by_hand")
