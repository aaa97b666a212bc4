"""Times in words: how long, how long ago, which day. The browser's clocks.js says the same from the same templates."""

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
    return _duration(int(abs(seconds)) // MINUTE, get_language() or "")


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
    return timezone.localtime(when, zone).strftime("%Y-%m-%d %H:%M")


def relative(when: datetime, at: datetime, zone: tzinfo | None = None) -> str:
    """`when` as seen at `at`: '3分钟前', '昨天 14:05', '11月20日 14:05', and the year when it is another one."""
    there, here = timezone.localtime(when, zone), timezone.localtime(at, zone)
    gap = (at - when).total_seconds()
    if abs(gap) < MINUTE:
        return gettext("just now")
    if 0 < gap < HOUR:
        return gettext("%(time)s ago") % {"time": duration(gap)}
    clock = there.strftime("%H:%M")
    days = (here.date() - there.date()).days
    near = {
        0: gettext("Today %(clock)s"),
        1: gettext("Yesterday %(clock)s"),
        -1: gettext("Tomorrow %(clock)s"),
    }
    if days in near:
        return near[days] % {"clock": clock}
    return day(there) + f" {clock}" if there.year == here.year else there.strftime("%Y-%m-%d %H:%M")


def day(there: datetime) -> str:
    """The day without its year: '11月20日', '20 Nov'."""
    month = gettext("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()[there.month - 1]
    return gettext("%(day)s %(month)s") % {"day": there.day, "month": month}
