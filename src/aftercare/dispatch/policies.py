"""Policies of dispatch: promises, out of stock, slips, freight (O4, O8, O9)."""

from typing import Any, Final

from aftercare.core.words import _
from aftercare.dispatch.terms import Receiver
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, parse_flag, parse_money, register

PROMISE: Final = "dispatch.promise_hours"
AHEAD: Final = "dispatch.ahead_hours"
RESHIP: Final = "dispatch.reship_hours"
WAIT_PERCENT: Final = "dispatch.wait_percent"
RECEIVER: Final = "dispatch.slip_receiver"
NEEDS_SLIP: Final = "dispatch.packing_needs_slip"
WAIVES: Final = "dispatch.waive_freight"
GROUP = _("Dispatch")


def _number(key: str, label: Any, text: Any, *bounds: int) -> PolicyDefinition:
    usual, least, most = bounds

    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= most:
            raise ValueError(f"not between {least} and {most}: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, GROUP, PolicyKind.COUNT, usual, parse)


def _receiver(value: Any) -> str:
    if value not in Receiver.values:
        raise ValueError(f"not a way to show a receiver: {value!r}")
    return str(value)


DEFINITIONS = (
    _number(
        PROMISE,
        _("Dispatch promise, hours"),
        _("From payment. Products may promise another time; what the platform's file says counts before both."),
        *(48, 1, 2400),
    ),
    _number(AHEAD, _("Own target, hours earlier"), _("By then parcels should be gone."), 12, 0, 240),
    _number(RESHIP, _("Goods sent again leave within, hours"), _("From when the case ordered them."), 24, 1, 240),
    _number(
        WAIT_PERCENT,
        _("For waiting, percent"),
        _("Offered to buyers who wait for goods out of stock; 0 offers nothing."),
        *(10, 0, 50),
    ),
    PolicyDefinition(
        RECEIVER,
        _("Receiver on the pick slip"),
        _("Whole only where the slip is the label as well: everybody who sees the paper reads it."),
        GROUP,
        PolicyKind.CHOICE,
        Receiver.MASKED.value,
        _receiver,
        choices=tuple((one.value, one.label) for one in Receiver),
    ),
    PolicyDefinition(
        NEEDS_SLIP,
        _("Packing needs a printed slip"),
        _("Without one nobody has looked at the order's notes."),
        GROUP,
        PolicyKind.FLAG,
        True,
        parse_flag,
    ),
    PolicyDefinition(
        WAIVES,
        _("An agent waives freight up to"),
        _("Above it the supervisor decides."),
        GROUP,
        PolicyKind.MONEY,
        1000,
        parse_money,
    ),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)
