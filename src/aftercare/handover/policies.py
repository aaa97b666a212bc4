"""When people are reminded of the handover, and how long the next shift may take (P5)."""

from typing import Any, Final

from aftercare.clock.rules import Interval
from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, register

GROUP = _("Handover")
REMIND_AT, ACCEPT_MINUTES = "handover.remind_at", "handover.accept_minutes"
LONGEST: Final = 24 * 60


def parse_clock(value: Any) -> int:
    """A time of day such as 17:00, in minutes after midnight."""
    if not isinstance(value, str):
        raise ValueError(f"not a time of day: {value!r}")
    return Interval.parse(f"{value.strip()}-24:00").start


def _minutes(value: Any) -> int:
    if not 5 <= parse_count(value) <= LONGEST:
        raise ValueError(f"not between 5 minutes and a day: {value!r}")
    return int(value)


DEFINITIONS = (
    PolicyDefinition(
        REMIND_AT,
        _("Reminder of the handover at"),
        _("Whoever has open work then and has handed nothing over is reminded. Like 17:00."),
        GROUP,
        PolicyKind.TEXT,
        "17:00",
        parse_clock,
    ),
    PolicyDefinition(
        ACCEPT_MINUTES,
        _("Lines are to be taken over within, minutes"),
        _("After this the supervisor is told of what nobody has taken."),
        GROUP,
        PolicyKind.COUNT,
        30,
        _minutes,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
