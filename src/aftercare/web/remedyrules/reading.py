"""The form of a rule read back: JSON as the rulebook stores it, and a sentence for each field that cannot be used."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from aftercare.cases.remedies import plans, rulebook
from aftercare.cases.remedies.conditions import MOST_VALUES
from aftercare.cases.remedies.facts import SHAPES, Fact
from aftercare.cases.remedies.reading import MOST_FEN
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
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.web.numbers import read_number
from aftercare.web.remedyrules import fitting
from aftercare.web.remedyrules.choices import UNKNOWN, values_of
from aftercare.web.remedyrules.filling import BETWEEN
from aftercare.web.remedyrules.nodes import Node
from aftercare.web.shops.forms import HALF_WIDTH

E = TypeVar("E", bound=Enum)
LONGEST = 500
MOST_COUNT = 100_000
CHOOSE = "choose"


class RuleReader:
    """Reads one form. `problems` maps the posted name of a field to its sentence; with any, `rule` is of no use."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self.problems: dict[str, str] = {}

    def rule(self, code: str) -> dict[str, Any]:
        """The rule as JSON."""
        root = self.root
        found = {
            "code": code,
            "label": self._kept_text(root, "label"),
            "source": self._text(root, "source"),
            "when": self._when(root),
            "plans": [self._plan(node) for node in root.group("plan")],
        }
        if not 1 <= len(root.group("plan")) <= rulebook.MOST_PLANS:
            self._wrong(root, "plan", _("A rule has 1 to %(most)s plans.") % {"most": rulebook.MOST_PLANS})
        return found

    def _plan(self, node: Node) -> dict[str, Any]:
        kind, clause = self._choice(node, "kind", RemedyKind), self._kept_text(node, "clause")
        if kind is None:
            return {}
        plan = {
            "kind": kind.value,
            "clause": clause,
            "amount": self._amount(node, kind),
            "caps": [],
            "limit": None,
            **self._ways(node, kind),
            "deadline": self._deadline(node),
            "approval": self._value(node, "approval", Approval),
            "extras": [self._extra(each) for each in node.group("extra")],
            "tasks": self._ticked(node, "tasks", list(Task)),
            "when": self._when(node),
        }
        if plan["amount"]["formula"] != Formula.NOTHING.value:
            plan["caps"] = self._ticked(node, "caps", [cap for cap in Cap if cap in CHOSEN_CAPS])
            plan["limit"] = self._fen(node, "limit") if node.text("limit").strip() else None
        if len(node.group("extra")) > plans.MOST_EXTRAS:
            self._wrong(node, "extra", _("At most %(most)s of them.") % {"most": plans.MOST_EXTRAS})
        return plan

    def _ways(self, node: Node, kind: RemedyKind) -> dict[str, Any]:
        """Goods back, freights, and whether the buyer's freight is refunded: only what fits is asked."""
        back = self._fitting(node, "goods_back", GoodsBack, fitting.goods_back(kind))
        bearer = self._fitting(node, "freight_back", BearsFreight, fitting.freight_back(back or GoodsBack.NO))
        out = self._fitting(node, "freight_out", BearsFreight, fitting.freight_out(kind))
        is_refunded = fitting.refunds_freight(kind) and bool(node.text("refunds_freight"))
        if is_refunded and bearer is BearsFreight.BUYER:
            self._wrong(node, "refunds_freight", _("The buyer bears the way back, so that freight is not refunded."))
        return {
            "freight_back": bearer and bearer.value,
            "freight_out": out and out.value,
            "refunds_freight": is_refunded,
            "goods_back": back and back.value,
        }

    def _amount(self, node: Node, kind: RemedyKind) -> dict[str, Any]:
        formula = self._fitting(node, "formula", Formula, fitting.formulas(kind))
        match formula:
            case Formula.FIXED:
                return {"formula": formula.value, "fen": self._fen(node, "low")}
            case Formula.RANGE:
                return self._range(node)
            case Formula.PERCENT:
                percent = read_number(node.text("percent").strip().translate(HALF_WIDTH).rstrip("%％"))
                if percent is None or not 1 <= percent <= 100:
                    self._wrong(node, "percent", _("Enter a whole number from 1 to 100."))
                return {"formula": formula.value, "percent": percent}
            case _other:
                return {"formula": (formula or Formula.NOTHING).value}

    def _range(self, node: Node) -> dict[str, Any]:
        low, high = self._fen(node, "low"), self._fen(node, "high")
        if low is not None and high is not None and low >= high:
            self._wrong(node, "high", _("This must be more than the other amount."))
        return {"formula": Formula.RANGE.value, "low": low, "high": high}

    def _extra(self, node: Node) -> dict[str, Any]:
        kind = self._choice(node, "kind", RemedyKind, fitting.EXTRAS)
        amount: dict[str, Any] = {"formula": Formula.NOTHING.value}
        if kind is RemedyKind.COUPON:
            is_range = bool(node.text("high").strip())
            amount = self._range(node) if is_range else {"formula": "fixed", "fen": self._fen(node, "low")}
        return {"kind": kind and kind.value, "amount": amount, "when": self._when(node)}

    def _deadline(self, node: Node) -> dict[str, Any] | None:
        unit = node.text("deadline_unit")
        if not unit:
            return None
        kind = self._choice(node, "deadline_unit", SpanKind)
        amount = read_number(node.text("deadline_amount").strip().translate(HALF_WIDTH))
        if kind is not None and (amount is None or not 1 <= amount <= Span.MOST[kind]):
            sentence = _("Enter a whole number from 1 to %(most)s.") % {"most": Span.MOST[kind]}
            self._wrong(node, "deadline_amount", sentence)
        return {"kind": unit, "amount": amount}

    def _when(self, node: Node) -> list[dict[str, Any]]:
        conditions = node.group("when")
        if len(conditions) > plans.MOST_CONDITIONS:
            self._wrong(node, "when", _("At most %(most)s of them.") % {"most": plans.MOST_CONDITIONS})
        return [self._condition(each) for each in conditions]

    def _condition(self, node: Node) -> dict[str, Any]:
        fact = self._choice(node, "fact", Fact)
        operator = self._choice(node, "operator", Operator, fitting.operators(fact)) if fact else None
        if fact is None or operator is None:
            return {}
        value = self._typed(node, fact, operator) if fitting.is_typed(fact) else self._chosen(node, fact, operator)
        return {"fact": fact.value, "operator": operator.value, "value": value}

    def _typed(self, node: Node, fact: Fact, operator: Operator) -> int | None:
        """A number, or an amount in fen. Empty is "not known" where that can be asked."""
        text = node.text("value").strip().translate(HALF_WIDTH)
        may_be_empty = SHAPES[fact].may_be_unknown and operator in (Operator.IS, Operator.IS_NOT)
        if not text and may_be_empty:
            return None
        if fitting.is_count(fact):
            count = read_number(text)
            if count is None or count > MOST_COUNT:
                self._wrong(node, "value", _("Enter a whole number."))
            return count
        return self._fen(node, "value", least=-MOST_FEN if fitting.may_be_a_loss(fact) else 0)

    def _chosen(self, node: Node, fact: Fact, operator: Operator) -> Any:
        known = [code for code, _name in values_of(fact)]
        if operator is Operator.IN:
            ticked = self._ordered(node, "value", node.all("value"), known)
            if not 1 <= len(ticked) <= MOST_VALUES:
                self._wrong(node, "value", _("Choose at least one."))
            return ticked
        value = node.text("value") if len(node.all("value")) == 1 else CHOOSE
        if value == UNKNOWN and SHAPES[fact].may_be_unknown:
            return None
        if value not in known:
            self._wrong(node, "value", _("Choose one of the list."))
        return value == "yes" if SHAPES[fact].is_flag else value

    def _fitting(self, node: Node, name: str, choices: type[E], allowed: Sequence[E]) -> E | None:
        """The choice; what leaves none was not asked."""
        return allowed[0] if len(allowed) == 1 else self._choice(node, name, choices, allowed)

    def _choice(self, node: Node, name: str, choices: type[E], allowed: Iterable[E] | None = None) -> E | None:
        text = node.text(name)
        found = next((each for each in (choices if allowed is None else allowed) if each.value == text), None)
        if found is None:
            self._wrong(node, name, _("Choose one of the list."))
        return found

    def _value(self, node: Node, name: str, choices: type[E]) -> Any:
        found = self._choice(node, name, choices)
        return found and found.value

    def _ticked(self, node: Node, name: str, choices: Sequence[Enum]) -> list[str]:
        return self._ordered(node, name, node.all(name), [each.value for each in choices])

    def _ordered(self, node: Node, name: str, ticked: Sequence[str], known: Sequence[str]) -> list[str]:
        """What is ticked: first in the order in which it was stored, then in the order of the set."""
        if not set(ticked) <= set(known):
            self._wrong(node, name, _("Choose one of the list."))
        stored = node.text(f"{name}_stored").split(BETWEEN)
        before = [code for code in stored if code in ticked]
        return [*dict.fromkeys(before), *(code for code in known if code in ticked and code not in before)]

    def _kept_text(self, node: Node, name: str) -> str:
        """What was typed; the stored text when that is what its translation says."""
        typed, stored = self._text(node, name), node.text(f"{name}_stored")
        return stored if stored and typed == clean(_(stored)) else typed

    def _text(self, node: Node, name: str) -> str:
        text = clean(node.text(name))
        if not text:
            self._wrong(node, name, _("Please fill this in."))
        elif len(text) > LONGEST:
            self._wrong(node, name, _("At most %(most)s characters.") % {"most": LONGEST})
        return text

    def _fen(self, node: Node, name: str, *, least: int = 1) -> int | None:
        text = node.text(name).strip().translate(HALF_WIDTH).lstrip("¥￥").replace(",", "").replace("－", "-")
        try:
            fen = Money.from_yuan(text).fen
        except ValueError:
            self._wrong(node, name, _("Enter an amount in yuan with at most two decimals."))
            return None
        if not least <= fen <= MOST_FEN:
            bounds = {"least": Money(least).yuan, "most": Money(MOST_FEN).yuan}
            self._wrong(node, name, _("Enter an amount from ¥%(least)s to ¥%(most)s.") % bounds)
        return fen

    def _wrong(self, node: Node, name: str, sentence: str) -> None:
        self.problems.setdefault(node.named(name), sentence)
