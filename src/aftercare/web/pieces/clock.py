"""The clock chip: the own target in front, the platform's limit behind it, and what happens at zero."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum
from functools import lru_cache
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from aftercare.web.pieces.words import duration_in, exact, templates

EIGHTHS = 8
SOON = 0.25  # a quarter of the time is left


class ClockState(Enum):
    """How urgent the chip looks. The same fractions stand in clocks.js."""

    CALM = "calm"
    SOON = "soon"  # a quarter of the own target is left
    LATE = "late"  # the own target has passed
    OVER = "over"  # a quarter of the platform's time is left, or none
    PAUSED = "paused"  # no clock runs while the other side must act


@dataclass(frozen=True, slots=True)
class Clock:
    """The two clocks of one state. Moments are aware; `effect` is what happens when the platform's time runs out."""

    started: datetime
    own_due: datetime | None = None
    limit_due: datetime | None = None
    effect: Any = ""
    paused: bool = False

    def state(self, at: datetime) -> ClockState:
        """The urgency at a moment."""
        if self.paused or (self.own_due is None and self.limit_due is None):
            return ClockState.PAUSED
        if self.limit_due and _left(self.started, self.limit_due, at) <= SOON / 2:
            return ClockState.OVER
        if self.own_due and at >= self.own_due:
            return ClockState.LATE
        due = self.own_due or self.limit_due
        return ClockState.SOON if due and _left(self.started, due, at) <= SOON else ClockState.CALM

    def eighths(self, at: datetime) -> int:
        """How much of the nearer clock is left, in eighths, for the ring."""
        if self.own_due and at < self.own_due:
            return round(_left(self.started, self.own_due, at) * EIGHTHS)
        return round(_left(self.started, self.limit_due, at) * EIGHTHS) if self.limit_due else 0


def clock_chip(clock: Clock | None, at: datetime, zone: tzinfo | None = None) -> SafeString:
    """The chip as it stands at `at`; clocks.js keeps it moving. None: an empty string."""
    return clock_face(zone).chip(clock, at)


def clock_face(zone: tzinfo | None = None) -> "ClockFace":
    """The chips of one page: in its language, their moments in this zone (else the current one)."""
    return _face(get_language() or "", zone or timezone.get_current_timezone())


@dataclass(frozen=True)
class ClockFace:
    """What all chips of a page have in common; language and zone are asked for once, not for each of fifty rows."""

    language: str
    zone: tzinfo
    words: dict[str, str]
    own_title: str
    limit_title: str
    paused: SafeString

    def chip(self, clock: Clock | None, at: datetime) -> SafeString:
        """See `clock_chip`."""
        if clock is None:
            return mark_safe("")
        state = clock.state(at)
        if state is ClockState.PAUSED:
            return self.paused
        front, behind = self._texts(clock, state, at)
        effect, title = escape(str(clock.effect)), escape(self._title(clock))
        # Plain formatting, with every text escaped by hand.
        return mark_safe(  # noqa: S308
            f'<span class="ac-clock" data-state="{state.value}" data-left="{clock.eighths(at)}"'
            f' data-from="{int(clock.started.timestamp())}" data-own="{_epoch(clock.own_due)}"'
            f' data-limit="{_epoch(clock.limit_due)}" data-effect="{effect}" title="{title}">'
            f'<b>{escape(front)}</b><span class="ac-clock-limit">{escape(behind)}</span></span>'
        )

    def _texts(self, clock: Clock, state: ClockState, at: datetime) -> tuple[str, str]:
        limit = ""
        if clock.limit_due:
            left = (clock.limit_due - at).total_seconds()
            key = "late" if left <= 0 else "left_then" if clock.effect else "left"
            limit = self.words[key] % {"time": duration_in(self.language, left), "effect": clock.effect}
        if clock.own_due is None or state is ClockState.OVER:
            return limit, ""  # only what happens at zero still matters
        own = (clock.own_due - at).total_seconds()
        return self.words["left" if own > 0 else "late"] % {"time": duration_in(self.language, own)}, limit

    def _title(self, clock: Clock) -> str:
        parts = []
        if clock.own_due:
            parts.append(self.own_title % {"moment": exact(clock.own_due, self.zone)})
        if clock.limit_due:
            parts.append(self.limit_title % {"moment": exact(clock.limit_due, self.zone)})
        return " · ".join(parts)


@lru_cache(maxsize=32)
def _face(language: str, zone: tzinfo) -> ClockFace:
    return ClockFace(
        language=language,
        zone=zone,
        words=templates(),
        own_title=gettext("Own target %(moment)s"),
        limit_title=gettext("Platform limit %(moment)s"),
        paused=format_html('<span class="ac-clock" data-state="paused"><b>{}</b></span>', gettext("No clock runs")),
    )


def _epoch(moment: datetime | None) -> int | str:
    return int(moment.timestamp()) if moment else ""


def _left(started: datetime, due: datetime, at: datetime) -> float:
    whole = (due - started).total_seconds()
    return max(0.0, min(1.0, (due - at).total_seconds() / whole)) if whole > 0 else 0.0
