"""With which clause an application may be refused: reason x refusal x return class x day (C15, C9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.cases.story import Story, begin, inspected
from tests.cases.test_flow_tables import facts as facts_of

from aftercare.cases.eligibility import (
    CLAUSES,
    RefusalReason,
    eligibility,
    refund_refusal_problem,
    refusal_problem,
)
from aftercare.cases.facts import CaseFacts, Signing
from aftercare.cases.flows.registry import newest_flow
from aftercare.cases.terms import Disposition, Reason, Responsible
from aftercare.orders.models import Order, Product

CLASSES = ("made_to_order", "fresh", "digital", "periodical", "confirmed")
FAULTS = ("not_as_described", "quality", "wrong_item", "missing", "damaged", "late")
FREE, LAST, PAST, UNSIGNED = 2, 7, 8, None
RIGHT = "no_reason_is_a_right"
FAULT, OTHERWISE, TOO_LATE = "fault_has_no_exception", "reason_does_not_apply", "reason_too_late"


def case(reason: str, day: int | None, *, flow: str = "return", goods: str = "normal", **fields: Any) -> CaseFacts:
    """A case on one piece of that return class, applied for so many days after signing."""
    found = facts_of(newest_flow(flow), "asked")
    line = replace(found.lines[0], return_class=goods, received=0, good_to=fields.pop("seen", Disposition.NONE))
    usual = {"responsible": Responsible.UNDECIDED, "at": datetime(2026, 11, 1, tzinfo=UTC)}
    signing = None if day is None else Signing(days_ago=day, free_days=7)
    return replace(found, reason=Reason(reason), lines=(line,), signing=signing, **{**usual, **fields})


def possible(facts: CaseFacts) -> set[str]:
    return {reason.value for reason in RefusalReason if refusal_problem(facts, reason) is None}


def codes(facts: CaseFacts, *refusals: str) -> set[str]:
    found = [refusal_problem(facts, RefusalReason(refusal) if refusal else None) for refusal in refusals]
    return {problem.code if problem else "" for problem in found}


# reason, day, what may be said of normal goods, and of goods of a class in addition to the class itself (None: the
# class changes nothing).
TABLE: list[tuple[str, int | None, set[str], set[str] | None]] = [
    *((reason, day, set(), {"agreed"}) for reason in ("no_reason", "size", "other") for day in (FREE, LAST, UNSIGNED)),
    *((reason, PAST, {"expired", "agreed"}, {"expired", "agreed"}) for reason in ("no_reason", "size", "other")),
    *((reason, day, {"unproven", "agreed"}, None) for reason in FAULTS for day in (FREE, LAST, UNSIGNED)),
    *((reason, PAST, {"unproven", "agreed"}, None) for reason in ("wrong_item", "missing", "late")),
    *(
        (reason, PAST, {"unproven", "agreed", "late_defect"}, None)
        for reason in ("quality", "not_as_described", "damaged")
    ),
]


@pytest.mark.row("C15")
@pytest.mark.parametrize(("reason", "day", "normal", "excepted"), TABLE)
def test_a_return_is_refused_with_what_the_law_lets_us_say(
    reason: str, day: int | None, normal: set[str], excepted: set[str] | None
):
    assert possible(case(reason, day)) == normal
    for goods in CLASSES:
        wanted = normal if excepted is None else {goods, *excepted}
        assert possible(case(reason, day, goods=goods)) == wanted, goods


@pytest.mark.row("C15")
@pytest.mark.parametrize("reason", FAULTS)
@pytest.mark.parametrize("goods", CLASSES)
@pytest.mark.parametrize("day", [FREE, PAST])
def test_a_fault_of_ours_is_not_answered_with_an_exception(reason: str, goods: str, day: int):
    facts = case(reason, day, goods=goods, details={"resaleable": False})
    assert codes(facts, goods, "expired", "not_intact") == {FAULT}
    assert codes(facts, "") == {""}  # the button is there: the evidence may not show it


@pytest.mark.row("C15")
@pytest.mark.parametrize("reason", ["no_reason", "size", "other"])
def test_within_the_days_every_refusal_of_a_wish_meets_the_right(reason: str):
    for day in (FREE, LAST, UNSIGNED):
        assert codes(case(reason, day), "", *RefusalReason.values) == {RIGHT}


@pytest.mark.row("C15")
def test_goods_that_cannot_be_sold_again_can_be_refused_and_only_for_that():
    for reason in ("no_reason", "size", "other"):
        facts = case(reason, FREE, details={"resaleable": False})
        assert possible(facts) == {"not_intact", "agreed"}
        assert eligibility(facts).against == (RefusalReason.NOT_INTACT,)
        assert possible(case(reason, FREE, details={"resaleable": True})) == set()


@pytest.mark.row("C15")
def test_another_reason_counts_as_a_fault_once_we_are_responsible():
    for who in (Responsible.SHOP, Responsible.WAREHOUSE, Responsible.COURIER, Responsible.SUPPLIER):
        facts = case("other", FREE, goods="fresh", responsible=who)
        assert possible(facts) == {"unproven", "agreed"}
        assert codes(facts, "fresh") == {FAULT}
    for who in (Responsible.UNDECIDED, Responsible.BUYER, Responsible.NOBODY):
        assert possible(case("other", FREE, goods="fresh", responsible=who)) == {"fresh", "agreed"}
        assert codes(case("other", FREE, responsible=who), "unproven") == {RIGHT}


@pytest.mark.row("C15")
@pytest.mark.parametrize(
    ("reason", "normal", "fresh"),
    [
        ("no_reason", set(), {"fresh", "agreed"}),
        ("size", {"unproven", "agreed"}, {"unproven", "agreed", "fresh"}),
        ("other", {"unproven", "agreed"}, {"unproven", "agreed", "fresh"}),
        ("quality", {"unproven", "agreed"}, {"unproven", "agreed"}),
        ("mixed", {"unproven", "agreed"}, {"unproven", "agreed"}),
    ],
)
def test_the_law_gives_a_return_and_an_exchange_for_a_size_may_be_talked_over(
    reason: str, normal: set[str], fresh: set[str]
):
    assert possible(case(reason, FREE, flow="exchange")) == normal
    assert possible(case(reason, FREE, flow="exchange", goods="fresh")) == fresh
    assert "late_defect" not in possible(case(reason, PAST, flow="exchange"))


@pytest.mark.row("C15")
def test_once_the_goods_are_back_only_what_was_found_counts():
    for reason in ("no_reason", "size", "other"):
        facts = case(reason, FREE, goods="fresh", received=True)
        assert possible(facts) == {"not_intact", "not_ours", "agreed"}
        assert codes(facts, "fresh", "expired", "unproven") == {TOO_LATE}
    for reason in FAULTS:
        facts = case(reason, FREE, goods="fresh", received=True, seen=Disposition.RETURN_TO_BUYER)
        assert possible(facts) == {"unproven", "not_ours", "agreed"}
        assert codes(facts, "fresh", "not_intact", "expired") == {FAULT}
        assert codes(facts, "received", "late_defect") == {TOO_LATE}


@pytest.mark.row("C9")
@pytest.mark.parametrize(
    ("reason", "wanted"),
    [
        *((reason, {"unproven", "agreed", "received", "on_its_way"}) for reason in ("not_wanted", "not_received")),
        *((reason, {"unproven", "agreed", "received", "on_its_way"}) for reason in ("late", "lost", "other")),
        *((reason, {"unproven", "agreed"}) for reason in ("missing", "quality", "damaged", "wrong_item", "size")),
        *((reason, {"unproven", "agreed"}) for reason in ("price_difference", "not_as_described", "minor_flaw")),
    ],
)
def test_a_refund_without_goods_knows_no_exception_of_the_return(reason: str, wanted: set[str]):
    for day, goods in [(FREE, "normal"), (PAST, "fresh"), (LAST, "digital")]:
        facts = case(reason, day, flow="refund_only", goods=goods)
        found = {one.value for one in RefusalReason if refund_refusal_problem(facts, one) is None}
        assert found == wanted
        assert refund_refusal_problem(facts, None) is None
    unsent = case(reason, None, flow="refund_only", is_sent=False)
    assert all(refund_refusal_problem(unsent, one).code == "unsent_is_a_right" for one in (None, *RefusalReason))


def test_every_refusal_has_its_clause():
    assert set(CLAUSES) == set(RefusalReason)


# Through the engine: a refused refusal changes nothing.


def of_class(story: Story, name: str, *, days: int = 2) -> Story:
    """The goods are of that class, and were signed for so many days before the buyer applied."""
    product = Product.objects.create(shop=story.world.people.shop, title="定制刻字", return_class=name)
    story.case.order.lines.update(product=product)
    signed = story.case.opened_at - timedelta(days=days)
    Order.objects.filter(pk=story.case.order_id).update(completed_at=signed)
    return story


@pytest.mark.row("C15")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "goods", "days", "refusal", "code"),
    [
        ("quality", "made_to_order", 2, "made_to_order", FAULT),
        ("wrong_item", "fresh", 2, "fresh", FAULT),
        ("damaged", "digital", 30, "expired", FAULT),
        ("missing", "normal", 30, "late_defect", OTHERWISE),
        ("size", "normal", 7, "unproven", RIGHT),
        ("size", "normal", 2, "agreed", RIGHT),
        ("size", "fresh", 2, "unproven", OTHERWISE),
        ("other", "normal", 7, "unproven", RIGHT),
        ("no_reason", "normal", 7, "expired", RIGHT),
        ("no_reason", "made_to_order", 2, "fresh", OTHERWISE),
    ],
)
def test_a_refusal_that_the_law_does_not_know_changes_nothing(
    reason: str, goods: str, days: int, refusal: str, code: str
):
    of_class(begin("return", reason=reason), goods, days=days).refused(code, "refuse", refusal=refusal)


@pytest.mark.row("C15")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "goods", "days", "refusal"),
    [
        ("size", "made_to_order", 2, "made_to_order"),
        ("size", "normal", 30, "expired"),
        ("other", "fresh", 2, "fresh"),
        ("quality", "normal", 30, "late_defect"),
        ("quality", "made_to_order", 2, "unproven"),
    ],
)
def test_a_refusal_that_the_law_knows_is_told_to_the_buyer(reason: str, goods: str, days: int, refusal: str):
    story = of_class(begin("return", reason=reason), goods, days=days).do("refuse", refusal=refusal, clause="依法说明")
    assert (story.state, story.case.refusal_code) == ("refused", refusal)
    assert "依法说明" in story.case.messages.get(template="refused").text


@pytest.mark.row("C15")
@pytest.mark.django_db
def test_after_the_inspection_a_fault_is_denied_by_what_was_seen_and_not_by_wear():
    story = begin("return", reason="quality").do("agree").do("receive")
    story.do("doubt", inspected_lines=inspected(1, 1, "return_to_buyer"))
    story.refused(FAULT, "refuse_goods", refusal="not_intact")
    story.do("refuse_goods", refusal="unproven")
    assert story.case.refusal_code == "unproven"
    worn = begin("return", reason="size").do("agree").do("receive")
    worn.do("doubt", inspected_lines=inspected(1, 1, "return_to_buyer"))
    worn.refused(TOO_LATE, "refuse_goods", refusal="unproven").do("refuse_goods", refusal="not_intact")
    assert worn.case.refusal_code == "not_intact"


@pytest.mark.row("C1")
def test_one_fresh_thing_takes_nobodys_right_away_it_is_split_off_first():
    mixed = case("no_reason", FREE)
    fresh = replace(mixed.lines[0], id=2, return_class="fresh")
    both = replace(mixed, lines=(mixed.lines[0], fresh))
    problem = refusal_problem(both, RefusalReason.FRESH)
    assert problem is not None
    assert (problem.code, eligibility(both).has_right) == ("split_first", True)
    assert refusal_problem(replace(mixed, lines=(fresh,)), RefusalReason.FRESH) is None
