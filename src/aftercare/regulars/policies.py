"""From which number on signs of serial returns and claims are shown (B7)."""

from datetime import datetime
from typing import Any, Final

from aftercare.core.words import _
from aftercare.regulars.risk_rules import Limits
from aftercare.shops.models import Shop
from aftercare.shops.policies import PolicyDefinition, PolicyKind, parse_count, policies_of, register

GROUP: Final = _("Serial returns and claims")
DAYS, REFUND_ONLY, NOT_THERE = "risk.days", "risk.refund_only", "risk.not_there"
EMPTY_BACK, RETURNS, PERCENT = "risk.empty_back", "risk.returns", "risk.percent"
LOOKS_PER_HOUR: Final = "personal.pages_per_hour"
_OFF: Final = _("Over all shops of the company. 0 turns it off.")


def _number(key: str, label: Any, text: Any, *bounds: int, group: Any = GROUP) -> PolicyDefinition:
    usual, least, most = bounds

    def parse(value: Any) -> int:
        if not least <= parse_count(value) <= most:
            raise ValueError(f"not between {least} and {most}: {value!r}")
        return int(value)

    return PolicyDefinition(key, label, text, group, PolicyKind.COUNT, usual, parse)


DEFINITIONS = (
    _number(
        LOOKS_PER_HOUR,
        _("Pages of customers opened"),
        _("Who opens more in an hour is shown to the supervisors, who ask why."),
        *(200, 20, 5000),
        group=_("Buyers' data"),
    ),
    _number(DAYS, _("Look back, days"), _("Orders and cases of that time are counted."), 180, 30, 730),
    _number(REFUND_ONLY, _("Refunds without goods"), _OFF, 3, 0, 100),
    _number(NOT_THERE, _("“Not received” or “missing”"), _OFF, 3, 0, 100),
    _number(EMPTY_BACK, _("Empty or swapped parcels"), _OFF, 1, 0, 100),
    _number(RETURNS, _("Returns and exchanges"), _OFF, 6, 0, 100),
    _number(PERCENT, _("Orders with a claim, percent"), _("Of at least four orders. 0 turns it off."), 60, 0, 100),
)


def define() -> None:
    """Called when the applications are ready."""
    register(*DEFINITIONS)


def limits_of(shop: Shop, at: datetime) -> Limits:
    """The shop's limits in force at that moment."""
    rules = policies_of(shop, at)
    return Limits(*(rules.get(key) for key in (DAYS, REFUND_ONLY, NOT_THERE, EMPTY_BACK, RETURNS, PERCENT)))
