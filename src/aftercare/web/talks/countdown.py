"""How long until an answer is due, to the second. The browser's countdown.js ticks by the same fractions and words."""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

HALF: Final = 0.5
SOON: Final = 0.25
MINUTE, HOUR, DAY = 60, 3600, 86_400


class Urgency(Enum):
    """How a countdown looks; its text says the same."""

    CALM = "calm"
    HALF = "half"
    SOON = "soon"
    LATE = "late"


def urgency(since: datetime, due: datetime, at: datetime) -> Urgency:
    """By how much of the time is left."""
    whole, left = (due - since).total_seconds(), (due - at).total_seconds()
    if left <= 0:
        return Urgency.LATE
    share = left / whole if whole > 0 else 0
    return Urgency.SOON if share <= SOON else Urgency.HALF if share <= HALF else Urgency.CALM


def span(seconds: float) -> str:
    """'0:42', '12:05', '1:02:05', '3 d': its sign does not matter."""
    whole = int(abs(seconds))
    if whole >= DAY:
        return _("%(days)s d") % {"days": whole // DAY}
    hours, rest = divmod(whole, HOUR)
    minutes, left = divmod(rest, MINUTE)
    return f"{hours}:{minutes:02d}:{left:02d}" if hours else f"{minutes}:{left:02d}"


def length(passed: timedelta | None) -> str:
    """A measured time; nothing measured is a dash."""
    return "–" if passed is None else span(passed.total_seconds())


def countdown(due: datetime, at: datetime) -> str:
    """What the chip says at `at`."""
    left = (due - at).total_seconds()
    sentence = pgettext("countdown", "%(time)s left") if left > 0 else pgettext("countdown", "%(time)s over")
    return sentence % {"time": span(left)}
