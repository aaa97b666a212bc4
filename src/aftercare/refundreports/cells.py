"""Cells that only refund reports write: '-' for nothing, several parcels in one cell, numbers with hyphens. Pure."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from aftercare.core.money import Money
from aftercare.intake.problems import BadValue
from aftercare.intake.values import Number, bare, read_id, read_money, read_text, read_time, tidy

_NOTHING = frozenset({"-", "--", "—", "无", "null", "NULL"})
_HYPHENED = re.compile(r"\d{6}-\d{6,20}", re.ASCII)  # Pinduoduo: 260915-123456789012
_PARTS = re.compile(r"[,，;；、\s]+")
_NAMED = re.compile(r"^(?:no|运单号|单号|快递单号)[:：]\s*", re.IGNORECASE)


def read_platform_no(cell: str) -> str | None:
    """A number of a refund, order or sub-order; '-' is none. What Excel has rounded is refused (E5)."""
    if not isinstance(cell, Number):
        text = bare(cell)
        if text in _NOTHING:
            return None
        if _HYPHENED.fullmatch(text):
            return text
    found = read_id(cell)
    if found is not None and not found.strip("0"):
        raise BadValue("id.format")
    return found


def read_dashed_text(cell: str) -> str | None:
    """Text; '-' is nothing told."""
    text = read_text(cell)
    return None if text in _NOTHING else text


def read_dashed_money(cell: str) -> Money | None:
    """An amount in yuan; '-' is nothing told, but '-5' is refused (E7)."""
    return None if tidy(cell) in _NOTHING else read_money(cell)


def read_dashed_time(cell: str, zone: ZoneInfo, epoch: datetime) -> datetime | None:
    """A time of the shop's clock; '-' is nothing told."""
    return None if tidy(cell) in _NOTHING else read_time(cell, zone, epoch)


def read_parcel(cell: str) -> str | None:
    """The number of the buyer's parcel; of several the first, for a case waits for one."""
    text = _NAMED.sub("", bare(cell))
    parts = [part for part in _PARTS.split(text) if part and part not in _NOTHING]
    return parts[0].upper()[:60] if parts else None
