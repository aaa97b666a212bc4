"""Bounded counts beside the sections: all of them in one query, kept for a few seconds per person."""

from collections.abc import Callable, Mapping
from threading import Lock
from time import monotonic
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from aftercare.shops.access import Person

LIMIT = 99  # more than this is shown as "99+"
_KEEP_SECONDS = 15.0
_KEEP_PEOPLE = 2000

CountSource = Callable[[Person, frozenset[int]], QuerySet[Any]]
"""(person, chosen shop ids) -> the rows that wait; must start from the visible set of its package."""

_kept: dict[int, tuple[float, frozenset[int], dict[str, int]]] = {}
_lock = Lock()


def waiting(person: Person, shop_ids: frozenset[int], sources: Mapping[str, CountSource]) -> dict[str, int]:
    """How many rows wait per code, at most LIMIT + 1 each. One query, or none within 15 seconds of the last.

    What is kept is found by the person's own id only, so it cannot be shown to somebody else.
    """
    if person.staff_id is None or not sources:
        return {}
    kept = _kept.get(person.staff_id)
    if kept and kept[0] > monotonic() and kept[1] == shop_ids and kept[2].keys() == sources.keys():
        return kept[2]
    found = _count({code: source(person, shop_ids) for code, source in sources.items()})
    with _lock:
        if len(_kept) >= _KEEP_PEOPLE:
            _kept.clear()
        _kept[person.staff_id] = (monotonic() + _KEEP_SECONDS, shop_ids, found)
    return found


def forget(staff_id: int) -> None:
    """Count afresh on the person's next page: called after everything they change themselves."""
    _kept.pop(staff_id, None)


def _count(rows: dict[str, QuerySet[Any]]) -> dict[str, int]:
    found = dict.fromkeys(rows, 0)
    parts: list[str] = []
    params: list[Any] = []
    asked: list[str] = []
    for code, queryset in rows.items():
        try:
            sql, values = queryset.order_by().values("pk")[: LIMIT + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS {connection.ops.quote_name('waiting')})")  # noqa: S608
        params += values
        asked.append(code)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), params)
            found.update(zip(asked, cursor.fetchone() or (), strict=True))
    return found
