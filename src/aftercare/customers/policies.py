"""Policies on personal data (U4, J2)."""

from typing import Any

from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, register

REVEALS_PER_HOUR = "personal.reveals_per_hour"
VIRTUAL_DAYS = "personal.virtual_number_days"
MOST_REVEALS = 200
BUYERS_DATA = _("Buyers' data")
CONTACTS_MOST = "contacts.most"
CONTACTS_DAYS = "contacts.days"
QUIET_FROM = "contacts.quiet_from"
QUIET_UNTIL = "contacts.quiet_until"
CONTACTS = _("Contacting buyers of our own accord")


def _reveals(value: Any) -> int:
    if parse_count(value) > MOST_REVEALS:
        raise ValueError(f"more than {MOST_REVEALS} an hour is no limit")
    return int(value)


def _number(key: str, label: Any, text: Any, *bounds: int, group: Any = CONTACTS) -> PolicyDefinition:
    usual, least, most = bounds

    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= most:
            raise ValueError(f"not between {least} and {most}: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, group, PolicyKind.COUNT, usual, parse)


DEFINITIONS = (
    PolicyDefinition(
        REVEALS_PER_HOUR,
        _("Masked values shown whole"),
        _("How many one person may open in an hour, 0 to 200. Supervisors are told when somebody wants more."),
        BUYERS_DATA,
        PolicyKind.COUNT,
        20,
        _reveals,
    ),
    _number(
        VIRTUAL_DAYS,
        _("The platform's virtual numbers, days"),
        _("So long after an order's end its virtual number still reaches the buyer; later it is not shown."),
        *(30, 1, 365),
        group=BUYERS_DATA,
    ),
    _number(CONTACTS_MOST, _("At most, times"), _("Follow-ups and reminders to one buyer."), 2, 0, 50),
    _number(CONTACTS_DAYS, _("Within, days"), _("The time in which they are counted."), 7, 1, 90),
    _number(QUIET_FROM, _("Quiet from, o'clock"), _("Nobody is contacted at night."), 21, 0, 24),
    _number(QUIET_UNTIL, _("Quiet until, o'clock"), _("By the shop's clock."), 9, 0, 24),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
