"""A rulebook is strictly read: there and back it is the same, and a broken one is refused with the place (C13)."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cases.remedies.samples import any_facts, rulebooks

from aftercare.cases.remedies.defaults import DEFAULT_RULEBOOK
from aftercare.cases.remedies.facts import SHAPES, Fact, RemedyFacts
from aftercare.cases.remedies.rulebook import Rulebook, parse_rulebook
from aftercare.cases.remedies.terms import Cause
from aftercare.cases.terms import Reason
from aftercare.core.money import Money


@given(rulebooks)
def test_there_and_back_is_the_same(book: Rulebook) -> None:
    stored = book.as_json()
    assert parse_rulebook(stored) == book
    assert parse_rulebook(stored).as_json() == stored


@pytest.mark.row("C13")
def test_the_default_book_there_and_back_is_the_same() -> None:
    assert parse_rulebook(DEFAULT_RULEBOOK.as_json()) == DEFAULT_RULEBOOK


@given(any_facts)
def test_stored_facts_are_read_as_they_were(facts: RemedyFacts) -> None:
    assert RemedyFacts.from_json(facts.as_json()) == facts


def test_facts_stored_before_a_fact_existed_have_its_default() -> None:
    stored = RemedyFacts("return", Reason.OTHER, Cause.OTHER, Money(1), Money(2)).as_json()
    del stored["late_hours"], stored["free_days"]
    assert RemedyFacts.from_json(stored).free_days == 7


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"value": -1}, "value"),
        ({"value": 1.5}, "value"),
        ({"contacts": -1}, "contacts"),
        ({"is_urgent": None}, "is_urgent"),
        ({"is_urgent": 1}, "is_urgent"),
        ({"cause": "mood"}, "cause"),
        ({"mood": "bad"}, "unknown facts: mood"),
    ],
)
def test_wrong_facts_are_refused(change: dict[str, Any], where: str) -> None:
    stored = RemedyFacts("return", Reason.OTHER, Cause.OTHER, Money(1), Money(2)).as_json()
    with pytest.raises(ValueError, match=where):
        RemedyFacts.from_json({**stored, **change})


def test_facts_that_must_be_known_are_asked_for() -> None:
    with pytest.raises(ValueError, match="missing facts: cause, flow, reason, room"):
        RemedyFacts.from_json({"value": 100})


def test_negative_amounts_are_no_facts() -> None:
    with pytest.raises(ValueError, match="room is negative"):
        RemedyFacts("return", Reason.OTHER, Cause.OTHER, Money(1), Money(-1))


def test_every_fact_can_be_named_in_a_condition() -> None:
    stored = RemedyFacts("return", Reason.OTHER, Cause.OTHER, Money(1), Money(2)).as_json()
    assert {fact.value for fact in Fact} == {*stored, Fact.WITHIN_FREE_DAYS.value} == {fact.value for fact in SHAPES}


def book() -> dict[str, Any]:
    """A partial refund of 20 percent for minor faults, then a return, then an exchange."""
    whole = DEFAULT_RULEBOOK.rule("quality_minor")
    assert whole is not None
    refund, exchange, returned = whole.plans
    return Rulebook(3, (replace(whole, plans=(refund, returned, exchange)),)).as_json()


def rule(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    return lambda stored: change(stored["rules"][0])


def plan(change: Callable[[dict[str, Any]], Any], number: int = 0) -> Callable[[dict[str, Any]], Any]:
    return lambda stored: change(stored["rules"][0]["plans"][number])


def condition(**parts: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda stored: stored["rules"][0]["when"][0].update(parts)


def amount(value: Any) -> Callable[[dict[str, Any]], Any]:
    return plan(lambda found: found.update(amount=value))


BROKEN: list[tuple[str, Callable[[dict[str, Any]], Any], str]] = [
    ("no version", lambda stored: stored.pop("version"), "missing: version"),
    ("version 0", lambda stored: stored.update(version=0), "version"),
    ("version true", lambda stored: stored.update(version=True), "version"),
    ("unknown key of the book", lambda stored: stored.update(note=""), "unknown: note"),
    ("rules no list", lambda stored: stored.update(rules={}), "rules: a list"),
    ("code twice", lambda stored: stored["rules"].append(stored["rules"][0]), "twice: quality_minor"),
    ("rule no object", lambda stored: stored["rules"].append(4), "rules: rule 2: an object"),
    ("unknown key of a rule", rule(lambda found: found.update(then=1)), "rule 1: unknown: then"),
    ("code with a blank", rule(lambda found: found.update(code="a b")), "rule 1: code"),
    ("code with a line end", rule(lambda found: found.update(code="ab\n")), "rule 1: code"),
    ("empty label", rule(lambda found: found.update(label=" ")), "quality_minor: label"),
    ("no plans", rule(lambda found: found.update(plans=[])), "quality_minor: plans: 1 to 12"),
    ("unknown fact", condition(fact="mood"), "when: condition 1: no such choice: 'mood'"),
    ("unknown operator", condition(operator="matches"), "no such choice: 'matches'"),
    ("unknown key of a condition", condition(also=1), "unknown: also"),
    ("value of another fact", condition(value="severe"), "cause: no such choice: 'severe'"),
    ("unhashable value", condition(value=["quality"]), "cause: no such choice: ['quality']"),
    ("unknown where it is known", condition(value=None), "cause: no such choice: None"),
    ("size of a word", condition(operator="at_least"), "cause cannot be compared with at_least"),
    ("one of no words", condition(operator="in", value=[]), "cause: 1 to 30"),
    ("one of the same words", condition(operator="in", value=["quality", "quality"]), "twice"),
    ("one of flags", condition(fact="is_urgent", operator="in", value=[True]), "cannot be compared with in"),
    ("number for a flag", condition(fact="is_urgent", value=1), "is_urgent: yes or no"),
    ("unknown size", condition(fact="profit", operator="at_most", value=None), "profit: unknown has no size"),
    ("negative value", condition(fact="value", operator="at_most", value=-1), "value: an amount of zero or more"),
    ("unknown key of a plan", plan(lambda found: found.update(colour=1)), "plan 1: unknown: colour"),
    ("missing key of a plan", plan(lambda found: found.pop("tasks")), "plan 1: missing: tasks"),
    ("unknown kind", plan(lambda found: found.update(kind="pray")), "plan 1: kind: no such choice: 'pray'"),
    ("empty clause", plan(lambda found: found.update(clause="")), "plan 1: clause"),
    ("a cap that holds anyway", plan(lambda found: found.update(caps=["room"])), "caps: cap 1: room holds by itself"),
    ("a cap twice", plan(lambda found: found.update(caps=["profit", "profit"])), "caps: one of them"),
    ("negative limit", plan(lambda found: found.update(limit=-1)), "limit: 1 to"),
    ("unknown task", plan(lambda found: found.update(tasks=["sing"])), "tasks: task 1"),
    ("unknown formula", amount({"formula": "guess"}), "amount: no such choice: 'guess'"),
    ("amount no object", amount(500), "amount: no such choice: None"),
    ("number that the formula lacks", amount({"formula": "value", "fen": 1}), "amount: unknown: fen"),
    ("negative amount", amount({"formula": "fixed", "fen": -1}), "amount: 1 to"),
    ("fraction of a fen", amount({"formula": "fixed", "fen": 0.5}), "amount: 1 to"),
    ("101 percent", amount({"formula": "percent", "percent": 101}), "amount: 1 to 100 percent"),
    ("0 percent", amount({"formula": "percent", "percent": 0}), "amount: 1 to 100 percent"),
    ("turned range", amount({"formula": "range", "low": 9, "high": 9}), "the lower end 0.09"),
    ("refund of nothing", amount({"formula": "nothing"}), "partial_refund does not go with the amount nothing"),
    ("refund of goods by the freight", amount({"formula": "freight"}), "freight refund go together"),
    ("words with money", plan(lambda found: found.update(kind="explain")), "explain does not go with the amount"),
    ("deadline of another kind", plan(lambda found: found.update(deadline={"kind": "soon", "amount": 1})), "deadline"),
    ("25 o'clock", plan(lambda found: found.update(deadline={"kind": "by_hour", "amount": 25})), "deadline"),
    ("freight of nothing", plan(lambda found: found.update(freight_back="shop")), "goods that come back"),
    ("goods back from nobody", plan(lambda found: found.update(freight_back="none"), 1), "goods that come back"),
    (
        "goods back for a partial refund",
        plan(lambda found: found.update(goods_back="first", freight_back="shop")),
        "partial_refund does not go with goods back",
    ),
    ("freight out of nothing", plan(lambda found: found.update(freight_out="shop")), "goods that are sent again"),
    (
        "freight for who bears it",
        plan(lambda found: found.update(freight_back="buyer", refunds_freight=True), 1),
        "the freight is refunded once",
    ),
    (
        "freight on top of freight",
        plan(
            lambda found: found.update(
                kind="freight_refund", amount={"formula": "freight"}, caps=[], refunds_freight=True
            )
        ),
        "the freight is refunded once",
    ),
    ("a cap of no money", plan(lambda found: found.update(caps=["profit"]), 2), "no caps and no limit"),
    ("a limit of no money", plan(lambda found: found.update(limit=500), 2), "no caps and no limit"),
    (
        "an extra that is neither",
        plan(lambda found: found.update(extras=[{"kind": "repair", "amount": {"formula": "nothing"}, "when": []}])),
        "extras: extra 1: an extra is a coupon",
    ),
    (
        "a coupon without an amount",
        plan(lambda found: found.update(extras=[{"kind": "coupon", "amount": {"formula": "nothing"}, "when": []}])),
        "extras: extra 1: an extra is a coupon",
    ),
]


@pytest.mark.row("C13")
@pytest.mark.parametrize(("change", "where"), [pytest.param(*broken[1:], id=broken[0]) for broken in BROKEN])
def test_a_broken_book_is_refused_and_the_place_is_named(change: Callable[[dict[str, Any]], Any], where: str) -> None:
    stored = book()
    parse_rulebook(deepcopy(stored))
    change(stored)
    with pytest.raises(ValueError) as refused:
        parse_rulebook(stored)
    assert where in str(refused.value)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=8,
)


@given(st.data(), json_values)
def test_any_other_json_in_any_place_is_a_value_error_or_a_book(data: st.DataObject, value: Any) -> None:
    stored = book()
    place: Any = stored
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = value
    try:
        found = parse_rulebook(stored)
    except ValueError:
        return
    assert found.as_json() == stored
