"""Rates, levels and penalties in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from aftercare.couriers.terms import Level, PenaltyState
from aftercare.web.pieces.marks import Tone

LEVEL_TONES = {Level.FINE: Tone.DONE, Level.WARN: Tone.SOON, Level.DEDUCT: Tone.LATE, Level.DEMOTE: Tone.LATE}
STATE_TONES = {
    PenaltyState.PROPOSED: Tone.US,
    PenaltyState.CONFIRMED: Tone.LATE,
    PenaltyState.REFUSED: Tone.REFUSED,
    PenaltyState.LIFTED: Tone.DONE,
}


def rate_words(rate: int | None) -> str:
    """'12.5 ‰' of 125 tenths; a dash when nothing was sent."""
    return "–" if rate is None else f"{rate // 10}.{rate % 10} ‰"


def limits_words(rules: Mapping[str, Any]) -> str:
    """The limits in one line."""
    return _("warning from %(warn)s ‰, deduction from %(deduct)s ‰, priority from %(demote)s ‰; at least %(least)s") % {
        name: rules[name] for name in ("warn", "deduct", "demote", "least")
    }


def courier_words(courier: str) -> str:
    """The company's name, or that orders name none."""
    return courier or _("name not entered")
