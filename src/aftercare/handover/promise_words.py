"""Promises in what an agent writes to a buyer: "今天18点前回复您", "明天上午给您答复", "半小时内回复您" (B9). Pure.

A sentence is a promise when it names a time to come and says that we shall answer or act by then. Questions, wishes
that the buyer should do something, and what has been done already are none.
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from aftercare.core.text import clean

LONGEST: Final = timedelta(days=14)
_NUMERAL: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_N: Final = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_SENTENCE: Final = re.compile(r"[^。！!？?；;\n～~]+[？?]?")
_OF_US: Final = "消息|结果|方案|说法|处理|解决|安排|补发|寄出|发出|发货|退款|落实|核实|查|办"
_DEED: Final = re.compile(
    r"回复|答复|回您|回你|回电|反馈|联系您|联系你|通知您|告知您|告诉您"
    rf"|(?:给|为|帮)(?:您|你|亲)[^，,]{{0,8}}(?:{_OF_US})"
)
_THEIRS: Final = re.compile(
    r"(?:请|麻烦|辛苦|劳烦|烦请|建议)(?:您|你|亲)|(?:回复|答复|联系|告诉|通知|告知)(?:一下)?(?:我|咱)"
)
_DONE: Final = re.compile(r"已经?|过了|刚才|刚刚|昨天|昨晚|前天|之前(?:有|就)")
_ASKS: Final = re.compile(r"[？?]$|吗$|么$|能不能|可不可以|是不是|如果|要是|假如|的话")
_WITHIN: Final = re.compile(rf"(?P<half>半)个?小时|(?P<n>{_N})个?(?P<and>半)?(?P<unit>小时|钟头|分钟)(?P<half2>半)?")
_DAY: Final = r"今天|今日|今晚|今早|明天|明日|明早|明晚|后天"
_PART: Final = r"凌晨|早上|上午|中午|下午|傍晚|晚上|晚间"
_CLOCK: Final = re.compile(
    rf"(?P<day>{_DAY})?(?:的)?(?P<part>{_PART})?(?P<hour>{_N})"
    rf"(?:[:：](?P<minute>\d{{2}})|(?:点钟?|时)(?:(?P<half>半)|(?P<quarter>{_N})分?)?)"
)
_PART_OF_DAY: Final = re.compile(
    rf"(?P<day>{_DAY})(?:的)?(?P<part>{_PART})?|(?P<part2>下班前|下班之前)|(?P<part3>{_PART})"
)
_OFFSET: Final = {"今": 0, "明": 1, "后": 2}
_ENDS: Final = {
    "凌晨": 6,
    "早上": 10,
    "早": 10,
    "上午": 12,
    "中午": 14,
    "下午": 18,
    "傍晚": 19,
    "晚上": 22,
    "晚间": 22,
    "晚": 22,
}
_LATER_HALF: Final = ("下午", "傍晚", "晚上", "晚间", "晚")
END_OF_WORK, END_OF_DAY = 18, 24


def read_promise(text: str, at: datetime, zone: ZoneInfo) -> datetime | None:
    """By when something is promised in these words, written at `at`; None when nothing is. The latest time counts of
    several in one text: that one is still to be kept."""
    found = [due for sentence in _sentences(text) if (due := _due_in(sentence, at.astimezone(zone))) is not None]
    coming = [due for due in found if at < due <= at + LONGEST]
    return max(coming, default=None)


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(clean(text)):
        sentence = "".join(match[0].split())
        is_none = any(pattern.search(sentence) for pattern in (_THEIRS, _DONE, _ASKS))
        if _DEED.search(sentence) and not is_none:
            yield sentence


def _due_in(sentence: str, here: datetime) -> datetime | None:
    """The moment that a sentence names, by the clock on the wall."""
    within = _WITHIN.search(sentence)
    if within is not None:
        return here + _span(within)
    clock = _CLOCK.search(sentence)
    if clock is not None:
        return _by_clock(clock, here)
    part = _PART_OF_DAY.search(sentence)
    return _by_part(part, here) if part is not None else None


def _span(found: re.Match[str]) -> timedelta:
    if found["half"]:
        return timedelta(minutes=30)
    count = number_of(found["n"])
    if found["unit"] == "分钟":
        return timedelta(minutes=count)
    return timedelta(hours=count, minutes=30 if found["and"] or found["half2"] else 0)


def _by_clock(found: re.Match[str], here: datetime) -> datetime | None:
    day, part = found["day"] or "", found["part"] or ""
    hour = number_of(found["hour"])
    minute = int(found["minute"] or 0)
    if found["half"] or found["quarter"]:
        minute = 30 if found["half"] else number_of(found["quarter"])
    if hour > 24 or minute > 59:
        return None
    later = part in _LATER_HALF or day.endswith("晚") or (part == "中午" and hour < 6)
    if later and hour <= 12:
        hour += 12
    due = _at(here, _day_of(day, here), hour, minute)
    if not day and not part and due <= here and hour <= 12:
        due += timedelta(hours=12)  # "6点前" in the afternoon
    return due


def _by_part(found: re.Match[str], here: datetime) -> datetime:
    day = found["day"] or ""
    part = found["part"] or found["part3"] or ("晚" if day.endswith("晚") else "早" if day.endswith("早") else "")
    if part:
        return _at(here, _day_of(day, here), _ENDS[part])
    if found["part2"]:
        return _at(here, here.date(), END_OF_WORK)
    hour = END_OF_DAY if day.startswith("今") else END_OF_WORK
    return _at(here, _day_of(day, here), hour)


def _day_of(word: str, here: datetime) -> date:
    return here.date() + timedelta(days=_OFFSET.get(word[:1], 0))


def _at(here: datetime, day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time.min, here.tzinfo) + timedelta(hours=hour, minutes=minute)


def number_of(text: str) -> int:
    """'18', '十八', '两' as a number."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return _NUMERAL.get(text[-1], 0)
    return (_NUMERAL.get(tens, 1) if tens else 1) * 10 + (_NUMERAL.get(ones, 0) if ones else 0)
