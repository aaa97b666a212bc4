"""Apply the reports that have come: in chunks, exactly once, in any order (O5, X10)."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import DatabaseError, OperationalError, connection, transaction

from aftercare.core.crypto import DecryptionFailed, decrypt, encrypt
from aftercare.core.time import now
from aftercare.parcels.actions.refresh import refresh
from aftercare.parcels.matching import Locked, New, Wanted
from aftercare.parcels.models import InboxItem
from aftercare.parcels.reports import AHEAD, EventFact, Report, from_json
from aftercare.parcels.terms import Way

CHUNK: Final = 400  # rows of the inbox in one transaction
MOST_CHUNKS: Final = 60  # of one run; the next one goes on
UNUSABLE: Final = (ValueError, KeyError, TypeError, DecryptionFailed, DatabaseError)
# Nobody waits for a row that another worker has in hand.
_TAKE: Final = """
    DELETE FROM parcels_inboxitem WHERE id IN (
        SELECT id FROM parcels_inboxitem WHERE failed_at IS NULL ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING id, shop_id, way, reports
"""
_EVENTS: Final = """
    INSERT INTO parcels_trackingevent (parcel_id, key, at, sign, raw, text, place, way, told_at)
    SELECT told.*, %s FROM unnest(
        %s::bigint[], %s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]
    ) AS told
    ON CONFLICT (parcel_id, key) DO NOTHING RETURNING parcel_id
"""
_NEW_KEYS: Final = """
    SELECT told.parcel_id, told.key FROM unnest(%s::bigint[], %s::bigint[]) AS told (parcel_id, key)
    WHERE NOT EXISTS (
        SELECT FROM parcels_trackingevent AS known WHERE known.parcel_id = told.parcel_id AND known.key = told.key
    )
"""
log = logging.getLogger("aftercare.parcels")


@dataclass(frozen=True)
class Item:
    """One row of the inbox, read."""

    shop_id: int
    way: Way
    reports: Sequence[Report]


def apply_inbox() -> int:
    """Apply what has come; returns how many rows. A row that cannot be applied stands aside with what was wrong, and
    holds up no other. Safe to run again, and beside others."""
    applied = 0
    for _chunk in range(MOST_CHUNKS):
        taken = _apply_some(CHUNK)
        applied += taken
        if taken < CHUNK:
            break
    return applied


def _apply_some(most: int) -> int:
    try:
        return _apply_chunk(most)
    except OperationalError:
        raise  # a deadlock, or the database is gone: the next run takes them again
    except UNUSABLE:
        log.warning("a chunk of reports cannot be applied: one by one", exc_info=True)
    return sum(_apply_alone() for _row in range(most))


def _apply_alone() -> int:
    """The next row alone; it is set aside when it cannot be applied."""
    try:
        return _apply_chunk(1)
    except OperationalError:
        raise
    except UNUSABLE as trouble:
        with transaction.atomic():
            first = InboxItem.objects.select_for_update(skip_locked=True).filter(failed_at=None).order_by("pk")
            for pk in first.values_list("pk", flat=True)[:1]:
                InboxItem.objects.filter(pk=pk).update(failed_at=now(), error=type(trouble).__name__)
        return 0


@transaction.atomic
def _apply_chunk(most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [most])
        rows = sorted(cursor.fetchall())
    if rows:
        items = [Item(shop_id, Way(way), from_json(decrypt(sealed))) for _pk, shop_id, way, sealed in rows]
        apply_reports(items, now())
    return len(rows)


def apply_reports(items: Sequence[Item], at: datetime) -> int:
    """Store the events that are new and derive their parcels anew, in the caller's transaction; returns how many
    parcels changed."""
    wanted = [(item, report, _wanted(item, report)) for item in items for report in item.reports]
    parcels = Locked({(one.shop_id, one.number) for _item, _report, one in wanted})
    for names_courier in (True, False):  # who does not say the courier may mean one that another has just named
        parcels.make(
            New(one, None, "", min(fact.at for fact in report.events))
            for _item, report, one in wanted
            if bool(one.courier_code) is names_courier and report.events and parcels.find(one) is None
        )
    known: dict[int, str] = {}
    facts: dict[tuple[int, int], tuple[EventFact, Way]] = {}
    for item, report, one in wanted:
        found = parcels.find(one)
        if found is None:
            continue  # nothing was told of a number that nobody knows
        if not found.courier_code and one.courier_code:
            found.courier_code = known[found.pk] = one.courier_code
        facts |= {(found.pk, fact.key): (fact, item.way) for fact in report.events if fact.at <= at + AHEAD}
    parcels.learn(known)
    changed = _store(facts, at)
    refresh(changed, at)
    return len(changed)


def _wanted(item: Item, report: Report) -> Wanted:
    return Wanted(item.shop_id, report.number, report.courier_code)


def _store(facts: dict[tuple[int, int], tuple[EventFact, Way]], at: datetime) -> set[int]:
    """Write those that are new; the parcels that have one. Pushes tell the whole course each time, so most are known:
    only what is new is encrypted."""
    if not facts:
        return set()
    keys = sorted(facts)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_KEYS, [[pk for pk, _key in keys], [key for _pk, key in keys]])
        new = sorted(cursor.fetchall())
        if not new:
            return set()
        rows = [(pk, key, *_columns(*facts[(pk, key)])) for pk, key in new]
        cursor.execute(_EVENTS, [at, *(list(column) for column in zip(*rows, strict=True))])
        return {pk for (pk,) in cursor.fetchall()}


def _columns(fact: EventFact, way: Way) -> tuple[object, ...]:
    return fact.at, fact.sign.value, fact.raw, encrypt(fact.text), fact.place, way.value
