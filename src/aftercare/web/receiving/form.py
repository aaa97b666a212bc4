"""The receiving form's fields as the inputs of moves."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from aftercare.cases.flows.spec import Move

_LINE_FIELDS = {
    "pieces": "received_lines",
    "good": "inspected_lines",
    "defective": "inspected_lines",
    "good_to": "inspected_lines",
    "defective_to": "inspected_lines",
    "finding": "inspected_lines",
}
_NAMES = {"finding": "note"}  # the note of a line; "note" alone is the note of the move


def is_step(move: Move) -> bool:
    """Whether it is a step of this page: count a parcel, turn it away, inspect it."""
    return move.code == "turn_away" or not {"received_lines", "inspected_lines"}.isdisjoint(move.needs)


def finds_in_order(move: Move) -> bool:
    """Whether it ends an inspection that found no problem; a table may have several, by what comes next."""
    return "inspected_lines" in move.needs and "note" not in move.needs


def read_form(move: Move, posted: Mapping[str, str]) -> dict[str, Any]:
    """The inputs that the move takes, as raw values; fields of the other buttons of the same form are left out.

    Lines are fields like `pieces-17` or `good-17`; whether line 17 belongs to the case is asked by the move itself.
    """
    wanted = {*move.needs, *move.takes}
    inputs: dict[str, Any] = {name: posted[name] for name in wanted if posted.get(name)}
    lines: dict[str, dict[str, Any]] = defaultdict(dict)
    for key, value in posted.items():
        name, dash, line = key.partition("-")
        target = _LINE_FIELDS.get(name) if dash else None
        if target not in wanted:
            continue
        if name == "pieces":
            lines["received_lines"][line] = value
        else:
            lines["inspected_lines"].setdefault(line, {})[_NAMES.get(name, name)] = value
    return {**inputs, **lines}
