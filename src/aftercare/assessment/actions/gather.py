"""Make an entry of everything that happened, each once, whoever gathers and however often (K7)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction

from aftercare.assessment.access import lock_books
from aftercare.assessment.models import Entry
from aftercare.assessment.policies import key_of
from aftercare.assessment.sources import SOURCES, Found, SourceRow
from aftercare.assessment.writing import SUBJECT, closed_months, counts_in
from aftercare.core.bulk import any_of
from aftercare.core.events import EventRow, record_many
from aftercare.core.time import now
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

LATELY: Final = timedelta(days=3)  # what the hourly look covers: verdicts and reviews come late, but not later


def gather_lately() -> int:
    """Of every open shop; how many entries were made."""
    at = now()
    shops = Shop.objects.filter(is_active=True).order_by("pk").values_list("pk", flat=True)
    return sum(gather(shop_id=pk, since=at - LATELY, until=at) for pk in list(shops))


def gather(*, shop_id: int, since: datetime, until: datetime) -> int:
    """What happened there from `since` to before `until`, each source in a transaction of its own; how many were new.
    Two at once wait for each other at the shop."""
    made = 0
    for source in SOURCES:
        with transaction.atomic():
            shop = lock_books(shop_id)
            made += _write(shop, source, source.find(shop, since, until))
    return made


def _write(shop: Shop, source: SourceRow, events: Iterable[Found]) -> int:
    found = {one.mark: one for one in events}
    known = (
        set(
            Entry.objects.filter(any_of("mark", set(found)), shop=shop, source=source.code).values_list(
                "mark", flat=True
            )
        )
        if found
        else set()
    )
    closed, at = closed_months(shop), now()
    rows = []
    for mark, one in found.items():
        points = policies_of(shop, one.at).get(key_of(source.code)) * source.sign
        if mark not in known and points:
            rows.append(_entry(shop, source, one, points, closed, at))
    made = Entry.objects.bulk_create(rows)
    record_many(EventRow("assessment.entered", (SUBJECT, row.pk), shop.pk, None, at, _told(row)) for row in made)
    return len(made)


def _known(shop: Shop, source: SourceRow, marks: set[str]) -> set[str]:
    if not marks:
        return set()
    rows = Entry.objects.filter(any_of("mark", marks), shop=shop, source=source.code)
    return set(rows.values_list("mark", flat=True))


def _told(row: Entry) -> dict[str, object]:
    return {"person": row.person_id, "points": row.points, "source": row.source}


def _entry(shop: Shop, source: SourceRow, one: Found, points: int, closed: frozenset[date], at: datetime) -> Entry:
    return Entry(
        shop=shop,
        person_id=one.staff_id,
        source=source.code.value,
        points=points,
        month=counts_in(shop, one.at, closed),
        at=one.at,
        mark=one.mark,
        origin=one.origin,
        origin_id=one.origin_id,
        origin_label=one.label,
        made_at=at,
    )
