"""How a history reads that a family keeps of itself: one row for each import that told something new, its fields as
[before, after], or [] for a personal one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.utils.translation import gettext

from aftercare.core.money import Money
from aftercare.core.words import Choices
from aftercare.intake.changes.shown import Line, ShownChange
from aftercare.intake.changes.terms import Fate, View

NOTHING: Final = "–"
_VERDICTS: Final = {View.ADDED: "added", View.CHANGED: "moved"}  # as every family calls them in its `verdict`


@dataclass(frozen=True)
class Wording:
    """What the fields are called (`labels`), and which of them are choices, amounts in fen, moments or yes and no."""

    labels: Mapping[str, Any]
    choices: Mapping[str, type[Choices]] = field(default_factory=dict)
    amounts: Collection[str] = ()
    moments: Collection[str] = ()
    flags: Collection[str] = ()

    def lines(self, changes: Mapping[str, Sequence[Any]], zone: ZoneInfo) -> tuple[Line, ...]:
        """Name, before and after of each field; of a personal one only that it changed."""
        return tuple(self._line(name, values, zone) for name, values in changes.items())

    def _line(self, name: str, values: Sequence[Any], zone: ZoneInfo) -> Line:
        label = self.labels.get(name, name)
        if not values:
            return label, "", gettext("changed")
        before, after = (self._text(name, value, zone) for value in values)
        return label, before, after

    def _text(self, name: str, value: Any, zone: ZoneInfo) -> str:
        if value in (None, ""):
            return NOTHING
        if name in self.choices:
            known = self.choices[name]
            return str(known(value).label) if value in known.values else str(value)
        if name in self.amounts:
            return f"¥{Money(int(value)).yuan}"
        if name in self.flags:
            return gettext("Yes") if value else gettext("No")
        if name in self.moments:
            return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
        return str(value)


@dataclass(frozen=True)
class HistoryChanges:
    """What one file told, out of the rows of `model` (`shown.Changes`): they have `batch`, `verdict`, `changes`, and
    point with `parent` to what they tell of. `numbers`: its columns that name it, the first that is there."""

    model: type[Model]
    kind: str
    parent: str
    numbers: Sequence[str]
    wording: Wording

    def count(self, batch_id: int, view: View, most: int) -> int:
        return self._rows(batch_id, view)[:most].count()

    def page(self, batch_id: int, view: View, after: int | None, most: int, zone: ZoneInfo) -> list[ShownChange]:
        rows = self._rows(batch_id, view)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        columns = ("pk", f"{self.parent}_id", "changes", *(f"{self.parent}__{name}" for name in self.numbers))
        return [
            ShownChange(
                pk, self.kind, subject, next(filter(None, told), ""), Fate.STANDS, self.wording.lines(changes, zone)
            )
            for pk, subject, changes, *told in rows.order_by("pk").values_list(*columns)[:most]
        ]

    def reason(self, code: str) -> str:
        """Nothing of these files is taken back."""
        return code

    def _rows(self, batch_id: int, view: View) -> QuerySet[Any]:
        rows = self.model._default_manager.all()
        return rows.filter(batch=batch_id, verdict=_VERDICTS[view]) if view in _VERDICTS else rows.none()
