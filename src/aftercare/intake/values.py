"""Reading one cell: numbers of orders, money, times, quantities, phones. Nothing is ever rounded or guessed.

Each reader takes the cell's text and gives None for an empty cell; what it cannot read raises BadValue.
"""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from aftercare.core.money import Money
from aftercare.core.text import clean
from aftercare.intake.problems import BadValue


class Number(str):
    """The text of a cell that Excel holds as a number: a long id in it is already rounded, a time is a day count."""

    __slots__ = ()


EXACT_BELOW = 10**15  # Excel keeps 15 digits: from here on a number cell is no longer what was typed
_PLAIN_ID = re.compile(r"\d{1,30}", re.ASCII)
_EXPONENT = re.compile(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+", re.ASCII)
_WHOLE = re.compile(r"(\d+)(?:\.0+)?", re.ASCII)
_PLAIN_MONEY = re.compile(r"(\d{1,10})(?:\.(\d{1,2}))?", re.ASCII)
_GROUPED_MONEY = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.0+)?)?)?", re.ASCII
)
YEARS = (2003, 2100)  # the first and the last of which files tell
_ISO = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s()+.-]")
_MOST_DIGITS = 10  # of whole yuan


def tidy(cell: str) -> str:
    """The cell without outer spaces, hidden characters and line breaks; widths stay as they are."""
    if cell.isprintable():  # no hidden, control or odd space characters: nearly every cell
        return cell.strip()
    return " ".join(clean(cell).split())


def bare(cell: str) -> str:
    """What stands inside `="…"`, after a leading apostrophe or a TAB, in half-width characters."""
    text = tidy(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    if text.startswith(('="', '"')) and text.endswith('"'):
        text = text.removeprefix("=")[1:-1]
    return text.strip().lstrip("'’‘`").strip()


def is_exponent(text: str) -> bool:
    """Whether Excel has written a long number as 1.93068E+15."""
    return bool(_EXPONENT.fullmatch(text))


def read_id(cell: str) -> str | None:
    """A number of an order or the like: digits. What Excel turned into 1.93068E+15 is refused, never rounded (E5)."""
    if _PLAIN_ID.fullmatch(cell) and not isinstance(cell, Number):
        return str(cell)
    text = bare(cell)
    if not text:
        return None
    if _EXPONENT.fullmatch(text):
        raise BadValue("id.destroyed")
    whole = _WHOLE.fullmatch(text)
    is_float = isinstance(cell, Number) or "." in text
    if whole and is_float:
        if int(whole[1]) >= EXACT_BELOW:
            raise BadValue("id.destroyed")
        return whole[1]
    if not _PLAIN_ID.fullmatch(text):
        raise BadValue("id.format")
    return text


def read_money(cell: str) -> Money | None:
    """An amount in yuan, zero or more: '178.8', '0.00元', '1,000.00', full-width digits (E7)."""
    plain = _PLAIN_MONEY.fullmatch(cell)
    if not plain:
        text = bare(cell).removeprefix("¥").removesuffix("元").strip()
        if not text:
            return None
        plain = _GROUPED_MONEY.fullmatch(_without_noise(text) if isinstance(cell, Number) else text)
        if not plain:
            raise BadValue("money.negative" if text.startswith("-") else "money.format")
    whole, part = plain[1].replace(",", ""), plain[2] or ""
    if len(part) > 2:
        raise BadValue("money.decimals")
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        raise BadValue("money.large")
    return Money(int(whole) * 100 + int(part.ljust(2, "0")))


def _without_noise(text: str) -> str:
    """Excel writes 148.9 as 148.90000000000001 or 1.489E2: the same number without the binary noise."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    if not number.is_finite() or abs(number) >= EXACT_BELOW:
        return text
    near = round(number, 2)
    if abs(number - near) < Decimal("1e-7"):
        return f"{near:f}"
    return f"{number:f}"


def read_time(cell: str, zone: ZoneInfo, epoch: datetime) -> datetime | None:
    """A time of the shop's clock as aware UTC: '2020-02-21 00:00:00', '2016/5/23 22:02', or Excel's count of days."""
    if isinstance(cell, Number):
        local = _from_serial(cell, epoch)
    elif _ISO.fullmatch(cell):
        local = _from_iso(cell)
    else:
        text = bare(cell)
        if not text:
            return None
        match = _DATE.fullmatch(text)
        if not match:
            raise BadValue("date.format")
        try:
            local = datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 zone follows
        except ValueError:
            raise BadValue("date.format") from None
    if not YEARS[0] <= local.year <= YEARS[1]:
        raise BadValue("date.range")
    return local.replace(tzinfo=zone).astimezone(UTC)


def _from_iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise BadValue("date.format") from None


def _from_serial(cell: str, epoch: datetime) -> datetime:
    try:
        days = float(cell)
        if not 1 <= days < 100_000:
            raise BadValue("date.format")
    except ValueError:
        raise BadValue("date.format") from None
    return epoch + timedelta(seconds=round(days * 86_400))


def read_count(cell: str) -> int | None:
    """A quantity, zero or more; '2', '2.0' and '2件' are the same."""
    if cell.isascii() and cell.isdigit() and len(cell) < 6:
        return int(cell)
    text = bare(cell).removesuffix("件").strip()
    if not text:
        return None
    whole = _WHOLE.fullmatch(text)
    if not whole or len(whole[1]) > 5:
        raise BadValue("count.format")
    return int(whole[1])


def read_text(cell: str) -> str | None:
    """Any text on one line; spreadsheets' leading apostrophe is dropped."""
    text = tidy(cell)
    if text[:1] in ("'", "="):
        unwrapped = text.lstrip("'")
        text = unwrapped[2:-1] if unwrapped.startswith('="') and unwrapped.endswith('"') else unwrapped
    return text or None


def read_phone(cell: str) -> str | None:
    """A phone number: digits without separators and country code, or the platform's mask as it is ('138****5678')."""
    text = bare(cell)
    if not text or text == "-":
        return None
    if _EXPONENT.fullmatch(text):
        raise BadValue("phone.destroyed")
    if "*" in text:
        return text
    digits = _BETWEEN_DIGITS.sub("", text.removesuffix(".0") if isinstance(cell, Number) else text)
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return digits or None
