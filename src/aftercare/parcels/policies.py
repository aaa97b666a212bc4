"""Policies of parcels: after how many hours silence is a problem, how often to ask, what buyers are told (O5)."""

from typing import Any, Final

from aftercare.core.words import _
from aftercare.parcels.rules import Patience
from aftercare.parcels.terms import NoticeKind
from aftercare.shops.policies import Policies, PolicyDefinition, PolicyKind, parse_count, parse_flag, register

GROUP: Final = _("Parcel tracking")
PICKUP, MOVING, DELIVERING, POINT = "parcels.pickup", "parcels.moving", "parcels.delivering", "parcels.point"
ASK_HOURS: Final = "parcels.ask_hours"
TELLS: Final = {kind: f"parcels.tell_{kind.value}" for kind in NoticeKind}
OPENS: Final = "parcels.opens_cases"
MOST_HOURS: Final = 720


def _hours(key: str, label: Any, text: Any, usual: int, least: int = 1) -> PolicyDefinition:
    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= MOST_HOURS:
            raise ValueError(f"not between {least} and {MOST_HOURS} hours: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, GROUP, PolicyKind.COUNT, usual, parse)


def _flag(key: str, label: Any, text: Any) -> PolicyDefinition:
    return PolicyDefinition(key, label, text, GROUP, PolicyKind.FLAG, True, parse_flag)


DEFINITIONS = (
    _hours(PICKUP, _("No pickup after, hours"), _("Counts from dispatch; then the parcel counts as stuck."), 24),
    _hours(MOVING, _("No movement under way after, hours"), _("Counts from the last movement."), 48),
    _hours(DELIVERING, _("No result of a delivery after, hours"), _("Counts from the last movement."), 24),
    _hours(POINT, _("Not fetched after, hours"), _("At a locker or station: the buyer's turn."), 72),
    _flag(OPENS, _("Open cases for parcels in trouble"), _("Stuck, refused, sent back, damaged or lost: each once.")),
    _hours(ASK_HOURS, _("Ask the aggregator every, hours"), _("Only where the shop lets us ask."), 6),
    _flag(TELLS[NoticeKind.SENT], _("Tell buyers on dispatch"), _("With courier and number.")),
    _flag(TELLS[NoticeKind.ARRIVING], _("Tell buyers on delivery day"), _("When the courier brings it.")),
    _flag(
        TELLS[NoticeKind.PACKING],
        _("Remind buyers to check the packing"),
        _("Before they sign for the parcel or fetch it."),
    ),
)


def patience_of(policies: Policies) -> Patience:
    """The hours of the shop in force."""
    return Patience(policies.get(PICKUP), policies.get(MOVING), policies.get(DELIVERING), policies.get(POINT))


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
