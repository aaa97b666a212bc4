"""Reads of large policies, which have pages of their own: their history without the values, one value, the draft.

A table says its number as "version"; whoever publishes one gives it the next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from aftercare.core.errors import NotFound
from aftercare.shops.access import Person
from aftercare.shops.models import PolicyDraft, PolicyValue, Shop
from aftercare.shops.policies import definition_of, policies_of, table_of

MOST_ROWS = 100
_LISTED = ("pk", "number", "valid_from", "set_at", "set_by__name", "note")


@dataclass(frozen=True)
class TableRow:
    """One value that was set. `number` as people call it; `mark` 'now', 'planned', 'withdrawn' or 'past'."""

    pk: int
    number: int
    valid_from: datetime
    set_at: datetime
    who: str  # '' for the system
    note: str
    mark: str
    before: int | None  # the row that stood before it; None: the default


def table_rows(shop: Shop, key: str, at: datetime) -> list[TableRow]:
    """The newest values of a table, the one set last first; those in force and planned are always among them."""
    rows = PolicyValue.objects.filter(shop=shop, key=key).annotate(number=Cast(KT("value__version"), IntegerField()))
    listed = rows.order_by("-pk").values_list(*_LISTED)
    found = list(listed[:MOST_ROWS])
    in_force = policies_of(shop, at).sources.get(key)
    if in_force is not None and in_force not in {row[0] for row in found}:
        found += listed.filter(pk=in_force)
    by_validity = sorted(found, key=lambda row: (row[2], row[0]))
    planned = _planned(by_validity, in_force, at, definition_of(key).default["version"])
    before: dict[int, int | None] = {}
    previous = None
    for row in by_validity:
        before[row[0]], previous = previous, row[0]

    def mark(pk: int, valid_from: datetime) -> str:
        if pk == in_force:
            return "now"
        return "past" if valid_from <= at else "planned" if pk in planned else "withdrawn"

    return [
        TableRow(pk, number, valid_from, set_at, who or "", note, mark(pk, valid_from), before[pk])
        for pk, number, valid_from, set_at, who, note in found
    ]


def _planned(by_validity: Sequence[Any], in_force: int | None, at: datetime, default: int) -> set[int]:
    """Those that will come into force: the last word for each moment, unless it repeats the number before it."""
    number = next((row[1] for row in by_validity if row[0] == in_force), default)
    last_word = {row[2]: row for row in by_validity if row[2] > at}
    planned = set()
    for pk, its_number, *_rest in last_word.values():
        if its_number != number:
            planned.add(pk)
        number = its_number
    return planned


def table_value(shop: Shop, key: str, row: int | None) -> Any:
    """The JSON of that row, or the default for None. Raises NotFound on a row of another shop or policy."""
    if row is None:
        return definition_of(key).default
    if not PolicyValue.objects.filter(shop=shop, key=key, pk=row).exists():
        raise NotFound(row)
    return table_of(row)


def policy_draft(person: Person, shop: Shop, key: str) -> PolicyDraft | None:
    """The person's own draft; nobody sees another's."""
    return own_drafts(person, shop.pk, key).first()


def own_drafts(person: Person, shop_id: int, key: str) -> QuerySet[PolicyDraft]:
    """At most one; the system has none."""
    return PolicyDraft.objects.filter(shop_id=shop_id, key=key, staff_id=person.staff_id or 0)
