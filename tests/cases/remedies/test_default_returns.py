"""The default rulebook on goods that the buyer does not want or that do not suit: a right within the days, a refusal
with the clause of the law after them, and what becomes of a parcel that is still under way (C13)."""

import pytest
from django.utils.translation import override
from tests.cases.remedies.samples import kinds, matter, plans

from aftercare.cases.eligibility import CLAUSES, RefusalReason
from aftercare.cases.remedies.terms import BearsFreight, Cause, GoodsBack, RemedyKind, Task
from aftercare.cases.terms import Reason, Responsible
from aftercare.core.money import ZERO, Money
from aftercare.orders.terms import ReturnClass


@pytest.mark.row("C13")
@pytest.mark.parametrize("days", [0, 7, 9])
def test_changed_mind_is_a_right_within_the_days_of_this_parcel(days):  # C 三(一)
    found = plans(matter(Cause.CHANGED_MIND, days_since_signing=days, free_days=9, responsible=Responsible.BUYER))
    assert kinds(found) == [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]
    assert (found[0].freight_back, found[0].freight) == (BearsFreight.BUYER, ZERO)


@pytest.mark.row("C13", "C9")
def test_unwanted_goods_under_way_are_stopped_and_refunded_when_they_are_back():  # no exchange for what nobody wants
    facts = {"reason": Reason.NOT_WANTED, "flow": "refund_only", "responsible": Responsible.BUYER}
    (only,) = plans(matter(Cause.CHANGED_MIND, days_since_signing=None, **facts))
    assert (only.kind, only.amount, only.goods_back) == (RemedyKind.RETURN_REFUND, Money(10_000), GoodsBack.FIRST)
    assert (only.rule, only.tasks) == ("changed_mind_under_way", (Task.TRACK_PARCEL,))
    assert "stop the parcel" in only.clause


@pytest.mark.row("C13", "C2")
def test_whoever_asks_for_an_exchange_has_the_goods_even_if_nobody_told_us():
    found = plans(matter(Cause.CHANGED_MIND, flow="exchange", days_since_signing=None))
    assert kinds(found) == [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]


@pytest.mark.row("C13", "C15")
@pytest.mark.parametrize("days", [None, 0, 7])
def test_a_wrong_size_is_returned_or_exchanged_within_the_days(days):  # B 三(四)1, 2A
    found = plans(matter(Cause.UNSATISFIED, reason=Reason.SIZE, responsible=Responsible.BUYER, days_since_signing=days))
    assert kinds(found) == [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]


@pytest.mark.row("C13", "C15")
def test_a_wrong_size_after_the_days_is_refused_with_the_clause_and_exchanged_as_goodwill():  # C 三(一)
    facts = {"reason": Reason.SIZE, "responsible": Responsible.BUYER, "days_since_signing": 8}
    first, second = plans(matter(Cause.UNSATISFIED, **facts))
    assert first.kind == RemedyKind.REFUSE
    with override("en"):
        assert first.clause == str(CLAUSES[RefusalReason.EXPIRED])
    assert (second.kind, second.freight_back, second.freight_out, second.total) == (
        RemedyKind.EXCHANGE,
        BearsFreight.BUYER,
        BearsFreight.BUYER,
        ZERO,
    )
    assert "goodwill" in second.clause
    assert kinds(plans(matter(Cause.UNSATISFIED, is_resaleable=False, **facts))) == [RemedyKind.REFUSE]


@pytest.mark.row("C13")
@pytest.mark.parametrize("responsible", [Responsible.SHOP, Responsible.AGENT, Responsible.PAGE])
def test_a_size_that_we_told_wrongly_comes_back_at_our_cost_whatever_the_days(responsible):  # B 三(四)2B
    facts = {"reason": Reason.SIZE, "responsible": responsible, "days_since_signing": 20}
    found = plans(matter(Cause.UNSATISFIED, **facts))
    assert kinds(found) == [RemedyKind.RETURN_REFUND, RemedyKind.EXCHANGE]
    assert found[0].freight_back == BearsFreight.SHOP


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
