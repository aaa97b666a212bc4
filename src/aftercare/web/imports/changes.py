"""What the page of a finished import prints of its changes: added, updated, refused, and what stayed when it was taken
back. A fixed number of queries at any size."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.intake.access import why_not_import
from aftercare.intake.changes.shown import Changes, Line, ShownChange
from aftercare.intake.changes.terms import KEPT_FOR, Fate, View
from aftercare.intake.families import family_of
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone
from aftercare.web.pieces.parts import Tab

PAGE: Final = 50
COUNT_UP_TO: Final = 100
REFUSED: Final = "refused"
OVER: Final = (ImportState.DONE, ImportState.FAILED, ImportState.CANCELLED)
PAGES: Final = {"order": "order", "refund": "refund_report", "review": "review"}  # where a subject has its page
TONES: Final = {Fate.GONE: Tone.REFUSED, Fate.BACK: Tone.DONE, Fate.PART: Tone.SOON, Fate.KEPT: Tone.SOON}


@dataclass(frozen=True)
class ChangeRow:
    """One subject as printed."""

    label: str
    address: str  # '' when it has gone
    fate: Any
    tone: Tone
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]


class ChangesContext:
    """Tabs and one keyset page of changes; nothing before the import is over, of a dry run, or for somebody of the shop
    who may not import."""

    def __init__(self, batch: ImportBatch, person: Person, at: datetime, chosen: str = "", after: int | None = None):
        self.batch, self.at, self.after = batch, at, after
        self.address = reverse("import", args=[batch.pk])
        family = family_of(batch.kind)
        is_shown = batch.state in OVER and not batch.dry_run and why_not_import(person, batch.shop_id) is None
        self._source: Changes | None = family.changes if family and is_shown else None
        self._chosen = chosen

    @cached_property
    def _counts(self) -> dict[View, int]:
        if self._source is None:
            return {}
        return {view: self._source.count(self.batch.pk, view, COUNT_UP_TO) for view in View}

    @cached_property
    def view(self) -> str:
        """The tab that is open: the one asked for, else the first in which somebody has something to do or see."""
        ways = [View.STAYED.value, REFUSED, View.CHANGED.value, View.ADDED.value]
        there = [way for way in ways if self._count(way)]
        return self._chosen if self._chosen in there else (there[0] if there else "")

    def _count(self, way: str) -> int:
        return self.batch.refused if way == REFUSED else self._counts.get(View(way), 0)

    @property
    def tabs(self) -> list[Tab]:
        """None while there is only what was refused."""
        if not any(self._counts.values()):
            return []
        labels = (
            (View.ADDED.value, View.ADDED.label),
            (View.CHANGED.value, _("Updated")),
            (REFUSED, _("Refused rows")),
            (View.STAYED.value, View.STAYED.label),
        )
        return [
            Tab(label, f"{self.address}?view={way}#changes", way == self.view, _bounded(self._count(way)))
            for way, label in labels
            if way != View.STAYED or self._count(way)
        ]

    @property
    def hides_refused(self) -> bool:
        """Whether another tab is open than that of the refused rows."""
        return bool(self.tabs) and self.view != REFUSED

    @cached_property
    def _page(self) -> list[ShownChange]:
        if self._source is None or self.view in ("", REFUSED):
            return []
        zone = ZoneInfo(self.batch.shop.timezone)
        return self._source.page(self.batch.pk, View(self.view), self.after, PAGE + 1, zone)

    @cached_property
    def rows(self) -> list[ChangeRow]:
        return [_row(one) for one in self._page[:PAGE]]

    @property
    def more_url(self) -> str:
        if len(self._page) <= PAGE:
            return ""
        return f"{self.address}changes/?view={self.view}&after={self._page[PAGE - 1].pk}"

    @property
    def is_stayed(self) -> bool:
        return self.view == View.STAYED

    @property
    def is_forgotten(self) -> bool:
        """Rows were written, and what they changed is not kept any more."""
        batch = self.batch
        wrote = self._source is not None and bool(batch.added or batch.updated)
        return wrote and not any(self._counts.values()) and (batch.finished_at or self.at) < self.at - KEPT_FOR

    @property
    def kept_days(self) -> int:
        return KEPT_FOR.days


def _bounded(count: int) -> str:
    return f"{COUNT_UP_TO - 1}+" if count >= COUNT_UP_TO else str(count)


def _row(change: ShownChange) -> ChangeRow:
    page = PAGES.get(change.kind)
    return ChangeRow(
        label=change.label,
        address=reverse(page, args=[change.subject_id]) if page and change.fate is not Fate.GONE else "",
        fate=change.fate.label if change.fate else "",
        tone=TONES.get(change.fate, Tone.OTHERS),
        lines=change.lines,
        reasons=change.reasons,
    )
