"""Signs of a professional bad reviewer and what they come to (R4)."""

from dataclasses import replace

import pytest

from aftercare.reviewrisk.rules import POINTS, Facts, assess, is_typical_target
from aftercare.reviewrisk.terms import Found, Level, Sign

pytestmark = pytest.mark.row("R4")
ALL = Facts(9, 6, talked_before=False, account_days=3, other_account=True, contacted_first=False, missed=2,
            insists_outside=True)  # fmt: skip


def test_all_signs_are_a_hundred_points_and_nothing_known_is_none() -> None:
    assert sum(POINTS.values()) == 100
    assert (assess(ALL).score, assess(ALL).level) == (100, Level.MUCH)
    nothing = assess(Facts())
    assert (nothing.score, nothing.level, {one.found for one in nothing.signs}) == (0, Level.LITTLE, {Found.UNKNOWN})
    assert [one.sign for one in nothing.signs] == list(Sign)


@pytest.mark.parametrize(
    ("sign", "there", "not_there"),
    [
        (Sign.MANY, {"bad_reviews": 5}, {"bad_reviews": 4}),
        (Sign.SCATTERED, {"shops": 3}, {"shops": 2}),
        (Sign.SILENT, {"talked_before": False}, {"talked_before": True}),
        (Sign.NEW_ACCOUNT, {"account_days": 59}, {"account_days": 60}),
        (Sign.OTHER_ACCOUNT, {"other_account": True}, {"other_account": False}),
        (Sign.NO_CONTACT, {"contacted_first": False}, {"contacted_first": True}),
        (Sign.UNREACHABLE, {"missed": 2}, {"missed": 9, "reached": True}),
        (Sign.OUTSIDE, {"insists_outside": True}, {"insists_outside": False}),
    ],
)
def test_each_sign_counts_for_itself_where_it_begins(sign: Sign, there: dict, not_there: dict) -> None:
    for given, found in ((there, Found.YES), (not_there, Found.NO)):
        result = assess(replace(Facts(), **given))
        assert {one.sign: one.found for one in result.signs}[sign] is found
        assert result.score == (POINTS[sign] if found is Found.YES else 0)


def test_much_needs_a_hard_sign_and_three_together() -> None:
    soft = replace(ALL, bad_reviews=None, shops=None)
    assert (assess(soft).score, assess(soft).level) == (56, Level.SOME)
    two = Facts(9, 6)
    assert (assess(two).score, assess(two).level) == (44, Level.SOME)
    assert assess(replace(two, insists_outside=True, missed=2)).level is Level.MUCH


@pytest.mark.parametrize(
    ("percent", "deals", "is_new", "expected"),
    [
        (100.0, 299, False, True), (100.0, 300, False, False), (99.9, 20, False, False), (99.0, 900, True, True),
        (None, 20, False, None), (100.0, None, False, None),
    ],
)  # fmt: skip
def test_which_shops_are_looked_for(percent, deals, is_new, expected) -> None:
    found = is_typical_target(good_percent=percent, deals_a_week=deals, is_new_or_low=is_new)
    assert found is expected
