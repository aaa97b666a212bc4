"""After how many days an unclaimed parcel may leave the shelf (B4)."""

from typing import Any

from aftercare.core.words import _
from aftercare.shops.policies import Policies, PolicyDefinition, PolicyKind, parse_count, register
from aftercare.unclaimed.rules import Patience

GROUP = _("Unclaimed parcels")


def _days(value: Any) -> int:
    if not 1 <= parse_count(value) <= 365:
        raise ValueError(f"not between 1 and 365 days: {value!r}")
    return int(value)


RETURN_DAYS, DISPOSE_DAYS = "unclaimed.return_days", "unclaimed.dispose_days"
DEFINITIONS = (
    PolicyDefinition(
        RETURN_DAYS,
        _("Days until an unclaimed parcel may be sent back"),
        _("From then on the warehouse may ask the supervisor; the row turns amber."),
        GROUP,
        PolicyKind.COUNT,
        7,
        _days,
    ),
    PolicyDefinition(
        DISPOSE_DAYS,
        _("Days until an unclaimed parcel may be disposed of"),
        _("From then on the warehouse may ask the supervisor; the row turns red."),
        GROUP,
        PolicyKind.COUNT,
        30,
        _days,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)


def patience_of(policies: Policies) -> Patience:
    """The shop's days."""
    return Patience(policies.get(RETURN_DAYS), policies.get(DISPOSE_DAYS))
