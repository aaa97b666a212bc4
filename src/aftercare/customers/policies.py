"""Policies on personal data (U4, J2)."""

from typing import Any

from aftercare.core.words import _
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, register

REVEALS_PER_HOUR = "personal.reveals_per_hour"
MOST_REVEALS = 200


def _reveals(value: Any) -> int:
    if parse_count(value) > MOST_REVEALS:
        raise ValueError(f"more than {MOST_REVEALS} an hour is no limit")
    return int(value)


DEFINITIONS = (
    PolicyDefinition(
        REVEALS_PER_HOUR,
        _("Masked values shown whole"),
        _("How many one person may open in an hour, 0 to 200. Supervisors are told when somebody wants more."),
        _("Buyers' data"),
        PolicyKind.COUNT,
        20,
        _reveals,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
