"""Every proposal can be explained: the conditions with what the case said, and what became of each plan (C13)."""

import pytest
from django.utils.translation import override
from hypothesis import given
from tests.cases.remedies.samples import LIMITS, any_facts, matter

from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.explain import RuleFinding, explain
from aftercare.cases.remedies.facts import Fact, RemedyFacts
from aftercare.cases.remedies.rules import propose
from aftercare.cases.remedies.terms import Cap, Cause, LeftOut, RemedyKind, Severity
from aftercare.core.money import ZERO


def finding(facts: RemedyFacts, code: str) -> RuleFinding:
    return next(found for found in explain(facts, DEFAULT_RULEBOOK, LIMITS) if found.rule.code == code)


def words(found: RuleFinding) -> list[tuple[str, str, list[str], str, bool]]:
    with override("en"):
        return [
            (
                str(each.fact),
                str(each.operator),
                list(map(str, each.expected_words)),
                str(each.actual_words),
                each.holds,
            )
            for each in found.findings
        ]


@pytest.mark.row("C13")
def test_a_matching_rule_shows_each_condition_with_the_fact():
    found = finding(matter(Cause.QUALITY, severity=Severity.MINOR), "quality_minor")
    assert found.matched
    assert words(found) == [
        ("Cause", "is", ["Quality problem"], "Quality problem", True),
        ("The goods have been dispatched", "is", ["yes"], "yes", True),
        ("Responsible party", "is not", ["Buyer"], "Not yet decided", True),
        ("Severity", "is", ["Minor"], "Minor", True),
    ]


@pytest.mark.row("C13")
def test_a_rule_that_does_not_match_shows_which_condition_fails_and_no_plan():
    found = finding(matter(Cause.MIXED), "wrong_confirmed")
    assert (found.matched, found.plans) == (False, ())
    assert words(found) == [
        ("Cause", "is one of", ["Wrong goods", "Goods of another order"], "Goods of another order", True),
        ("The goods have been dispatched", "is", ["yes"], "yes", True),
        ("The warehouse confirms it", "is", ["yes"], "not known", False),
    ]


@pytest.mark.row("C13")
def test_a_plan_that_is_left_out_says_why():
    found = finding(
        matter(Cause.QUALITY, severity=Severity.MINOR, profit=None, freight=ZERO, in_stock=False), "quality_minor"
    )
    first, second, third = (plan.outcome for plan in found.plans)
    assert (first.left_out, first.cap) == (LeftOut.NO_MONEY, Cap.PROFIT_OR_FREIGHT)
    assert (second.left_out, second.template.kind) == (LeftOut.CONDITION, RemedyKind.EXCHANGE)
    assert [(each.condition.fact, each.actual, each.holds) for each in found.plans[1].findings] == [
        (Fact.IN_STOCK, False, False)
    ]
    assert third.remedy is not None and third.remedy.plan == "B"  # A is the small refund for an unknown profit


def test_an_equal_plan_of_a_later_rule_says_so():
    facts = matter(Cause.LATE_DELIVERY, flow="complaint")
    outcomes = {plan.outcome.template.kind: plan.outcome for plan in finding(facts, "late").plans}
    assert outcomes[RemedyKind.FREIGHT_REFUND].left_out == LeftOut.SAME


def test_numbers_and_amounts_are_in_peoples_words():
    with override("en"):
        found = finding(matter(Cause.SERVICE, contacts=4), "repeated_contacts").findings[0]
        assert (found.expected_words, found.actual_words) == (("3",), "4")


@given(any_facts)
def test_the_explanation_holds_the_very_proposals(facts: RemedyFacts):
    explained = explain(facts, DEFAULT_RULEBOOK, LIMITS)
    told = tuple(plan.outcome.remedy for found in explained for plan in found.plans if plan.outcome.remedy)
    proposed = propose(facts, DEFAULT_RULEBOOK, LIMITS)
    assert told == proposed or (told == () and proposed[0].kind == RemedyKind.ASK_SUPERVISOR)
    assert [found.rule for found in explained] == list(DEFAULT_RULEBOOK.rules)
    assert all(found.matched is all(each.holds for each in found.findings) for found in explained)
