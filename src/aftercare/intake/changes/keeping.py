"""Keep what rows have changed, in the transaction of the rows."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from aftercare.core.bulk import any_of, insert_rows
from aftercare.intake.changes.models import ImportChange
from aftercare.intake.rows import Change

_COLUMNS: Final = (
    "batch", "subject_kind", "subject_id", "label", "is_added", "told", "sealed", "at", "fate", "kept",
)  # fmt: skip


def keep_changes(batch_id: int, changes: Sequence[Change], at: datetime) -> None:
    """Three statements for any number; what an earlier part of the same file did to a subject becomes one with it."""
    if not changes:
        return
    whole = _taken_out(batch_id, changes)
    for change in changes:
        first = whole.pop(change.subject, None)
        whole[change.subject] = _joined(first, change) if first else change
    told = [change for change in whole.values() if change.is_added or change.told or change.sealed]
    insert_rows(ImportChange, _COLUMNS, [_row(batch_id, change, at) for change in told])


def _row(batch_id: int, change: Change, at: datetime) -> list[Any]:
    told = {**change.told, **{name: [] for name in change.sealed}}
    sealed = json.dumps(change.sealed, ensure_ascii=False) if change.sealed else ""
    plain = json.dumps(told, ensure_ascii=False) if told else "{}"
    return [batch_id, *change.subject, change.label, change.is_added, plain, sealed, at, "", "{}"]


def _taken_out(batch_id: int, changes: Sequence[Change]) -> dict[tuple[str, int], Change]:
    """Stored changes of these subjects by the same import; removed, to come back with a higher id."""
    ids = [change.subject[1] for change in changes]
    kinds = {change.subject[0] for change in changes}
    rows = ImportChange.objects.filter(any_of("subject_id", ids), batch_id=batch_id, subject_kind__in=kinds)
    wanted = {change.subject for change in changes}
    found = {(row.subject_kind, row.subject_id): row for row in rows if (row.subject_kind, row.subject_id) in wanted}
    if found:
        ImportChange.objects.filter(any_of("id", [row.pk for row in found.values()])).delete()
    return {subject: _change_of(row) for subject, row in found.items()}


def _change_of(row: ImportChange) -> Change:
    sealed = json.loads(row.sealed) if row.sealed else {}
    told = {name: values for name, values in row.told.items() if name not in sealed}
    return Change((row.subject_kind, row.subject_id), row.label, row.is_added, told, sealed)


def _joined(first: Change, then: Change) -> Change:
    """One difference from two that follow each other; what was added stays added."""
    if first.is_added:
        return first
    told, sealed = joined(first.told, then.told), joined(first.sealed, then.sealed)
    return Change(then.subject, then.label, False, told, sealed)


def joined(first: Mapping[str, Any], then: Mapping[str, Any]) -> dict[str, Any]:
    """Field by field: before from the first, after from the second; parts (an order's lines) in the same way. A part
    that the first had added stays added; what is as it was at first is no difference."""
    whole = dict(first)
    for name, now in then.items():
        before = whole.get(name)
        if isinstance(now, dict):
            whole[name] = joined(before if isinstance(before, dict) else {}, now)
        elif isinstance(before, list) and isinstance(now, list) and len(before) == len(now) == 2:
            whole[name] = [before[0], now[1]]
        else:
            whole[name] = now
    return {name: now for name, now in whole.items() if now != {} and not _is_same(now)}


def _is_same(values: Any) -> bool:
    return isinstance(values, list) and len(values) == 2 and values[0] == values[1]
