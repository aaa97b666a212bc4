"""Cells that only review files write: results, stars, directions, platform numbers with letters. Pure."""

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.core.text import fold
from aftercare.intake.problems import BadValue
from aftercare.intake.values import YEARS, Number, bare, is_exponent, read_id, read_text, read_time, tidy
from aftercare.reviews.terms import Direction, Result

_NOTHING: Final = frozenset({"-", "--", "—", "无", "null", "NULL", "None"})
_NUMBER: Final = re.compile(r"[0-9A-Za-z_-]{1,40}")
_STARS: Final = re.compile(r"([1-5])(?:\.0+)?(?:分|星|颗星|星级)?")
_RESULTS: Final = {
    **dict.fromkeys(("good", "好评", "好", "满意"), Result.GOOD),
    **dict.fromkeys(("neutral", "中评", "中", "一般"), Result.NEUTRAL),
    **dict.fromkeys(("bad", "差评", "差", "不满意"), Result.BAD),
}
_BUYERS: Final = frozenset({"buyer", "买家", "get", "来自买家", "来自买家的评价", "收到的评价"})
_SELLERS: Final = frozenset({"seller", "卖家", "商家", "give", "给他人的评价", "给买家的评价", "给出的评价"})
_YES: Final = frozenset({"true", "是", "1", "y", "yes", "计分", "有效"})
_NO: Final = frozenset({"false", "否", "0", "n", "no", "不计分", "无效"})
GOOD_FROM, NEUTRAL_FROM = 4, 3  # stars


def read_platform_no(cell: str) -> str | None:
    """A number of a review, order, sub-order or item; some hold letters. What Excel has rounded is refused (E5)."""
    if isinstance(cell, Number):
        return read_id(cell)
    text = bare(cell)
    if not text or text in _NOTHING:
        return None
    if is_exponent(text) or (text.replace(".", "").isdigit() and "." in text):
        return read_id(text)
    if not _NUMBER.fullmatch(text):
        raise BadValue("id.format")
    return text


def read_dashed_text(cell: str) -> str | None:
    """Text; '-' is nothing told."""
    text = read_text(cell)
    return None if text in _NOTHING else text


def read_dashed_time(cell: str, zone: ZoneInfo, epoch: datetime) -> datetime | None:
    """A time of the shop's clock; '-' is nothing told."""
    return None if tidy(cell) in _NOTHING else read_time(cell, zone, epoch)


def read_instant(cell: str, zone: ZoneInfo, epoch: datetime) -> datetime | None:
    """A time as programs write it, with its zone ('2026-11-20T10:00:00+08:00', '…Z'); one without is of the shop's
    clock."""
    try:
        told = datetime.fromisoformat(tidy(cell))
    except ValueError:
        return read_dashed_time(cell, zone, epoch)
    if told.tzinfo is None:
        return read_dashed_time(f"{told:%Y-%m-%d %H:%M:%S}", zone, epoch)
    if not YEARS[0] <= told.year <= YEARS[1]:
        raise BadValue("date.range")
    return told.astimezone(UTC)


def read_stars(cell: str) -> int | None:
    """One to five stars: '5', '4.0', '5分', '★★★★☆'. Anything else is refused."""
    text = bare(cell)
    if not text or text in _NOTHING:
        return None
    drawn = text.count("★")
    if drawn and set(text) <= {"★", "☆"}:
        text = str(drawn)
    found = _STARS.fullmatch(text)
    if not found:
        raise BadValue("reviews.stars")
    return int(found[1])


def read_direction(cell: str) -> Direction | None:
    """Who wrote it, by the role of the writer: 'buyer', '卖家'."""
    text = fold(cell)
    if not text or text in _NOTHING:
        return None
    if text in _BUYERS or text in _SELLERS:
        return Direction.GET if text in _BUYERS else Direction.GIVE
    raise BadValue("reviews.direction")


def read_flag(cell: str) -> bool | None:
    """'true', '是', '不计分'."""
    text = fold(cell)
    if not text or text in _NOTHING:
        return None
    if text in _YES or text in _NO:
        return text in _YES
    raise BadValue("reviews.flag")


def result_of(raw: str) -> Result:
    """The result of a word of the platform; UNKNOWN for one that stands in no table. Words like '5星' are stars."""
    text = fold(raw)
    if found := _RESULTS.get(text):
        return found
    stars = stars_in(raw)
    return result_of_stars(stars) if stars else Result.UNKNOWN


def stars_in(raw: str) -> int | None:
    """Stars that stand where a result is asked for: '5', '5星', '★★★'; None when it holds none."""
    try:
        return read_stars(raw)
    except BadValue:
        return None


def result_of_stars(stars: int) -> Result:
    """Four and five stars are good, three are neutral, fewer are bad."""
    return Result.GOOD if stars >= GOOD_FROM else Result.NEUTRAL if stars >= NEUTRAL_FROM else Result.BAD
