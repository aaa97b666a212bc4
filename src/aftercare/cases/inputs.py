"""Inputs of moves by name: what a flow's table may ask for. Pure.

Unknown inputs are an error, never dropped (attacks B8, F11).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.accounts.terms import Department
from aftercare.cases import parsing as read
from aftercare.cases.eligibility import RefusalReason
from aftercare.cases.facts import CaseFacts
from aftercare.cases.flows.spec import Flow, Move
from aftercare.cases.parsing import parse_money
from aftercare.cases.remedies.terms import Cause, Severity
from aftercare.cases.terms import (
    Channel,
    ComplaintSource,
    ContactResult,
    Cover,
    Form,
    Rating,
    Reason,
    Responsible,
    ReviewOutcome,
    TalkStage,
)
from aftercare.core.errors import InvalidInput
from aftercare.core.money import Money
from aftercare.core.words import Choices, _

NOTE_MOST = 1000
WORDS_MOST = 500


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
    LINES_SPLIT = "lines_split"
    ADDRESS = "address"
    STAFF = "staff"
    MOMENT = "moment"
    COUNT = "count"


@dataclass(frozen=True)
class Input:
    """One named input. A `kept` one stays with the case: its value in `details`. `is_words`: somebody may be named in
    it, so that it is kept as a note by that name, encrypted and erasable, and never in `details` or an event (J7)."""

    name: str
    label: Any
    widget: Widget
    parse: Callable[[Any, Any], Any]
    choices: type[Choices] | None = None
    kept: bool = False
    is_words: bool = False
    most: int = 0  # characters of a text
    hint: Any = ""


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


def read_opening(flow: Flow, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The typed inputs of an application; all of them are optional. Raises InvalidInput naming what is wrong.

    A parser that needs facts of a case has no place here: there is none yet.
    """
    problems: dict[str, Any] = {name: _("This step does not take this.") for name in raw if name not in flow.opening}
    values: dict[str, Any] = {}
    for name in flow.opening:
        if raw.get(name) in (None, ""):
            continue
        try:
            values[name] = INPUTS[name].parse(raw[name], None)
        except ValueError as error:
            problems[name] = error.args[0] if error.args else _("This cannot be read.")
    if problems:
        raise InvalidInput(problems)
    return values


class Satisfaction(Choices):
    """What the buyer says at the callback (B 五(四), C 三(三))."""

    CONTENT = "content", _("Content with it")  # 满意
    FAIR = "fair", _("Fair")  # 一般


class RepairRefusal(Choices):
    """Why a repair is not taken on (A 7-5 返修条件)."""

    EXPIRED = "expired", _("Past the warranty term")  # 超期
    EXCLUDED = "excluded", _("Not covered by the warranty")  # 超服务范围
    UNREPAIRABLE = "unrepairable", _("Cannot be repaired")  # 无法修复
    NOT_OURS = "not_ours", _("Not bought from us")  # 非本店商品


def stored(value: Any) -> Any:
    """A typed input as JSON: amounts in fen, codes, ISO times."""
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, Choices):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value


def _kept(name: str, label: Any, widget: Widget, parse: Callable[[Any, Any], Any], hint: Any = "") -> Input:
    return Input(name, label, widget, parse, kept=True, hint=hint)


def _one_of(name: str, label: Any, terms: type[Choices], *, kept: bool = True) -> Input:
    return Input(name, label, Widget.CHOICE, read.read_choice(terms), terms, kept=kept)


def _flag(name: str, label: Any) -> Input:
    return Input(name, label, Widget.FLAG, read.read_flag, kept=True)


def _short(name: str, label: Any, most: int = 60, hint: Any = "") -> Input:
    """A line of words."""
    parse = read.read_text(most)
    return Input(name, label, Widget.TEXT, parse, kept=True, is_words=True, most=most, hint=hint)


def _reference(name: str, label: Any, most: int = 60) -> Input:
    """A number that somebody else gave the matter: no words."""
    return Input(name, label, Widget.TEXT, read.read_reference(most), kept=True, most=most)


def _words(name: str, label: Any, hint: Any = "") -> Input:
    parse = read.read_text(WORDS_MOST)
    return Input(name, label, Widget.LONG_TEXT, parse, kept=True, is_words=True, most=WORDS_MOST, hint=hint)


LINES = (
    Input("granted_lines", _("Granted per line"), Widget.LINES_GRANTED, read.read_granted_lines),
    Input("asked_lines", _("Asked per line"), Widget.LINES_GRANTED, read.read_granted_lines),
    Input("received_lines", _("Pieces received"), Widget.LINES_RECEIVED, read.read_received_lines),
    Input("inspected_lines", _("Inspection"), Widget.LINES_INSPECTED, read.read_inspected_lines),
    Input("told_lines", _("Lines as the platform's report tells them"), Widget.LINES_GRANTED, read.read_told_lines),
    Input("split_lines", _("Pieces that go into a case of their own"), Widget.LINES_SPLIT, read.read_split_lines),
)
MONEY = (
    Input("granted_freight", _("Return freight that we bear"), Widget.MONEY, parse_money),
    Input("asked_freight", _("Return freight the buyer asks for"), Widget.MONEY, parse_money),
    _kept(
        "buyer_pays",
        _("Difference that the buyer pays"),
        Widget.MONEY,
        parse_money,
        _("When the new goods cost more; nothing when they cost the same."),
    ),
    _kept("repair_cost", _("Cost of the repair"), Widget.MONEY, parse_money),
    _kept("claim_amount", _("Amount claimed"), Widget.MONEY, parse_money),
    _kept("recovered_amount", _("Amount that has come"), Widget.MONEY, parse_money),
    Input(
        "compensation_amount",
        _("Worth of the compensation"),
        Widget.MONEY,
        parse_money,
        hint=_("Of a gift what it costs us."),
    ),
    _kept("gift_worth", _("What the gift costs us"), Widget.MONEY, parse_money, _("It counts against your limit.")),
    Input("refund_amount", _("Amount to refund"), Widget.MONEY, parse_money),
    Input("told_freight", _("Return freight the buyer asks for"), Widget.MONEY, parse_money),
    Input("penalty", _("Penalty"), Widget.MONEY, parse_money, hint=_("0 when there is none.")),
)
CHOSEN = (
    _one_of("responsible", _("Responsible"), Responsible, kept=False),
    _one_of("reason", _("Reason"), Reason, kept=False),
    _one_of("new_reason", _("Reason of the new case"), Reason, kept=False),
    _one_of("refusal", _("Reason of the refusal"), RefusalReason, kept=False),
    _one_of("channel", _("Channel"), Channel, kept=False),
    _one_of("talk_stage", _("Stage of the talk"), TalkStage, kept=False),
    _one_of("contact_result", _("Result"), ContactResult, kept=False),
    _one_of("department", _("Department"), Department),
    _one_of("cause", _("Cause as we found it"), Cause),
    _one_of("severity", _("How bad it is"), Severity),
    Input("compensation_form", _("Form of the compensation"), Widget.CHOICE, read.read_form, Form, kept=True),
    _one_of("cover", _("Warranty"), Cover),
    _one_of("repair_refusal", _("Reason of the refusal"), RepairRefusal),
    _one_of("rating", _("Review"), Rating),
    _one_of("review_outcome", _("What became of the review"), ReviewOutcome),
    _one_of("complaint_source", _("Where it came in"), ComplaintSource),
    _one_of("satisfaction", _("Is the buyer content"), Satisfaction),
    Input("responsible_person", _("Responsible person"), Widget.STAFF, read.read_staff),
    Input("return_address", _("Return address"), Widget.ADDRESS, read.read_address),
)
FLAGS = (
    Input("wrong_item_confirmed", _("We really sent the wrong or too few items"), Widget.FLAG, read.read_flag),
    _flag("warehouse_confirmed", _("What the buyer says is confirmed")),
    _flag("urgent", _("The buyer is in a hurry")),
    _flag("big_customer", _("Big customer")),
    _flag("packing_whole", _("The packing is whole")),
    _flag("resaleable", _("Can be sold again")),
    _flag("in_stock", _("In stock")),
    _flag("has_invoice", _("Invoice or proof of purchase is there")),
)
TEXTS = (
    Input("clause", _("Clause told to the buyer"), Widget.LONG_TEXT, read.read_text(300), most=300),
    Input("note", _("Note"), Widget.LONG_TEXT, read.read_text(NOTE_MOST), most=NOTE_MOST),
    Input("courier", _("Courier"), Widget.TEXT, read.read_company, most=read.COMPANY_MOST),
    Input("tracking_no", _("Tracking number"), Widget.TEXT, read.read_tracking, most=read.TRACKING_MOST),
    Input("other_case", _("Number of the other case"), Widget.TEXT, read.read_case_number, most=20),
    Input("assessment", _("Result of the assessment"), Widget.TEXT, read.read_text(300), most=300),
    Input("plan", _("Plan"), Widget.TEXT, read.read_text(20), most=20),
    _short("new_variant", _("Variant to send"), 100, _("Empty: the same again.")),
    _short("gift", _("What the gift is"), 100),
    _reference("dispute_no", _("The platform's number of the dispute"), 40),
    _short("voucher", _("Voucher number")),
    _reference("claim_no", _("The courier's claim number")),
    Input("courier_name", _("Courier"), Widget.TEXT, read.read_company, kept=True, most=read.COMPANY_MOST),
    _short("flaw", _("What is wrong with the product"), 200),
    _words("review_text", _("Text of the review")),
    _words("public_reply", _("Public reply"), _("Everybody reads it: no numbers, no names, no offers.")),
    _words("findings", _("Findings for the department")),
    _words("shop_reply", _("Reply to the complaint")),
    _words("final_explanation", _("Final explanation")),
    _words("opinion", _("Opinion")),
    _words("proposal_text", _("Proposal")),
    Input("refund_no", _("The platform's refund number"), Widget.TEXT, read.read_reference(40), most=40),
    Input("told_due", _("The platform's deadline"), Widget.MOMENT, read.read_told_due),
    Input("next_contact_at", _("Next contact"), Widget.MOMENT, read.read_moment),
    Input("late_hours", _("Hours late"), Widget.COUNT, read.read_count, kept=True),
)

INPUTS: dict[str, Input] = {entry.name: entry for entry in (*LINES, *MONEY, *CHOSEN, *FLAGS, *TEXTS)}
# Lines of words that a later step asks for again.
SHORT_WORDS = frozenset(name for name, entry in INPUTS.items() if entry.is_words and entry.widget is Widget.TEXT)
