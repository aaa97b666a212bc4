"""Whatever the order and number of imports, reviews and their figures end alike, and only move forward (R1, R2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.people import make_order, make_shop
from tests.reviews.scene import MORNING, bring, told

from aftercare.orders.models import Order
from aftercare.reviews.days import COUNTS
from aftercare.reviews.facts import NAMES, ReviewFacts
from aftercare.reviews.merge import first, merge
from aftercare.reviews.models import Review, ReviewDay
from aftercare.reviews.terms import Direction, Result, RowVerdict
from aftercare.shops.models import Shop

TIMES = [MORNING + timedelta(days=day) for day in (0, 3)]
FIELDS = st.fixed_dictionaries(
    {"result": st.sampled_from(Result), "reviewed_at": st.sampled_from(TIMES)},
    optional={
        "stars": st.integers(1, 5),
        "content": st.sampled_from(["太差", "还行"]),
        "append_text": st.sampled_from(["坏了", "又好了"]),
        "appended_at": st.sampled_from(TIMES),
        "append_result": st.sampled_from([Result.BAD, Result.GOOD]),
        "reply_text": st.sampled_from(["抱歉", "谢谢"]),
        "replied_at": st.sampled_from(TIMES),
        "counts": st.booleans(),
        "dsr_service": st.integers(1, 5),
    },
)
ROWS = st.tuples(st.integers(0, 1), FIELDS)
FILES = st.lists(
    st.tuples(st.lists(ROWS, min_size=1, max_size=3), st.one_of(st.none(), st.integers(0, 5))), min_size=1, max_size=4
)
File = tuple[list[tuple[int, dict[str, Any]]], int | None]


def facts(fields: dict[str, Any]) -> ReviewFacts:
    raw = {"raw_result": fields["result"].value} if "result" in fields else {}
    return ReviewFacts("no:1", Direction.GET, **{**raw, **fields})


@given(rows=st.lists(st.tuples(FIELDS, st.sampled_from([None, *TIMES])), min_size=1, max_size=5), data=st.data())
def test_rows_in_any_order_and_number_make_the_same_review(rows, data):
    again = rows + data.draw(st.lists(st.sampled_from(rows), max_size=2))
    ends = []
    for turn in (rows, data.draw(st.permutations(again))):
        held = first(facts(turn[0][0]), turn[0][1])
        for fields, at in turn[1:]:
            merge(held, facts(fields), at)
        ends.append((held.facts, held.stamps))
    assert ends[0] == ends[1]


@given(one=FIELDS, other=FIELDS)
def test_an_addition_and_a_reply_are_never_lost_and_a_result_never_gets_worse(one, other):
    held = first(facts(one), None)
    merge(held, facts(other), None)
    ranks = [list(Result).index(fields["result"]) for fields in (one, other)]
    assert list(Result).index(held.facts.result) == max(ranks)
    for name in ("append_text", "reply_text"):
        assert (getattr(held.facts, name) is not None) == (name in one or name in other)


def test_a_worse_result_is_older():
    held = first(facts({"result": Result.GOOD, "reviewed_at": TIMES[0]}), None)
    done = merge(held, facts({"result": Result.BAD, "reviewed_at": TIMES[0]}), None)
    assert (done.verdict, held.facts.result) == (RowVerdict.OLDER, Result.GOOD)


def bring_all(shop: Shop, orders: list[Order], files: list[File]) -> None:
    for rows, day in files:
        values = [(which, {"content": None, "raw_result": fields["result"].value, **fields}) for which, fields in rows]
        bring(shop, *(told(orders[which], **fields) for which, fields in values), day=day)


def end(shop: Shop) -> list[Any]:
    found: list[Any] = []
    for review in Review.objects.filter(shop=shop).select_related("case").order_by("key"):
        case = review.case
        found.append([*(getattr(review, name) for name in NAMES), review.stamps, review.answer, bool(case)])
    found.append(list(days(shop)))
    return found


def days(shop: Shop) -> list[tuple[Any, ...]]:
    rows = ReviewDay.objects.filter(shop=shop).order_by("day").values_list("day", *COUNTS)
    return [row for row in rows if any(row[1:])]


@pytest.mark.row("R1", "R2")
@pytest.mark.django_db
@settings(max_examples=12, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES, data=st.data())
def test_shuffled_repeated_and_partial_files_end_alike(files: list[File], data: st.DataObject):
    again = files + data.draw(st.lists(st.sampled_from(files), max_size=1))
    ends = []
    for wished in (files, data.draw(st.permutations(again))):
        with transaction.atomic():
            shop = make_shop()
            orders = [make_order(shop, platform_no=f"210000000000000{index}") for index in range(2)]
            bring_all(shop, orders, wished)
            ends.append(end(shop))
            transaction.set_rollback(True)
    assert ends[0] == ends[1]
