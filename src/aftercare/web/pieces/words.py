"""Times in words: how long, how long ago, which day. The browser's clocks.js says the same from the same templates."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86400


def templates() -> dict[str, str]:
    """The sentences that clocks.js fills in, in the language of the page. Not to be changed: all pages share them."""
    return _templates(get_language() or "")


@lru_cache(maxsize=8)
def _templates(_language: str) -> dict[str, str]:
    return {
        "day_hour": pgettext("duration", "%(d)sd %(h)sh"),
        "hour_minute": pgettext("duration", "%(h)sh %(m)smin"),
        "minute": pgettext("duration", "%(m)s min"),
        "under_minute": pgettext("duration", "under 1 min"),
        "late": pgettext("clock", "%(time)s over"),
        "left_then": pgettext("clock", "%(effect)s in %(time)s"),
        "left": pgettext("clock", "%(time)s left"),
    }


def duration(seconds: float) -> str:
    """A span in two units at most: '3天4小时', '4小时12分', '12分钟'. Its sign does not matter."""
    return duration_in(get_language() or "", seconds)


def duration_in(language: str, seconds: float) -> str:
    """The same in a language that is active already and has been asked for."""
    return _duration(int(abs(seconds)) // MINUTE, language)


@lru_cache(maxsize=8192)
def _duration(minutes: int, _language: str) -> str:
    words = templates()
    if minutes < 1:
        return words["under_minute"]
    if minutes < 60:
        return words["minute"] % {"m": minutes}
    if minutes < 60 * 48:
        return words["hour_minute"] % {"h": minutes // 60, "m": minutes % 60}
    return words["day_hour"] % {"d": minutes // 1440, "h": minutes % 1440 // 60}


def exact(when: datetime, zone: tzinfo | None = None) -> str:
    """The full moment in the shop's zone: '2026-11-22 14:05'."""
    return _full(when.astimezone(zone or timezone.get_current_timezone()))


def relative(when: datetime, at: datetime, zone: tzinfo | None = None) -> str:
    """`when` as seen at `at`: '3分钟前', '昨天 14:05', '11月20日 14:05', and the year when it is another one."""
    gap = (at - when).total_seconds()
    words = _moments(get_language() or "")
    if abs(gap) < MINUTE:
        return words.now
    if 0 < gap < HOUR:
        return words.ago % {"time": duration(gap)}
    there, here = timezone.localtime(when, zone), timezone.localtime(at, zone)
    clock = f"{there.hour:02d}:{there.minute:02d}"
    near = words.near.get((here.date() - there.date()).days)
    if near is not None:
        return near % {"clock": clock}
    return f"{day(there)} {clock}" if there.year == here.year else _full(there)


def day(there: datetime) -> str:
    """The day without its year: '11月20日', '20 Nov'."""
    words = _moments(get_language() or "")
    return words.day % {"day": there.day, "month": words.months[there.month - 1]}


@dataclass(frozen=True)
class _Moments:
    """The words of moments in one language; `near` by how many days ago."""

    now: str
    ago: str
    near: dict[int, str]
    day: str
    months: list[str]


@lru_cache(maxsize=8)
def _moments(_language: str) -> _Moments:
    return _Moments(
        now=gettext("just now"),
        ago=gettext("%(time)s ago"),
        near={0: gettext("Today %(clock)s"), 1: gettext("Yesterday %(clock)s"), -1: gettext("Tomorrow %(clock)s")},
        day=gettext("%(day)s %(month)s"),
        months=gettext("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split(),
    )


def _full(there: datetime) -> str:
    return f"{there.year}-{there.month:02d}-{there.day:02d} {there.hour:02d}:{there.minute:02d}"
