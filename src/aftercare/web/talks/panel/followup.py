"""The block of follow-ups: plan one, see what is planned, and whether the buyer may be contacted at all (S8)."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftercare.chat.models import FollowUp
from aftercare.chat.needs.terms import Doubt
from aftercare.chat.policies import FOLLOW_UP_HOURS
from aftercare.chat.reach import PURPOSES
from aftercare.chat.terms import FollowUpKind
from aftercare.chat.writing import TEXT_MOST
from aftercare.handover.models import Promise
from aftercare.handover.promises import promises_of_talk
from aftercare.handover.terms import PromiseState
from aftercare.shops.policies import policies_of
from aftercare.web.pieces.clock import Clock
from aftercare.web.talks.panel.side import Side

# What an agent plans by hand; unpaid orders are planned by the clock.
PLANNED: Final = (FollowUpKind.UNDECIDED, FollowUpKind.LATER)
MOST_QUOTE: Final = 60  # characters
QUIET_HOURS: Final = "quiet_hours"
OF_WANTED: Final = gettext_lazy(
    "Hello, you were looking at %(what)s with us. Is there anything I can still clear up for you?"
)
OF_DOUBT: Final = gettext_lazy(
    "Hello, you were looking at %(what)s with us and wanted to know %(doubt)s. May I tell you more about it?"
)
PLAIN: Final = gettext_lazy("Hello, you talked with us the other day. Is there anything I can still clear up for you?")


class FollowUpContext:
    """Everything that the block prints; `typed` and `problems` when the form comes back. Six queries at most."""

    most = TEXT_MOST

    def __init__(self, side: Side, typed: Mapping[str, str] | None = None, problems: Any = None) -> None:
        self.side, self.typed, self.problems = side, typed or {}, problems or {}

    @property
    def rows(self) -> list[tuple[FollowUp, Any, Clock]]:
        """(row, its kind, its clock)."""
        return [(row, FollowUpKind(row.kind).label, Clock(row.made_at, row.due_at)) for row in self.side.follow_ups]

    @cached_property
    def promises(self) -> list[tuple[Promise, Any, Clock | None]]:
        """(row, its state, the clock of an open one): what this buyer was promised (B9)."""
        return [
            (row, PromiseState(row.state).label, Clock(row.made_at, row.due_at) if row.ended_at is None else None)
            for row in promises_of_talk(self.side.pk)
        ]

    @property
    def mark(self) -> str:
        count = len(self.side.follow_ups)
        return _("%(count)s planned") % {"count": count} if count else ""

    @property
    def kinds(self) -> list[tuple[str, Any, str]]:
        """(code, label, why the buyer may not be contacted); quiet hours are over when it is due."""
        found = []
        said = self.side.said
        for kind in PLANNED:
            refusal = self.side.standing.refusal(PURPOSES[kind], said[0].at if said else None)
            lasts = refusal is not None and refusal.code != QUIET_HOURS
            found.append((kind.value, kind.label, str(refusal) if lasts else ""))
        return found

    @property
    def kind(self) -> str:
        chosen = self.typed.get("kind", "")
        return chosen if chosen in FollowUpKind.values else FollowUpKind.UNDECIDED.value

    @property
    def said(self) -> list[tuple[int, str, datetime, bool]]:
        """(number, words, when, is chosen) of what the buyer wrote: by which of it they agreed."""
        chosen = self.typed.get("said", "")
        return [(one.seq, one.text[:MOST_QUOTE], one.at, str(one.seq) == chosen) for one in self.side.said]

    @property
    def hours(self) -> int:
        """By when undecided buyers are contacted again."""
        hours: int = policies_of(self.side.shop, self.side.at).get(FOLLOW_UP_HOURS)
        return hours

    @property
    def due(self) -> str:
        return self.typed.get("due_at", "")

    @property
    def earliest(self) -> str:
        """For the browser's picker, on the shop's clock."""
        return f"{self._local(self.side.at):%Y-%m-%dT%H:%M}"

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self.side.shop.timezone))

    @cached_property
    def text(self) -> str:
        """What was typed, else a proposal from the needs, in the buyer's language."""
        if "text" in self.typed:
            return self.typed["text"]
        side, wanted = self.side, self.side.needs.wanted
        what = wanted[0] if wanted else side.shown[0].title if side.shown else ""
        if not what:
            return side.in_buyers_language(PLAIN)
        if not side.needs.doubts:
            return side.in_buyers_language(OF_WANTED, what=what)
        doubt = side.needs.doubts[0]
        said = side.in_buyers_language(Doubt(doubt).label if doubt in Doubt.values else doubt)
        return side.in_buyers_language(OF_DOUBT, what=what, doubt=said)
