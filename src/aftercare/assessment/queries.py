"""Reads of assessments: bounded, the same number of queries at any size."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet

from aftercare.assessment.access import visible_closed, visible_entries
from aftercare.assessment.models import ClosedMonth, Entry
from aftercare.assessment.sums import Total, totals
from aftercare.shops.access import Person

PAGE: Final = 50
Place = tuple[datetime, int]


@dataclass(frozen=True)
class EntryPage:
    """One keyset page, the newest event first; `after` (its time, id) begins the next one, None on the last."""

    rows: list[Entry]
    after: Place | None


def _of_month(person: Person, shop_ids: Collection[int], month: date) -> QuerySet[Entry]:
    return visible_entries(person).filter(shop_id__in=shop_ids, month=month)


def people_of(person: Person, shop_ids: Collection[int], month: date) -> list[Total]:
    """What everybody whom the person sees has in that month, the highest total first."""
    return totals(_of_month(person, shop_ids, month))


def entry_page(
    person: Person, shop_ids: Collection[int], month: date, staff_id: int | None, after: Place | None
) -> EntryPage:
    """The entries of the month, of everybody or of one person."""
    rows = _of_month(person, shop_ids, month).select_related("person", "entered_by", "appeal")
    if staff_id is not None:
        rows = rows.filter(person_id=staff_id)
    if after is not None:
        rows = rows.filter(Q(at__lt=after[0]) | Q(at=after[0], pk__lt=after[1]))
    found = list(rows.defer("appeal__reason", "appeal__note").order_by("-at", "-pk")[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    return EntryPage(found[:PAGE], (last.at, last.pk) if last else None)


def closed_of(person: Person, shop_ids: Collection[int], month: date) -> dict[int, ClosedMonth]:
    """By shop id, those in which the month is closed."""
    rows = visible_closed(person).filter(shop_id__in=shop_ids, month=month).select_related("closed_by")
    return {row.shop_id: row for row in rows}
