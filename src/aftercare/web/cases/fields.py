"""Fields of a step's form as the template prints them, and those that have one row per line of the case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from aftercare.cases.facts import CaseFacts, Grant, LineFacts
from aftercare.cases.inputs import Input, Widget
from aftercare.cases.terms import DEFECTIVE_TO, GOOD_TO, Disposition
from aftercare.core.money import Money
from aftercare.core.text import clean


@dataclass(frozen=True)
class Choice:
    """One line of a select. `refusal` greys it; `clause` is the text that goes with it."""

    value: str
    label: Any
    is_chosen: bool
    refusal: str = ""
    clause: Any = ""


@dataclass(frozen=True)
class LineFields:
    """One line of the case with its cells; each cell's value is what was typed, else what the form proposes."""

    id: int
    facts: LineFacts
    cells: Mapping[str, str]
    most: int  # pieces
    room: Money
    ends_of_good: Sequence[Choice] = ()
    ends_of_defective: Sequence[Choice] = ()


@dataclass(frozen=True)
class FieldView:
    """One input as the template prints it."""

    name: str
    label: Any
    widget: str
    is_needed: bool
    error: str
    value: str = ""
    hint: Any = ""
    most: int = 0  # characters
    choices: Sequence[Choice] = ()
    lines: Sequence[LineFields] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it takes the whole width of the form."""
        return bool(self.lines) or self.widget in (Widget.LONG_TEXT, Widget.ADDRESS)


def read_local(text: str, zone: str) -> datetime:
    """A day and a time on the clocks of that zone, as a form sends them. Raises ValueError with a sentence."""
    plain = clean(text)
    try:
        local = datetime.fromisoformat(plain)
    except ValueError:
        local = None
    if local is None or ":" not in plain:
        raise ValueError(_("Enter a day and a time."))
    return local if local.tzinfo else local.replace(tzinfo=ZoneInfo(zone))


@dataclass(frozen=True)
class Typed:
    """What one form knows: the facts, what was typed before, and what it proposes."""

    facts: CaseFacts
    usual: Grant
    values: Mapping[str, Any]

    def cells(self, name: str, line: LineFacts, usual: Mapping[str, str]) -> dict[str, str]:
        """The cells of one line: typed, else usual."""
        group = self.values.get(name)
        typed = group.get(str(line.id)) if isinstance(group, Mapping) else None
        if isinstance(typed, Mapping):
            return {cell: str(typed.get(cell, "")) for cell in usual}
        if isinstance(typed, str):
            return dict.fromkeys(usual, typed)
        return dict(usual)


def _split(typed: Typed, entry: Input) -> list[LineFields]:
    lines = []
    for line in typed.facts.lines:
        cells = typed.cells(entry.name, line, {"pieces": "0"})
        lines.append(LineFields(line.id, line, cells, line.asked, line.room))
    return lines


def _granted(typed: Typed, entry: Input) -> list[LineFields]:
    facts = typed.facts
    is_grant = entry.name == "granted_lines"
    source = typed.usual.lines if is_grant else facts.asked.lines
    lines = []
    for line in facts.lines:
        pieces, amount = source[line.id]
        most = line.asked if is_grant else max(line.bought - line.open_elsewhere, 0)
        cells = typed.cells(entry.name, line, {"pieces": str(pieces), "amount": amount.yuan})
        lines.append(LineFields(line.id, line, cells, most, line.room))
    return lines


def _received(typed: Typed, entry: Input) -> list[LineFields]:
    lines = []
    for line in typed.facts.lines:
        missing = max(line.authorised - line.received, 0)
        cells = typed.cells(entry.name, line, {"pieces": str(missing)})
        lines.append(LineFields(line.id, line, cells, missing, line.room))
    return lines


def _inspected(typed: Typed, entry: Input) -> list[LineFields]:
    usual_ends = {"good_to": Disposition.RESTOCK.value, "defective_to": Disposition.DEFECTIVE.value}
    lines = []
    for line in typed.facts.lines:
        if not line.received:
            continue
        usual = {"good": str(line.received), "defective": "0", **usual_ends, "note": ""}
        cells = typed.cells(entry.name, line, usual)
        good, defective = _ends(GOOD_TO, cells["good_to"]), _ends(DEFECTIVE_TO, cells["defective_to"])
        lines.append(LineFields(line.id, line, cells, line.received, line.room, good, defective))
    return lines


def _ends(places: Sequence[Disposition], chosen: str) -> list[Choice]:
    return [Choice(place.value, place.label, place == chosen) for place in places]


LINE_FIELDS: Mapping[Widget, Callable[[Typed, Input], list[LineFields]]] = {
    Widget.LINES_GRANTED: _granted,
    Widget.LINES_RECEIVED: _received,
    Widget.LINES_INSPECTED: _inspected,
    Widget.LINES_SPLIT: _split,
}
