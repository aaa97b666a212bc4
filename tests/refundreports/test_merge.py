"""The merge of reports: the same end for every order and number of imports. Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.refundreports.scene import WORDS

from aftercare.core.money import Money
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.merge import Held, first, merge
from aftercare.refundreports.terms import RANK, RefundKind, RefundState, RowVerdict

DAY = datetime(2026, 11, 1, tzinfo=UTC)
TIMES = st.one_of(st.none(), st.integers(0, 5).map(lambda day: DAY + timedelta(days=day)))
ROWS = st.builds(
    RefundFacts,
    refund_no=st.just("1"),
    order_no=st.just("2"),
    state=st.sampled_from(list(RefundState)),
    raw_status=st.just("x"),
    kind=st.one_of(st.none(), st.sampled_from([RefundKind.RETURN, RefundKind.REFUND_ONLY])),
    amount=st.one_of(st.none(), st.integers(0, 3).map(Money)),
    reason=st.one_of(st.none(), st.sampled_from(["质量问题", "不想要了"])),
    tracking_no=st.one_of(st.none(), st.sampled_from(["SF1234567", "YT7654321"])),
    due_at=TIMES,
).map(lambda facts: RefundFacts(**{**_values(facts), "raw_status": WORDS[facts.state or RefundState.UNKNOWN]}))
TOLD = st.tuples(ROWS, TIMES)


def _values(facts: RefundFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in facts.__dataclass_fields__}


def fold(rows: list[tuple[RefundFacts, datetime | None]]) -> Held:
    held = first(*rows[0])
    for facts, at in rows[1:]:
        merge(held, facts, at)
    return held


@pytest.mark.row("B2")
@given(rows=st.lists(TOLD, min_size=1, max_size=7), data=st.data())
def test_the_end_does_not_depend_on_order_and_number_of_reports(rows: list, data: st.DataObject):
    shuffled = data.draw(st.permutations(rows + data.draw(st.lists(st.sampled_from(rows), max_size=4))))
    assert fold(shuffled) == fold(rows)


@given(rows=st.lists(TOLD, min_size=1, max_size=7))
def test_it_only_goes_forward(rows: list):
    held = first(*rows[0])
    for facts, at in rows[1:]:
        before = RANK[held.state]
        merge(held, facts, at)
        assert RANK[held.state] >= before


@given(rows=st.lists(TOLD, min_size=1, max_size=5))
def test_the_same_row_again_says_nothing_new(rows: list):
    held = fold(rows)
    merged = merge(held, *rows[-1])
    assert not merged.touched and not merged.changes
    assert merged.verdict in (RowVerdict.UNCHANGED, RowVerdict.OLDER)


def row(state: RefundState, **fields: object) -> RefundFacts:
    return RefundFacts("1", "2", raw_status=WORDS[state], state=state, **fields)


def test_a_row_that_is_less_far_is_older_and_still_fills_what_nobody_told():
    held = first(row(RefundState.SENT), None)
    assert merge(held, row(RefundState.ASKED), None).verdict is RowVerdict.OLDER
    merged = merge(held, row(RefundState.ASKED, reason="质量问题"), None)
    assert (merged.verdict, held.state, held.facts.reason) == (RowVerdict.MOVED, RefundState.SENT, "质量问题")


def test_an_unknown_status_is_kept_beside_the_known_one():
    held = first(row(RefundState.AGREED), None)
    merged = merge(held, row(RefundState.UNKNOWN), None)
    assert (held.state, held.unknown_status) == (RefundState.AGREED, WORDS[RefundState.UNKNOWN])
    assert merged.changes == {"unknown_status": ("", WORDS[RefundState.UNKNOWN])}


def test_a_deadline_belongs_to_the_state_in_which_it_was_told():
    held = first(row(RefundState.ASKED, due_at=DAY), None)
    assert held.due_at == DAY
    merge(held, row(RefundState.AGREED), None)
    assert held.due_at is None
    merge(held, row(RefundState.AGREED, due_at=DAY + timedelta(days=7)), None)
    assert held.due_at == DAY + timedelta(days=7)
    merge(held, row(RefundState.SUCCESS, due_at=DAY), None)
    assert held.due_at is None


def test_a_newer_report_that_says_less_is_told_as_a_step_back():
    held = first(row(RefundState.REFUSED), DAY)
    assert not held.went_back
    merge(held, row(RefundState.ASKED), DAY + timedelta(days=1))
    assert held.state is RefundState.REFUSED and held.went_back
    merge(held, row(RefundState.AGREED), DAY + timedelta(days=2))
    assert held.state is RefundState.AGREED and not held.went_back


def test_success_is_never_forgotten_for_a_closed_one():
    held = first(row(RefundState.SUCCESS, amount=Money(500)), None)
    assert merge(held, row(RefundState.CLOSED, amount=Money(0)), None).verdict is RowVerdict.OLDER
    assert (held.state, held.facts.amount) == (RefundState.SUCCESS, Money(500))
