"""The rules of a shop as data: strictly read, so that what is stored can always be applied and explained (C13)."""

import re
from dataclasses import dataclass
from typing import Any

from aftercare.cases.remedies.conditions import Condition
from aftercare.cases.remedies.plans import PlanTemplate, read_plan, read_when
from aftercare.cases.remedies.reading import inside, read_list, read_object, read_text

MOST_RULES = 200
MOST_PLANS = 12
MOST_CODE = 50

_CODE = re.compile(rf"[a-z][a-z0-9_]{{0,{MOST_CODE - 1}}}", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """When all conditions hold, these plans are proposed in this order."""

    code: str
    label: str  # message id, or the shop's own words
    source: str  # where it comes from, such as "B 三(二)A" or the shop's own decision
    when: tuple[Condition, ...]
    plans: tuple[PlanTemplate, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label,
            "source": self.source,
            "when": [condition.as_json() for condition in self.when],
            "plans": [plan.as_json() for plan in self.plans],
        }


@dataclass(frozen=True)
class Rulebook:
    """All rules of a shop at one time, in the order in which their plans are proposed. Decisions show the version."""

    version: int
    rules: tuple[Rule, ...]

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    def as_json(self) -> dict[str, Any]:
        """The JSON form that `parse_rulebook` reads; there and back is the same, both ways."""
        return {"version": self.version, "rules": [rule.as_json() for rule in self.rules]}


def parse_rulebook(value: Any) -> Rulebook:
    """Read a rulebook of which every key is given. ValueError says in a sentence what is wrong and where."""
    found = read_object(value, ("version", "rules"))
    version = found["version"]
    if type(version) is not int or version < 1:
        raise ValueError(f"version: a number from 1 is needed, not {version!r}")
    with inside("rules"):
        rules = read_list(found["rules"], read_rule, "rule", most=MOST_RULES)
    codes = [rule.code for rule in rules]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ValueError(f"rules: the code stands there twice: {', '.join(twice)}")
    return Rulebook(version, rules)


def read_rule(value: Any) -> Rule:
    """Read one rule in the form of `as_json`, every key given. ValueError says which part is wrong."""
    found = read_object(value, ("code", "label", "source", "when", "plans"))
    code = found["code"]
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ValueError(f"code: up to 50 of a-z, 0-9 and _ are needed, a letter first, not {code!r}")
    with inside(code):
        with inside("label"):
            label = read_text(found["label"])
        with inside("source"):
            source = read_text(found["source"])
        with inside("plans"):
            plans = read_list(found["plans"], read_plan, "plan", most=MOST_PLANS, least=1)
        return Rule(code, label, source, read_when(found["when"]), plans)
