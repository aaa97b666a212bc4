"""What a changed rulebook would change, case by case (C13)."""

from dataclasses import replace

import pytest
from hypothesis import given
from tests.cases.remedies.samples import LIMITS, any_facts, matter, rulebooks

from aftercare.cases.remedies.amounts import Amount
from aftercare.cases.remedies.compare import compare
from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.facts import RemedyFacts
from aftercare.cases.remedies.rulebook import Rule, Rulebook
from aftercare.cases.remedies.terms import Cause, Formula, RemedyKind, Severity
from aftercare.core.money import Money

CASES = {
    "TH1": matter(Cause.QUALITY, severity=Severity.MINOR),
    "TH2": matter(Cause.MINOR_FLAW),
    "TH3": matter(Cause.MISUSE),
}


def changed(rule: Rule) -> Rulebook:
    """The default book with one rule replaced, as the next version."""
    rules = tuple(rule if each.code == rule.code else each for each in DEFAULT_RULEBOOK.rules)
    return Rulebook(DEFAULT_RULEBOOK.version + 1, rules)


def rule(code: str) -> Rule:
    found = DEFAULT_RULEBOOK.rule(code)
    assert found is not None
    return found


@pytest.mark.row("C13")
def test_another_amount_changes_only_the_cases_of_the_rule():
    flaw = rule("minor_flaw")
    dearer = replace(flaw.plans[0], amount=Amount(Formula.FIXED, Money(800), Money(800)))
    found = compare(DEFAULT_RULEBOOK, changed(replace(flaw, plans=(dearer,))), CASES, LIMITS)
    assert list(found) == ["TH2"]
    (change,) = found["TH2"].changed
    assert (change.before.amount, change.after.amount) == (Money(500), Money(800))
    assert change.fields == ("amount", "ceiling")
    assert (found["TH2"].came, found["TH2"].went) == ((), ())


@pytest.mark.row("C13")
def test_a_plan_that_goes_moves_the_others_up():
    minor = rule("quality_minor")
    found = compare(DEFAULT_RULEBOOK, changed(replace(minor, plans=minor.plans[1:])), CASES, LIMITS)
    assert [remedy.kind for remedy in found["TH1"].went] == [RemedyKind.PARTIAL_REFUND]
    assert [(each.after.kind, each.fields) for each in found["TH1"].changed] == [
        (RemedyKind.EXCHANGE, ("plan",)),
        (RemedyKind.RETURN_REFUND, ("plan",)),
    ]
    back = compare(changed(replace(minor, plans=minor.plans[1:])), DEFAULT_RULEBOOK, CASES, LIMITS)
    assert [remedy.kind for remedy in back["TH1"].came] == [RemedyKind.PARTIAL_REFUND]


def test_a_rule_that_goes_leaves_its_cases_to_the_supervisor():
    rules = tuple(each for each in DEFAULT_RULEBOOK.rules if each.code != "misuse")
    found = compare(DEFAULT_RULEBOOK, Rulebook(2, rules), CASES, LIMITS)
    assert list(found) == ["TH3"]
    assert [remedy.kind for remedy in found["TH3"].came] == [RemedyKind.ASK_SUPERVISOR]
    assert [remedy.kind for remedy in found["TH3"].went] == [RemedyKind.EXPLAIN, RemedyKind.REPAIR]


def test_two_plans_of_one_kind_are_told_apart_by_their_order():
    flaw = rule("minor_flaw")
    half = replace(flaw.plans[0], amount=Amount(Formula.PERCENT, percent=50))
    before = changed(replace(flaw, plans=(flaw.plans[0], half)))
    after = changed(replace(flaw, plans=(flaw.plans[0], replace(half, amount=Amount(Formula.PERCENT, percent=60)))))
    found = compare(before, after, CASES, LIMITS)["TH2"]
    assert [(each.before.amount.fen, each.after.amount.fen) for each in found.changed] == [(5_000, 6_000)]
    gone = compare(before, DEFAULT_RULEBOOK, CASES, LIMITS)["TH2"]
    assert ([remedy.amount.fen for remedy in gone.went], gone.came, gone.changed) == ([5_000], (), ())


@given(any_facts, rulebooks)
def test_a_new_number_alone_is_no_difference(facts: RemedyFacts, book: Rulebook):
    for each in (book, DEFAULT_RULEBOOK):
        assert compare(each, replace(each, version=each.version + 1), {1: facts}, LIMITS) == {}
