"""Bounded counts beside the sections: all of them in one query, kept for a few seconds per person."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from aftercare.shops.access import Person
from aftercare.web.shell.kept import Kept

LIMIT = 99  # more than this is shown as "99+"

CountSource = Callable[[Person, frozenset[int]], QuerySet[Any]]
"""(person, chosen shop ids) -> the rows that wait; must start from the visible set of its package."""

_kept: Kept[dict[str, int]] = Kept(seconds=15)


def waiting(person: Person, shop_ids: frozenset[int], sources: Mapping[str, CountSource]) -> dict[str, int]:
    """How many rows wait per code, at most LIMIT + 1 each. One query, or none within 15 seconds of the last."""
    if person.staff_id is None or not sources:
        return {}
    question = (shop_ids, person.all_roles, person.lent_roles, tuple(sources))
    return _kept.get(person.staff_id, question, lambda: count_each(person, shop_ids, sources))


def count_each(person: Person, shop_ids: frozenset[int], sources: Mapping[str, CountSource]) -> dict[str, int]:
    """How many rows wait per code, at most LIMIT + 1 each: one query, always asked."""
    found = dict.fromkeys(sources, 0)
    parts: list[str] = []
    params: list[Any] = []
    asked: list[str] = []
    for code, source in sources.items():
        try:
            rows = source(person, shop_ids).order_by().values("pk")[: LIMIT + 1]
            sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS waiting)")  # noqa: S608 - compiled by the ORM, values apart
        params += values
        asked.append(code)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), params)
            found.update(zip(asked, cursor.fetchone() or (), strict=True))
    return found
