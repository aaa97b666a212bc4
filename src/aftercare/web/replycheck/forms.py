"""The form of one rule: lists with a phrase a line, why, the better wording."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from aftercare.chat.replycheck.defaults import DEFAULT_RULEBOOK
from aftercare.chat.replycheck.rulebook import MOST_TEXT, Rule, Rulebook
from aftercare.chat.replycheck.terms import BLOCKING, Detector, HitKind
from aftercare.core.text import clean
from aftercare.shops.models import Shop
from aftercare.web.replycheck.words import HOW, label_of

FIELDS: Final = ("phrases", "partners", "unless", "why", "better")
LISTS: Final = ("phrases", "partners", "unless")
SPLIT: Final = str.maketrans({"|": "\n", "\r": "\n"})


@dataclass(frozen=True)
class RuleForm:
    """What the form prints. `typed` by field; `problems` beside them; `newest`: the value on screen."""

    shop: Shop
    rule: Rule
    is_new: bool
    typed: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    newest: str = ""
    sees_shops: bool = False

    @property
    def label(self) -> str:
        return _("New rule") if self.is_new else label_of(self.rule)

    @property
    def kind(self) -> str:
        return str(self.rule.kind.label)

    @property
    def how(self) -> str:
        return str(HOW[self.rule.by])

    @property
    def is_blocking(self) -> bool:
        return self.rule.kind in BLOCKING

    @property
    def has_words(self) -> bool:
        return self.rule.by in (Detector.PHRASES, Detector.PAIR)

    @property
    def has_partners(self) -> bool:
        return self.rule.by is Detector.PAIR

    @property
    def is_repeated(self) -> bool:
        return self.rule.by is Detector.REPEATED

    @property
    def may_reset(self) -> bool:
        default = DEFAULT_RULEBOOK.rule(self.rule.code)
        return default is not None and default != self.rule

    @property
    def most_text(self) -> int:
        return MOST_TEXT

    @property
    def loose_problems(self) -> list[str]:
        """Those that belong to no field of the form."""
        shown = {*FIELDS} - ({"partners"} if not self.has_partners else set())
        return [text for name, text in self.problems.items() if name not in shown]


def filled(rule: Rule) -> dict[str, str]:
    """The rule as it stands in the form; why in the reader's language."""
    lists = {name: "\n".join(getattr(rule, name)) for name in LISTS}
    return {**lists, "why": _(rule.why) if rule.why else "", "better": rule.better}


def rule_of(rule: Rule, typed: Mapping[str, str]) -> Rule:
    """The rule with what was typed. The text of a default that was left as it is stays a message id, so that it is
    read in every language."""
    phrases, partners, unless = (_phrases(typed[name]) for name in LISTS)
    why = clean(typed["why"])
    was = rule.why if rule.why and why == _(rule.why) else why
    better = clean(typed["better"])
    return replace(rule, phrases=phrases, partners=partners, unless=unless, why=was, better=better)


def _phrases(text: str) -> tuple[str, ...]:
    """One a line (or with | between them), each once."""
    found = (clean(line) for line in text.translate(SPLIT).split("\n"))
    return tuple(dict.fromkeys(line for line in found if line))


def own_rule(book: Rulebook, kind: HitKind) -> Rule:
    """An empty rule of the shop's own, under the next free code."""
    number = 1
    while book.rule(f"own.{number}"):
        number += 1
    by = Detector.PAIR if kind is HitKind.REVIEW_BOUGHT else Detector.PHRASES
    partners = next((rule.partners for rule in DEFAULT_RULEBOOK.rules if rule.by is by), ())
    return Rule(f"own.{number}", kind, by, "", "", partners=partners, reach=1 if by is Detector.PAIR else 0)
