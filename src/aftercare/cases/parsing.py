"""How each input of a move is read from what a door sends (JSON or a form). Pure.

A parser gets the raw value and the facts and raises ValueError with a sentence for the person (attacks B8, F11, H9).
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aftercare.cases.facts import CaseFacts
from aftercare.cases.terms import DEFECTIVE_TO, GOOD_TO, Disposition, Form
from aftercare.core.money import Money
from aftercare.core.text import clean, read_number
from aftercare.core.words import Choices, _

TRACKING_MOST = 40
COMPANY_MOST = 60
MOST_DIGITS = 4  # in the name of a company, such as 四通一达2号店
_SIGNS = str.maketrans("", "", "-_./#")
MONEY_MOST = Money(10**12)  # of one line: a hundred of them can still be added up
LATEST = timedelta(days=180)  # no appointment with a buyer lies further ahead


@dataclass(frozen=True)
class Inspected:
    """What the warehouse found in one line, and where the pieces go; of none `good_to` is "not in the parcel"."""

    good: int
    defective: int
    good_to: Disposition
    defective_to: Disposition
    note: str = ""


def read_text(most: int) -> Callable[[Any, CaseFacts | None], str]:
    def parse(raw: Any, _facts: CaseFacts | None) -> str:
        if not isinstance(raw, str):
            raise ValueError(_("Enter text."))
        text = clean(raw)
        if not text:
            raise ValueError(_("This is needed."))
        if len(text) > most:
            raise ValueError(_("At most %(most)s characters.") % {"most": most})
        return text

    return parse


def read_reference(most: int) -> Callable[[Any, CaseFacts | None], str]:
    """A number that a platform or courier gave: letters, digits and signs between them, no words (J3)."""
    read = read_text(most)

    def parse(raw: Any, facts: CaseFacts | None) -> str:
        text = "".join(unicodedata.normalize("NFKC", read(raw, facts)).split())
        if not (text.isascii() and text[:1].isalnum() and text.translate(_SIGNS).isalnum()):
            raise ValueError(_("Enter the number alone: letters, digits and hyphens."))
        return text

    return parse


def read_company(raw: Any, facts: CaseFacts | None) -> str:
    """The name of a courier or supplier. It is printed on lists and charged to, so it must name no person (J3)."""
    name = read_text(COMPANY_MOST)(raw, facts)
    if (problem := company_problem(name)) is not None:
        raise ValueError(problem)
    return name


def company_problem(name: str) -> Any:
    """Why this cannot be the name of a company; None when it can."""
    if len(name) > COMPANY_MOST:
        return _("This is too long.")
    digits = sum(char.isdigit() for char in name)
    return _("Enter the name of the company alone, without numbers.") if digits > MOST_DIGITS or "@" in name else None


def read_choice(terms: type[Choices]) -> Callable[[Any, CaseFacts | None], Any]:
    def parse(raw: Any, _facts: CaseFacts | None) -> Any:
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
    count = read_number(text, 4)
    if count is None:
        raise ValueError(_("Enter a whole number of pieces."))
    return count


def read_by_line(raw: Any, facts: CaseFacts) -> dict[int, Any]:
    known = {str(line.id): line.id for line in facts.lines}
    if not isinstance(raw, Mapping) or any(str(key) not in known for key in raw):
        raise ValueError(_("This line does not belong to the case."))
    return {known[str(key)]: value for key, value in raw.items()}


def read_fields(value: Any, allowed: frozenset[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or set(value) - allowed:
        raise ValueError(_("This cannot be read."))
    return value


def read_granted_lines(raw: Any, facts: CaseFacts) -> dict[int, tuple[int, Money]]:
    lines = {}
    for line, value in read_by_line(raw, facts).items():
        fields = read_fields(value, frozenset({"pieces", "amount"}))
        lines[line] = (parse_count(fields.get("pieces", "")), parse_money(fields.get("amount", "")))
    return lines


def read_told_lines(raw: Any, _facts: CaseFacts) -> dict[int, tuple[int, Money]]:
    """Of a refund report, by order line: pieces and fen. The engine's own values, not a form's."""
    return {int(line): (int(pieces), Money(int(fen))) for line, (pieces, fen) in raw.items()}


def read_told_due(raw: Any, _facts: CaseFacts) -> datetime | None:
    """The platform's deadline as ISO time; 'none' when it has named none. It may be over already."""
    return None if raw == "none" else datetime.fromisoformat(raw)


def read_received_lines(raw: Any, facts: CaseFacts) -> dict[int, int]:
    lines = {line: parse_count(value) for line, value in read_by_line(raw, facts).items()}
    if not any(lines.values()):
        raise ValueError(_("Enter how many pieces have come."))
    return lines


def read_inspected_lines(raw: Any, facts: CaseFacts) -> dict[int, Inspected]:
    received = {line.id: line.received for line in facts.lines}
    lines = {}
    for line, value in read_by_line(raw, facts).items():
        fields = read_fields(value, frozenset({"good", "defective", "good_to", "defective_to", "note"}))
        good, defective = parse_count(fields.get("good", "0")), parse_count(fields.get("defective", "0"))
        if good + defective > received[line]:
            raise ValueError(_("More pieces inspected than received."))
        good_to = _where(good, fields.get("good_to", ""), GOOD_TO)
        defective_to = _where(defective, fields.get("defective_to", ""), DEFECTIVE_TO)
        absent = Disposition.NONE if good + defective else Disposition.NOT_SEEN
        note = clean(str(fields.get("note", "")))[:300]
        lines[line] = Inspected(good, defective, good_to or absent, defective_to, note)
    return lines


def _where(pieces: int, raw: Any, possible: Sequence[Disposition]) -> Disposition:
    """Where the pieces go; nowhere when there are none."""
    if not pieces:
        return Disposition.NONE
    if raw not in possible:
        raise ValueError(_("Say where the good and the defective pieces go."))
    return Disposition(raw)


def read_tracking(raw: Any, facts: CaseFacts) -> str:
    text = "".join(str(read_text(TRACKING_MOST)(raw, facts)).split()).upper()
    if not (text.isascii() and text.replace("-", "").isalnum() and len(text) >= 6):
        raise ValueError(_("A tracking number has 6 to 40 letters and digits."))
    return text


def read_form(raw: Any, facts: CaseFacts | None) -> Form:
    """The form of a compensation. Freight is given back from the case whose way it was, not by an application."""
    form = Form(read_choice(Form)(raw, facts))
    if form is Form.FREIGHT and facts is None:
        raise ValueError(_("Freight is refunded from the case whose way it was: open it there."))
    return form


def read_flag(raw: Any, _facts: CaseFacts | None) -> bool:
    if raw in (True, "yes", "true", "on", "1"):
        return True
    if raw in (False, "no", "false", "off", "0"):
        return False
    raise ValueError(_("Answer yes or no."))


def read_address(raw: Any, _facts: CaseFacts | None) -> int:
    chosen = None if isinstance(raw, bool) else read_number(str(raw))
    if chosen is None:
        raise ValueError(_("Choose one of the list."))
    return chosen


def read_split_lines(raw: Any, facts: CaseFacts) -> dict[int, int]:
    """Pieces per line that leave the case; something must stay in it."""
    lines = {line: parse_count(value) for line, value in read_by_line(raw, facts).items()}
    asked = {line.id: line.asked for line in facts.lines}
    if not any(lines.values()):
        raise ValueError(_("Choose at least one piece."))
    if any(pieces > asked[line] for line, pieces in lines.items()):
        raise ValueError(_("More pieces than the case has."))
    if all(lines.get(line, 0) == pieces for line, pieces in asked.items()):
        raise ValueError(_("Something must stay in this case."))
    return {line: pieces for line, pieces in lines.items() if pieces}


def read_moment(raw: Any, facts: CaseFacts) -> datetime:
    """A day and time in the shop's zone, from now on, as a form sends it: 2026-11-22T19:30."""
    try:
        local = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        local = None
    if local is None:
        raise ValueError(_("Enter a day and a time."))
    moment = local if local.tzinfo else local.replace(tzinfo=ZoneInfo(facts.timezone))
    if not facts.at <= moment <= facts.at + LATEST:
        raise ValueError(_("Enter a time that is still to come."))
    return moment


def read_count(raw: Any, _facts: CaseFacts | None) -> int:
    """A whole number."""
    return parse_count(raw)


def read_case_number(raw: Any, facts: CaseFacts) -> str:
    """The number of another case, as people type it."""
    text = "".join(clean(str(raw)).split()).upper()
    if not (text.isascii() and text.isalnum() and 3 <= len(text) <= 20):
        raise ValueError(_("Enter the number of a case, such as TH00000012."))
    if text == facts.number:
        raise ValueError(_("That is this case itself."))
    return text


def read_staff(raw: Any, facts: CaseFacts) -> int:
    """The id of one of the shop's people; 0 is nobody."""
    chosen = read_number(str(raw))
    if chosen is None or chosen not in (0, *facts.staff):
        raise ValueError(_("Choose one of the list."))
    return chosen
