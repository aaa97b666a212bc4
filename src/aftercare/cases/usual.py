"""What a form proposes before anybody has typed: the buyer's wish as far as the rules allow it. Pure."""

from collections.abc import Mapping
from typing import Any

from aftercare.cases.facts import CaseFacts, Grant
from aftercare.cases.flows.spec import Move
from aftercare.cases.rules import USUAL_RESPONSIBLE, freight_limit, spread
from aftercare.cases.terms import Responsible
from aftercare.core.money import Money


def usual_grant(facts: CaseFacts) -> Grant:
    """What was granted already, else what was asked: no line above what is left of it, no freight above its limit."""
    base = facts.granted or _planned(facts) or facts.asked
    responsible = facts.responsible
    if facts.granted is None and responsible is Responsible.UNDECIDED:
        responsible = USUAL_RESPONSIBLE[facts.reason]
    rooms = {line.id: line.room for line in facts.lines}
    lines = {pk: (pieces, min(amount, rooms[pk])) for pk, (pieces, amount) in base.lines.items()}
    return Grant(lines, min(base.freight, freight_limit(facts, responsible)), responsible)


def _planned(facts: CaseFacts) -> Grant | None:
    """The money of the remedy that was chosen, shared out over the lines (C13)."""
    if "plan_goods" not in facts.details:
        return None
    shares = spread(Money(facts.details["plan_goods"]), [(line.id, line.room) for line in facts.lines])
    lines = {line.id: (line.asked, shares[line.id]) for line in facts.lines}
    return Grant(lines, Money(facts.details["plan_freight"]), facts.responsible)


def usual_inputs(move: Move, facts: CaseFacts) -> dict[str, Any]:
    """The typed inputs of the form as it opens, as far as guards look at them.

    A page greys a button when the form as it opens would be refused, not when the bare wish would be.
    """
    usual = usual_grant(facts)
    values = {"granted_lines": usual.lines, "granted_freight": usual.freight, "responsible": usual.responsible}
    return {name: value for name, value in values.items() if name in (*move.needs, *move.takes)}


def raw_inputs(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The usual inputs as a form would send them."""
    raw: dict[str, Any] = {}
    for name, value in inputs.items():
        if name == "granted_lines":
            raw[name] = {str(pk): {"pieces": str(n), "amount": amount.yuan} for pk, (n, amount) in value.items()}
        else:
            raw[name] = value.yuan if isinstance(value, Money) else value.value
    return raw
