"""How conditions compare: unknown is a value of its own, and has no size (C13)."""

from typing import Any

import pytest
from tests.cases.remedies.samples import matter

from aftercare.cases.remedies.conditions import read_condition
from aftercare.cases.remedies.terms import Cause


@pytest.mark.parametrize(
    ("fact", "operator", "value", "actual", "holds"),
    [
        ("packing_whole", "is", True, True, True),
        ("packing_whole", "is", True, None, False),
        ("packing_whole", "is", None, None, True),
        ("packing_whole", "is_not", True, None, True),
        ("packing_whole", "is_not", None, None, False),
        ("packing_whole", "is_not", None, False, True),
        ("responsible", "in", ["shop", "buyer"], "buyer", True),
        ("responsible", "in", ["shop", "buyer"], "nobody", False),
        ("days_since_signing", "at_least", 7, 6, False),
        ("days_since_signing", "at_least", 7, 7, True),
        ("days_since_signing", "at_least", 0, None, False),
        ("days_since_signing", "at_most", 7, 7, True),
        ("days_since_signing", "at_most", 7, 8, False),
        ("days_since_signing", "at_most", 7, None, False),
    ],
)
def test_a_condition_holds_or_not(fact: str, operator: str, value: Any, actual: Any, holds: bool) -> None:
    condition = read_condition({"fact": fact, "operator": operator, "value": value})
    assert condition.holds(matter(Cause.OTHER, **{fact: actual})) is holds


@pytest.mark.parametrize(("days", "within"), [(None, None), (8, True), (9, False)])
def test_the_days_without_a_reason_are_those_of_the_parcel(days: int | None, within: bool | None) -> None:
    condition = read_condition({"fact": "within_free_days", "operator": "is", "value": within})
    assert condition.holds(matter(Cause.CHANGED_MIND, days_since_signing=days, free_days=8))
