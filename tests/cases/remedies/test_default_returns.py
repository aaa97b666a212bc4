"""The default rulebook on a changed mind: a right within the days, and a refusal with the clause of the law (C13)."""

import pytest
from django.utils.translation import override
from tests.cases.remedies.samples import matter, plans

from aftercare.cases.eligibility import CLAUSES
from aftercare.cases.remedies.terms import BearsFreight, Cause, RemedyKind
from aftercare.cases.terms import Responsible
from aftercare.core.money import ZERO
from aftercare.orders.terms import ReturnClass


@pytest.mark.row("C13")
@pytest.mark.parametrize("days", [None, 0, 7, 9])
def test_changed_mind_is_a_right_within_the_days_of_this_parcel(days):  # C 三(一)
    found = plans(matter(Cause.CHANGED_MIND, days_since_signing=days, free_days=9, responsible=Responsible.BUYER))
    assert [remedy.kind for remedy in found] == [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]
    assert (found[0].freight_back, found[0].freight) == (BearsFreight.BUYER, ZERO)


@pytest.mark.row("C13")
@pytest.mark.parametrize(
    ("fact", "article"),
    [
        ({"days_since_signing": 8}, "art. 25: within seven days"),
        ({"is_resaleable": False}, "art. 8 and 9"),
        ({"return_class": ReturnClass.MADE_TO_ORDER}, "art. 25 (1)"),
        ({"return_class": ReturnClass.FRESH}, "art. 25 (2)"),
        ({"return_class": ReturnClass.DIGITAL}, "art. 25 (3)"),
        ({"return_class": ReturnClass.PERIODICAL}, "art. 25 (4)"),
        ({"return_class": ReturnClass.CONFIRMED}, "art. 7"),
    ],
)
def test_a_refusal_carries_its_clause(fact, article):
    (only,) = plans(matter(Cause.CHANGED_MIND, **fact))
    assert only.kind == RemedyKind.REFUSE
    assert article in only.clause
    with override("en"):
        assert only.clause in {str(clause) for clause in CLAUSES.values()}  # the very sentence of a refusal
