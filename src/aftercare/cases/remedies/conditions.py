"""Conditions over named facts, as data: when a rule, a plan or an extra applies."""

from dataclasses import dataclass
from typing import Any

from aftercare.cases.remedies.facts import SHAPES, Fact, RemedyFacts, read_fact
from aftercare.cases.remedies.reading import inside, plain, read_choice, read_object, read_set
from aftercare.cases.remedies.terms import Operator

MOST_VALUES = 30


@dataclass(frozen=True)
class Condition:
    """One comparison. `value` is as the fact holds it, None for unknown, a tuple of values for `in`."""

    fact: Fact
    operator: Operator
    value: Any

    def holds(self, facts: RemedyFacts) -> bool:
        actual = getattr(facts, self.fact.value)
        match self.operator:
            case Operator.IS:
                return bool(actual == self.value)
            case Operator.IS_NOT:
                return bool(actual != self.value)
            case Operator.IN:
                return actual in self.value
            case Operator.AT_LEAST:
                return actual is not None and actual >= self.value
            case Operator.AT_MOST:
                return actual is not None and actual <= self.value

    def as_json(self) -> dict[str, Any]:
        return {"fact": self.fact.value, "operator": self.operator.value, "value": plain(self.value)}


def all_hold(when: tuple[Condition, ...], facts: RemedyFacts) -> bool:
    return all(condition.holds(facts) for condition in when)


def read_condition(value: Any) -> Condition:
    """Read {"fact": "cause", "operator": "in", "value": ["wrong_item", "mixed"]}. Else ValueError."""
    found = read_object(value, ("fact", "operator", "value"))
    fact = read_choice(Fact)(found["fact"])
    operator = read_choice(Operator)(found["operator"])
    is_by_size = operator in (Operator.AT_LEAST, Operator.AT_MOST)
    if is_by_size and not SHAPES[fact].is_ordered:
        raise ValueError(f"{fact.value} cannot be compared with {operator.value}")
    if operator == Operator.IN:
        if SHAPES[fact].is_ordered or SHAPES[fact].is_flag:
            raise ValueError(f"{fact.value} cannot be compared with {operator.value}")
        with inside(fact.value):
            return Condition(
                fact, operator, read_set(found["value"], SHAPES[fact].read, "value", most=MOST_VALUES, least=1)
            )
    if is_by_size and found["value"] is None:
        raise ValueError(f"{fact.value}: unknown has no size")
    return Condition(fact, operator, read_fact(fact, found["value"]))
