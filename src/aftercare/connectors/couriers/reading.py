"""What both aggregators have in common: times, events without a number of their own. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from aftercare.parcels.numbers import read_number
from aftercare.parcels.providers import Unreadable
from aftercare.parcels.terms import Sign

CHINA: Final = timezone(timedelta(hours=8))  # both tell Chinese wall time, and China has one zone and no summer time
MOST_TRACES: Final = 500
_TIME: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")


def read_time(text: Any) -> datetime:
    """'2026-11-28 10:22:11' or '2026/11/28 10:22' of China. Raises Unreadable."""
    found = _TIME.match(text.strip()) if isinstance(text, str) else None
    if found is None:
        raise Unreadable("a time that cannot be read")
    try:
        wall = datetime(*(int(part or 0) for part in found.groups()), tzinfo=CHINA)  # type: ignore[misc, arg-type]
    except ValueError:
        raise Unreadable("a time that does not exist") from None
    return wall.astimezone(UTC)


def text_in(row: Mapping[str, Any], *names: str) -> str:
    """The first of these fields that says something, as text; numbers are texts to us."""
    for name in names:
        value = row.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return ""


def rows_in(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects; absent is empty. Raises Unreadable on anything else, or on too many."""
    rows = row.get(name) or []
    if not isinstance(rows, list) or len(rows) > MOST_TRACES or not all(isinstance(one, dict) for one in rows):
        raise Unreadable(f"{name} is no list of events")
    return rows


def number_in(row: Mapping[str, Any], name: str) -> str:
    """The tracking number. Raises Unreadable."""
    number = read_number(text_in(row, name))
    if not number:
        raise Unreadable("no tracking number")
    return number


def first_known(codes: Iterable[str], meanings: Mapping[str, Sign]) -> tuple[str, Sign] | None:
    """The first of these numbers that says something: with what it means to us, UNKNOWN for a new one."""
    told = [code for code in codes if code]
    known = next(((code, meanings[code]) for code in told if code in meanings), None)
    return known or ((told[0], Sign.UNKNOWN) if told else None)
