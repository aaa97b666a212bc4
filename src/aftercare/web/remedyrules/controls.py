"""The controls of the rule's form: for each node only those that fit what has been chosen so far."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from aftercare.cases.remedies.facts import SHAPES, Fact
from aftercare.cases.remedies.plans import MOST_CONDITIONS, MOST_EXTRAS
from aftercare.cases.remedies.rulebook import MOST_PLANS
from aftercare.cases.remedies.terms import (
    CHOSEN_CAPS,
    Approval,
    BearsFreight,
    Cap,
    Formula,
    GoodsBack,
    Operator,
    RemedyKind,
    Task,
)
from aftercare.web.remedyrules import fitting
from aftercare.web.remedyrules.choices import values_of, with_unknown
from aftercare.web.remedyrules.nodes import Node
from aftercare.web.shops.words import UNITS

C = TypeVar("C", bound=Enum)
LETTERS = "ABCDEFGHIJKL"


@dataclass(frozen=True)
class Control:
    """One field. `kind` 'text', 'area', 'money', 'number', 'select', 'ticks', 'check' or 'hidden'; `reshapes` when
    other controls depend on it; options are (value, label, whether it is chosen)."""

    kind: str
    name: str
    label: Any = ""
    value: str = ""
    options: Sequence[tuple[str, Any, bool]] = ()
    error: str = ""
    hint: Any = ""
    reshapes: bool = False
    is_wide: bool = False


@dataclass(frozen=True)
class Part:
    """A node as printed: its controls, its conditions, and for a plan its extras. `errors` belong to no field."""

    name: str
    controls: Sequence[Control]
    title: str = ""
    when: Sequence["Part"] = ()
    extras: Sequence["Part"] = ()
    errors: Sequence[str] = ()
    is_first: bool = False
    is_last: bool = False
    may_add: Mapping[str, bool] = field(default_factory=dict)  # kind of node -> whether one more fits

    @property
    def prefix(self) -> str:
        """What the names of its groups begin with."""
        return f"{self.name}-" if self.name else ""


class RuleControls:
    """The whole form: `rule` with its conditions, and `plans`."""

    def __init__(self, root: Node, problems: Mapping[str, str]) -> None:
        self.root, self.problems = root, problems

    @property
    def rule(self) -> Part:
        root = self.root
        controls = [
            self._text(root, "label", _("Name of the rule")),
            self._hidden(root, "label_stored"),
            self._text(root, "source", _("Where it comes from"), hint=_("A source, or who decided it and when.")),
        ]
        errors = [text for name, text in self.problems.items() if name in ("plan", "when", "value")]
        return Part("", controls, when=self._when(root), errors=errors, may_add=self._more(root))

    @property
    def plans(self) -> list[Part]:
        nodes = self.root.group("plan")
        return [self._plan(node, place, len(nodes)) for place, node in enumerate(nodes)]

    def _plan(self, node: Node, place: int, count: int) -> Part:
        return Part(
            node.name,
            list(self._plan_controls(node)),
            title=_("Plan %(letter)s") % {"letter": LETTERS[place] if place < len(LETTERS) else place + 1},
            when=self._when(node),
            extras=[self._extra(each, at, len(node.group("extra"))) for at, each in enumerate(node.group("extra"))],
            errors=self._loose(node),
            is_first=place == 0,
            is_last=place == count - 1,
            may_add=self._more(node),
        )

    def _plan_controls(self, node: Node) -> Iterator[Control]:
        yield self._select(node, "kind", _("What is offered"), RemedyKind, is_open=True, reshapes=True)
        yield self._text(node, "clause", _("What it says to the agent"), kind="area")
        yield self._hidden(node, "clause_stored")
        kind = _chosen(node, "kind", tuple(RemedyKind))
        if kind is None:
            return
        yield from self._money(node, kind)
        yield from self._ways(node, kind)
        yield Control(
            "number",
            node.named("deadline_amount"),
            _("Within"),
            node.text("deadline_amount"),
            error=self._error(node, "deadline_amount"),
        )
        units = [("", _("no deadline")), *((unit.value, label) for unit, label in UNITS.items())]
        yield self._options(node, "deadline_unit", _("Unit of the time"), units)
        yield self._select(node, "approval", _("Approval"), Approval)
        yield self._ticks(node, "tasks", _("What else is to be done"), Task)
        yield self._hidden(node, "tasks_stored")

    def _money(self, node: Node, kind: RemedyKind) -> Iterator[Control]:
        allowed = fitting.formulas(kind)
        formula = _effective(node, "formula", allowed)
        if formula is Formula.NOTHING:
            return
        if len(allowed) > 1:
            yield self._select(node, "formula", _("Amount"), allowed, reshapes=True)
        if formula is Formula.FIXED:
            yield self._yuan(node, "low", _("How much"))
        elif formula is Formula.RANGE:
            yield self._yuan(node, "low", _("Usually"))
            yield self._yuan(node, "high", _("When it is severe"))
        elif formula is Formula.PERCENT:
            sentence = self._error(node, "percent")
            yield Control("number", node.named("percent"), _("Percent"), node.text("percent"), error=sentence)
        hint = _("Empty: none but those that always hold.")
        yield self._yuan(node, "limit", _("At most (optional)"), hint=hint)
        yield self._ticks(node, "caps", _("And never more than"), [cap for cap in Cap if cap in CHOSEN_CAPS])
        yield self._hidden(node, "caps_stored")

    def _ways(self, node: Node, kind: RemedyKind) -> Iterator[Control]:
        backs = fitting.goods_back(kind)
        back = _effective(node, "goods_back", backs)
        if len(backs) > 1:
            yield self._select(node, "goods_back", _("Goods back"), backs, reshapes=kind is RemedyKind.RESHIP)
        if back is not GoodsBack.NO:
            yield self._select(node, "freight_back", _("Who bears the way back"), fitting.freight_back(back))
        bearers = fitting.freight_out(kind)
        if bearers != (BearsFreight.NONE,):
            yield self._select(node, "freight_out", _("Who bears the way out"), bearers)
        if fitting.refunds_freight(kind):
            yield Control(
                "check",
                node.named("refunds_freight"),
                _("The buyer's freight is refunded on top"),
                node.text("refunds_freight"),
                error=self._error(node, "refunds_freight"),
            )

    def _extra(self, node: Node, place: int, count: int) -> Part:
        controls = [self._select(node, "kind", _("What comes on top"), fitting.EXTRAS, reshapes=True)]
        if _effective(node, "kind", fitting.EXTRAS) is RemedyKind.COUPON:
            controls += [
                self._yuan(node, "low", _("How much")),
                self._yuan(node, "high", _("When it is severe (optional)")),
            ]
        return Part(
            node.name,
            controls,
            title=_("On top %(number)s") % {"number": place + 1},
            when=self._when(node),
            errors=self._loose(node),
            is_first=place == 0,
            is_last=place == count - 1,
            may_add=self._more(node),
        )

    def _when(self, node: Node) -> list[Part]:
        return [Part(each.name, list(self._condition(each))) for each in node.group("when")]

    def _condition(self, node: Node) -> Iterator[Control]:
        yield self._select(node, "fact", _("Fact"), Fact, is_open=True, reshapes=True)
        fact = _chosen(node, "fact", tuple(Fact))
        if fact is None:
            return
        operators = fitting.operators(fact)
        operator = _effective(node, "operator", operators)
        yield self._select(node, "operator", _("Comparison"), operators, reshapes=not fitting.is_typed(fact))
        if fitting.is_typed(fact):
            kind = "number" if fitting.is_count(fact) else "money"
            may_be_empty = SHAPES[fact].may_be_unknown and operator in (Operator.IS, Operator.IS_NOT)
            hint = _("Empty: not known") if may_be_empty else ""
            sentence = self._error(node, "value")
            yield Control(kind, node.named("value"), _("Value"), node.text("value"), error=sentence, hint=hint)
        elif operator is Operator.IN:
            yield self._options(node, "value", _("Values"), values_of(fact), kind="ticks")
        else:
            yield self._options(node, "value", _("Value"), with_unknown(fact))
        yield self._hidden(node, "value_stored")

    def _more(self, node: Node) -> dict[str, bool]:
        most = {"when": MOST_CONDITIONS, "extra": MOST_EXTRAS, "plan": MOST_PLANS}
        return {kind: len(node.group(kind)) < count for kind, count in most.items()}

    def _loose(self, node: Node) -> list[str]:
        names = [node.named(kind) for kind in ("when", "extra")]
        return [self.problems[name] for name in names if name in self.problems]

    def _text(self, node: Node, name: str, label: str, *, kind: str = "text", hint: str = "") -> Control:
        sentence = self._error(node, name)
        return Control(kind, node.named(name), label, node.text(name), error=sentence, hint=hint, is_wide=True)

    def _yuan(self, node: Node, name: str, label: str, *, hint: str = "") -> Control:
        return Control("money", node.named(name), label, node.text(name), error=self._error(node, name), hint=hint)

    def _hidden(self, node: Node, name: str) -> Control:
        return Control("hidden", node.named(name), value=node.text(name))

    def _select(
        self,
        node: Node,
        name: str,
        label: str,
        choices: Iterable[Any],
        *,
        is_open: bool = False,
        reshapes: bool = False,
    ) -> Control:
        """`is_open`: nothing is chosen before somebody chooses."""
        options = [(each.value, each.label) for each in choices]
        return self._options(node, name, label, [("", "–"), *options] if is_open else options, reshapes=reshapes)

    def _ticks(self, node: Node, name: str, label: str, choices: Iterable[Any]) -> Control:
        return self._options(node, name, label, [(each.value, each.label) for each in choices], kind="ticks")

    def _options(self, node: Node, name: str, label: str, options: Iterable[tuple[str, Any]], **how: Any) -> Control:
        chosen = node.all(name)
        return Control(
            how.get("kind", "select"),
            node.named(name),
            label,
            options=[(value, text, value in chosen) for value, text in options],
            error=self._error(node, name),
            reshapes=how.get("reshapes", False),
            is_wide=how.get("kind") == "ticks",
        )

    def _error(self, node: Node, name: str) -> str:
        return self.problems.get(node.named(name), "")


def _chosen(node: Node, name: str, allowed: Sequence[C]) -> C | None:
    return next((each for each in allowed if each.value == node.text(name)), None)


def _effective(node: Node, name: str, allowed: Sequence[C]) -> C:
    """What a select without an answer shows: the first."""
    return _chosen(node, name, allowed) or allowed[0]
