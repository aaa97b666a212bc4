"""Inputs of moves by name: how each is read from what a door sends (JSON or a form). Pure.

A parser gets the raw value and the facts and raises ValueError with a sentence for the person. Unknown inputs are an
error, never dropped (attacks B8, F11).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.facts import CaseFacts
from aftercare.cases.flows.spec import Move
from aftercare.cases.terms import Disposition, Reason, Responsible
from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.core.words import Choices, _

NOTE_MOST = 1000
TRACKING_MOST = 40
MONEY_MOST = Money(10**12)  # of one line: a hundred of them can still be added up


class Widget(Choices):
    """How a form asks for it."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    MONEY = "money"
    CHOICE = "choice"
    FLAG = "flag"
    LINES_GRANTED = "lines_granted"
    LINES_RECEIVED = "lines_received"
    LINES_INSPECTED = "lines_inspected"
    ADDRESS = "address"


@dataclass(frozen=True)
class Inspected:
    """What the warehouse found in one line."""

    good: int
    defective: int
    disposition: Disposition
    note: str = ""


@dataclass(frozen=True)
class Input:
    """One named input."""

    name: str
    label: Any
    widget: Widget
    parse: Callable[[Any, CaseFacts], Any]
    choices: type[Choices] | None = None


def read_inputs(move: Move, raw: Mapping[str, Any], facts: CaseFacts) -> dict[str, Any]:
    """The typed inputs of a move. Raises InvalidInput naming each one that is missing, unknown or wrong.

    An optional input that is empty counts as not given.
    """
    problems: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for name in raw:
        if name not in (*move.needs, *move.takes):
            problems[name] = _("This step does not take this.")
    for name in (*move.needs, *move.takes):
        given = raw.get(name)
        if given is None or given == "" or given == {}:
            if name in move.needs:
                problems[name] = _("This is needed.")
            continue
        try:
            values[name] = INPUTS[name].parse(given, facts)
        except ValueError as error:
            problems[name] = error.args[0] if error.args else _("This cannot be read.")
    if problems:
        raise InvalidInput(problems)
    return values


def _text(most: int) -> Callable[[Any, CaseFacts], str]:
    def parse(raw: Any, _facts: CaseFacts) -> str:
        if not isinstance(raw, str):
            raise ValueError(_("Enter text."))
        text = clean(raw)
        if not text:
            raise ValueError(_("This is needed."))
        if len(text) > most:
            raise ValueError(_("At most %(most)s characters.") % {"most": most})
        return text

    return parse


def _choice(terms: type[Choices]) -> Callable[[Any, CaseFacts], Any]:
    def parse(raw: Any, _facts: CaseFacts) -> Any:
        if not isinstance(raw, str) or raw not in terms.values:
            raise ValueError(_("Choose one of the list."))
        return terms(raw)

    return parse


def parse_money(raw: Any, _facts: CaseFacts | None = None) -> Money:
    """Yuan as typed; full-width digits are understood, anything unclear is not."""
    if not isinstance(raw, str):
        raise ValueError(_("Enter an amount in yuan with at most two decimals."))
    try:
        amount = Money.from_yuan(clean(raw).translate(_HALF_WIDTH).lstrip("¥￥"))
    except ValueError:
        raise ValueError(_("Enter an amount in yuan with at most two decimals.")) from None
    if amount.fen < 0:
        raise ValueError(_("An amount cannot be negative."))
    if amount > MONEY_MOST:
        raise ValueError(_("Enter an amount in yuan with at most two decimals."))
    return amount


_HALF_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


def parse_count(raw: Any) -> int:
    """A whole number of pieces, 0 to 9,999."""
    text = clean(str(raw)).translate(_HALF_WIDTH) if isinstance(raw, str | int) and not isinstance(raw, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError(_("Enter a whole number of pieces."))
    return int(text)


def _by_line(raw: Any, facts: CaseFacts) -> dict[int, Any]:
    known = {str(line.id): line.id for line in facts.lines}
    if not isinstance(raw, Mapping) or any(str(key) not in known for key in raw):
        raise ValueError(_("This line does not belong to the case."))
    return {known[str(key)]: value for key, value in raw.items()}


def _fields(value: Any, allowed: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or set(value) - allowed:
        raise ValueError(_("This cannot be read."))
    return value


def _granted_lines(raw: Any, facts: CaseFacts) -> dict[int, tuple[int, Money]]:
    lines = {}
    for line, value in _by_line(raw, facts).items():
        fields = _fields(value, frozenset({"pieces", "amount"}))
        lines[line] = (parse_count(fields.get("pieces", "")), parse_money(fields.get("amount", "")))
    return lines


def _received_lines(raw: Any, facts: CaseFacts) -> dict[int, int]:
    lines = {line: parse_count(value) for line, value in _by_line(raw, facts).items()}
    if not any(lines.values()):
        raise ValueError(_("Enter how many pieces have come."))
    return lines


def _inspected_lines(raw: Any, facts: CaseFacts) -> dict[int, Inspected]:
    received = {line.id: line.received for line in facts.lines}
    lines = {}
    for line, value in _by_line(raw, facts).items():
        fields = _fields(value, frozenset({"good", "defective", "disposition", "note"}))
        good, defective = parse_count(fields.get("good", "0")), parse_count(fields.get("defective", "0"))
        if good + defective > received[line]:
            raise ValueError(_("More pieces inspected than received."))
        disposition = _choice(Disposition)(fields.get("disposition", ""), facts)
        lines[line] = Inspected(good, defective, disposition, clean(str(fields.get("note", "")))[:300])
    return lines


def _tracking(raw: Any, facts: CaseFacts) -> str:
    text = "".join(str(_text(TRACKING_MOST)(raw, facts)).split()).upper()
    if not (text.isascii() and text.replace("-", "").isalnum() and len(text) >= 6):
        raise ValueError(_("A tracking number has 6 to 40 letters and digits."))
    return text


def _flag(raw: Any, _facts: CaseFacts) -> bool:
    if raw in (True, "yes", "true", "on", "1"):
        return True
    if raw in (False, "no", "false", "off", "0"):
        return False
    raise ValueError(_("Answer yes or no."))


def _address(raw: Any, _facts: CaseFacts) -> int:
    try:
        return parse_count(raw) if not isinstance(raw, str) else int(raw)
    except ValueError:
        raise ValueError(_("Choose one of the list.")) from None


INPUTS: dict[str, Input] = {
    entry.name: entry
    for entry in (
        Input("granted_lines", _("Granted per line"), Widget.LINES_GRANTED, _granted_lines),
        Input("asked_lines", _("Asked per line"), Widget.LINES_GRANTED, _granted_lines),
        Input("received_lines", _("Pieces received"), Widget.LINES_RECEIVED, _received_lines),
        Input("inspected_lines", _("Inspection"), Widget.LINES_INSPECTED, _inspected_lines),
        Input("granted_freight", _("Return freight that we bear"), Widget.MONEY, parse_money),
        Input("asked_freight", _("Return freight the buyer asks for"), Widget.MONEY, parse_money),
        Input("responsible", _("Responsible"), Widget.CHOICE, _choice(Responsible), Responsible),
        Input("reason", _("Reason"), Widget.CHOICE, _choice(Reason), Reason),
        Input("refusal", _("Reason of the refusal"), Widget.CHOICE, _choice(RefusalReason), RefusalReason),
        Input("clause", _("Clause told to the buyer"), Widget.LONG_TEXT, _text(300)),
        Input("note", _("Note"), Widget.LONG_TEXT, _text(NOTE_MOST)),
        Input("courier", _("Courier"), Widget.TEXT, _text(60)),
        Input("tracking_no", _("Tracking number"), Widget.TEXT, _tracking),
        Input("return_address", _("Return address"), Widget.ADDRESS, _address),
        Input("wrong_item_confirmed", _("We really sent the wrong or too few items"), Widget.FLAG, _flag),
    )
}
