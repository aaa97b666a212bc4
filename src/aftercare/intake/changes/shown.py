"""What pages print of the changes of one import, whoever keeps them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from aftercare.intake.changes.models import ImportChange
from aftercare.intake.changes.terms import REST, Fate, View

Line = tuple[Any, str, str]  # what is called how, before, after; before '' when only the second is told


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One subject that an import added or changed. `reasons`: why it, or what of it, was not taken back."""

    pk: int
    kind: str
    subject_id: int
    label: str
    fate: Fate
    lines: tuple[Line, ...]
    reasons: tuple[str, ...] = ()


class Changes(Protocol):
    """Where a family's changes stand and how they read. Each call is a fixed number of queries."""

    def count(self, batch_id: int, view: View, most: int) -> int:
        """How many there are in that view, counted up to `most`."""

    def page(self, batch_id: int, view: View, after: int | None, most: int, zone: ZoneInfo) -> list[ShownChange]:
        """The first `most` of them with a `pk` above `after`."""

    def reason(self, code: str) -> str:
        """Why something was not taken back, as a part of a sentence."""


@dataclass(frozen=True)
class StoredChanges:
    """Those that the import itself keeps (`ImportChange`). `tell` gives the lines of each by its pk (or only of what
    stayed), `words` the reason of a code."""

    tell: Callable[[Sequence[ImportChange], ZoneInfo, bool], Mapping[int, Sequence[Line]]]
    words: Callable[[str], str]

    def reason(self, code: str) -> str:
        return self.words(code)

    def count(self, batch_id: int, view: View, most: int) -> int:
        return _rows(batch_id, view)[:most].count()

    def page(self, batch_id: int, view: View, after: int | None, most: int, zone: ZoneInfo) -> list[ShownChange]:
        rows = _rows(batch_id, view)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        found = list(rows.defer("sealed").order_by("pk")[:most])
        lines = self.tell(found, zone, view is View.STAYED)
        return [
            ShownChange(
                pk=row.pk,
                kind=row.subject_kind,
                subject_id=row.subject_id,
                label=row.label,
                fate=Fate(row.fate),
                lines=tuple(lines.get(row.pk, ())),
                reasons=tuple(dict.fromkeys(self.reason(code) for code in row.kept.values())),
            )
            for row in found
        ]


def _rows(batch_id: int, view: View) -> QuerySet[ImportChange]:
    rows = ImportChange.objects.filter(batch_id=batch_id).exclude(label="")
    if view is View.STAYED:
        return rows.filter(fate__in=REST)
    return rows.filter(is_added=view is View.ADDED)
