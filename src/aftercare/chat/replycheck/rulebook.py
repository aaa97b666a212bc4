"""The rules of the reply check as data: strictly read, so that what is stored can always be applied (S11)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from aftercare.chat.replycheck.phrases import problem_of, steps_of
from aftercare.chat.replycheck.terms import ALWAYS_ON, Detector, HitKind

MOST_RULES: Final = 200
MOST_PHRASES: Final = 250  # in one list of a rule
MOST_STEPS: Final = 6000  # of all phrases together, a gap counting nine: what one place of a text may cost at worst
MOST_TEXT: Final = 200
MOST_REACH: Final = 2
_CODE: Final = re.compile(r"[a-z][a-z0-9_.]{0,49}", re.ASCII)
_KEYS: Final = ("code", "kind", "by", "is_on", "phrases", "partners", "unless", "reach", "why", "better")


@dataclass(frozen=True)
class Rule:
    """One rule. What its words are for depends on how it finds (`by`): phrases that are hit; for PAIR one of them near
    one of `partners`; for numbers words that say what follows. Inside `unless` nothing is hit; for numbers those are
    words that say whose the number is. `reach`: ends of sentences between the words of a pair, 2: the answer before
    counts as well. `why` is a message id or the shop's own words, `better` what may stand in the place of the hit."""

    code: str
    kind: HitKind
    by: Detector
    why: str
    better: str
    phrases: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    reach: int = 0
    is_on: bool = True

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "kind": self.kind.value,
            "by": self.by.value,
            "is_on": self.is_on,
            "phrases": list(self.phrases),
            "partners": list(self.partners),
            "unless": list(self.unless),
            "reach": self.reach,
            "why": self.why,
            "better": self.better,
        }

    @property
    def must_stay(self) -> bool:
        """It blocks, and cannot be switched off or removed."""
        return self.by in ALWAYS_ON


@dataclass(frozen=True)
class Rulebook:
    """All rules of a shop at one time. Hits are explained by their rule and the version."""

    version: int
    rules: tuple[Rule, ...]

    def rule(self, code: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.code == code), None)

    def of_kind(self, kind: HitKind) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.kind is kind)

    def with_rule(self, rule: Rule) -> "Rulebook":
        """The rule in the place of the one with its code, or as the last one."""
        if self.rule(rule.code) is None:
            return replace(self, rules=(*self.rules, rule))
        return replace(self, rules=tuple(rule if one.code == rule.code else one for one in self.rules))

    def without(self, code: str) -> "Rulebook":
        return replace(self, rules=tuple(one for one in self.rules if one.code != code))

    def as_json(self) -> dict[str, Any]:
        """The JSON form that `parse_rulebook` reads; there and back is the same, both ways."""
        return {"version": self.version, "rules": [rule.as_json() for rule in self.rules]}


class WrongRule(ValueError):
    """A rule that cannot be used: `field` is the part of it, `why` a code for the sentence, `what` the phrase."""

    def __init__(self, field: str, why: str, what: str = "", code: str = "") -> None:
        super().__init__(f"{code or 'rule'}: {field}: {why} {what}".strip())
        self.field, self.why, self.what, self.code = field, why, what, code


def parse_rulebook(value: Any) -> Rulebook:
    """Read a rulebook of which every key is given. WrongRule (a ValueError) says which rule, which part, and why."""
    if not isinstance(value, dict) or set(value) != {"version", "rules"}:
        raise WrongRule("rules", "form")
    version, rules = value["version"], value["rules"]
    if type(version) is not int or version < 1:
        raise WrongRule("version", "form")
    if not isinstance(rules, list) or len(rules) > MOST_RULES:
        raise WrongRule("rules", "many")
    book = Rulebook(version, tuple(map(read_rule, rules)))
    codes = [rule.code for rule in book.rules]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise WrongRule("code", "twice", twice, twice)
    _check_whole(book)
    return book


def _check_whole(book: Rulebook) -> None:
    """What no rule can know by itself: the cost of all, and that what blocks is there."""
    phrases = [one for rule in book.rules for one in (*rule.phrases, *rule.partners, *rule.unless)]
    if sum(map(steps_of, phrases)) > MOST_STEPS:
        raise WrongRule("phrases", "cost")
    if missing := ALWAYS_ON - {rule.by for rule in book.rules if rule.is_on}:
        raise WrongRule("is_on", "blocks", sorted(missing)[0])


def read_rule(value: Any) -> Rule:
    """Read one rule in the form of `as_json`, every key given."""
    if not isinstance(value, dict) or set(value) != set(_KEYS):
        raise WrongRule("rule", "form")
    code = value["code"]
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        raise WrongRule("code", "form")
    try:
        return _read(code, value)
    except WrongRule as wrong:
        raise WrongRule(wrong.field, wrong.why, wrong.what, code) from None


def _read(code: str, value: Mapping[str, Any]) -> Rule:
    kind, by, reach, is_on = value["kind"], value["by"], value["reach"], value["is_on"]
    if kind not in HitKind.values or by not in list(Detector) or _is_foreign(HitKind(kind), Detector(by)):
        raise WrongRule("kind", "form")
    if type(reach) is not int or not 0 <= reach <= MOST_REACH or type(is_on) is not bool:
        raise WrongRule("reach", "form")
    lists = {name: _phrases(name, value[name]) for name in ("phrases", "partners", "unless")}
    if by in (Detector.PHRASES, Detector.PAIR) and not lists["phrases"]:
        raise WrongRule("phrases", "none")
    if (by == Detector.PAIR) != bool(lists["partners"]):
        raise WrongRule("partners", "none")
    why, better = _text("why", value["why"]), _text("better", value["better"])
    words = lists["phrases"], lists["partners"], lists["unless"]
    rule = Rule(code, HitKind(kind), Detector(by), why, better, *words, reach=reach, is_on=is_on)
    if rule.must_stay and not is_on:
        raise WrongRule("is_on", "blocks")
    return rule


def _is_foreign(kind: HitKind, by: Detector) -> bool:
    """Numbers are personal data, a pair is a bought review, what was said before is repeated; words are the rest."""
    belongs = {Detector.PAIR: HitKind.REVIEW_BOUGHT, Detector.REPEATED: HitKind.REPEATED}
    if by is Detector.PHRASES:
        return kind in (*belongs.values(), HitKind.PERSONAL_DATA)
    return kind is not belongs.get(by, HitKind.PERSONAL_DATA)


def _phrases(name: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > MOST_PHRASES:
        raise WrongRule(name, "many")
    for phrase in value:
        if not isinstance(phrase, str) or phrase != phrase.strip():
            raise WrongRule(name, "form")
        if why := problem_of(phrase):
            raise WrongRule(name, why, phrase)
    if len(set(value)) != len(value):
        raise WrongRule(name, "twice", next(one for one in value if value.count(one) > 1))
    return tuple(value)


def _text(name: str, value: Any) -> str:
    """Never empty: gettext answers an empty id with its header."""
    if not isinstance(value, str) or not value.strip() or value != value.strip() or len(value) > MOST_TEXT:
        raise WrongRule(name, "text")
    return value
