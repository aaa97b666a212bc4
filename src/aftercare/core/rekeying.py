"""Write values of older data keys anew with the newest one, and take an old key away when nothing stands under it (J8).

In small pieces, each in a transaction of its own: whatever is killed in between, no value is lost or half written, and
the next run goes on. Rows that somebody holds are passed over and looked at again, so nobody waits long and nothing can
block; a row that changes meanwhile is written by whoever changes it, with the newest key.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import connection, transaction
from psycopg.sql import SQL, Composed, Identifier, Literal

from aftercare.core.crypto import DecryptionFailed, add_key, decrypt, encrypt, forget_keys
from aftercare.core.errors import Refusal, Refused
from aftercare.core.events import record
from aftercare.core.models import CryptoKey, KeyPlace
from aftercare.core.sealed_places import SEALED, Place, places, tables_with
from aftercare.core.time import now
from aftercare.core.words import _

PIECE: Final = 200  # rows of one transaction
TAKEN_UP: Final = timedelta(minutes=3)  # by then every process writes with a new key, whatever it was doing
LEAST_AGE: Final = timedelta(days=1)  # of the newer key, before an older one may go
UNKNOWN: Final = Refusal("key_unknown", _("There is no data key of this version."))
CURRENT: Final = Refusal("key_current", _("New values are written with this key. Make a newer one first."))
YOUNG: Final = Refusal(
    "key_young", _("The newer key is less than a day old: something may still write with the old one.")
)
BUSY: Final = Refusal("key_busy", _("Work that began before the newer key was taken up still runs. Try again later."))
IN_USE: Final = Refusal("key_in_use", _("Values still stand under this key, in: %(tables)s."))
_IN_JSON: Final = re.compile(f'"({SEALED})"')


@dataclass(frozen=True)
class Rewritten:
    """What a run did: rows written anew, values that no key opens, and tables in which something is still to do."""

    rows: int
    unreadable: int
    left: Sequence[str]


def make_key() -> int:
    """A new data key; returns its version. Older values are written anew by the worker, or `rewrite`."""
    with transaction.atomic():
        version = add_key()
        record(kind="key.made", subject=("key", version), shop_id=None, actor_id=None, at=now(), data={})
    return version


def rewrite(*, for_seconds: float | None = None) -> Rewritten:
    """Go on writing anew, to the end or for about so long. Two at once share the work."""
    until = None if for_seconds is None else time.monotonic() + for_seconds
    version = CryptoKey.objects.order_by("-version").values_list("version", flat=True)[:1].get()
    forget_keys()
    rows = 0
    done = set(KeyPlace.objects.filter(version=version, is_done=True).values_list("table", flat=True))
    waiting = [place for place in places() if place.table not in done]
    for place in waiting:
        for _pass in range(2):  # once more for rows that somebody held
            more, count = True, 0
            while more and (until is None or time.monotonic() < until):
                count, more = _rewrite_piece(place, version)
                rows += count
    places_of = KeyPlace.objects.filter(version=version)
    done = set(places_of.filter(is_done=True).values_list("table", flat=True))
    unreadable = sum(places_of.values_list("unreadable", flat=True))
    return Rewritten(rows, unreadable, [place.table for place in places() if place.table not in done])


def has_work() -> bool:
    """Whether there are older keys, the newest is taken up by every process, and some table is not done with it. One
    query mostly, two while something is to do."""
    keys = list(CryptoKey.objects.order_by("-version")[:2])
    if len(keys) < 2 or now() < keys[0].created_at + TAKEN_UP:
        return False
    return KeyPlace.objects.filter(version=keys[0].version, is_done=True).count() < len(places())


def remove_key(version: int) -> None:
    """Take an old key away for good. Raises Refused: unknown, the current one, the newer one too young, work under way
    that may still write with it, or anything at all in the database that stands under it."""
    with transaction.atomic():
        keys = {row.version: row for row in CryptoKey.objects.select_for_update().order_by("version")}
        if version not in keys:
            raise Refused(UNKNOWN)
        newer = [row for row in keys.values() if row.version > version]
        if not newer:
            raise Refused(CURRENT)
        taken_up = min(row.created_at for row in newer)
        if now() < taken_up + LEAST_AGE:
            raise Refused(YOUNG)
        if _is_older_work(taken_up + TAKEN_UP):
            raise Refused(BUSY)
        tables = tables_with(version)
        if tables:
            raise Refused(Refusal(IN_USE.code, IN_USE.sentence, {"tables": ", ".join(tables)}))
        keys[version].delete()
        record(kind="key.removed", subject=("key", version), shop_id=None, actor_id=None, at=now(), data={})
    forget_keys()


def _is_older_work(moment: Any) -> bool:
    """Whether a transaction is open that began before: what it has written is not seen yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start < %s)",
            [moment],
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic
def _rewrite_piece(place: Place, version: int) -> tuple[int, bool]:
    """Rows written anew, and whether there may be more of this pass."""
    KeyPlace.objects.get_or_create(table=place.table, defaults={"version": version})
    at = KeyPlace.objects.select_for_update(skip_locked=True).filter(table=place.table).first()
    if at is None or (at.version == version and at.is_done) or at.version > version:
        return 0, False  # another one is at it, or has done it
    if at.version < version:
        at.version, at.pk_seen, at.unreadable, at.is_done = version, 0, 0, False
    rows = _read(place, version, at.pk_seen)
    changed = 0
    for pk, *values in rows:
        anew, bad = _anew(place, version, values)
        at.unreadable += bad
        if anew != values:
            _write(place, pk, anew)
            changed += 1
    if len(rows) == PIECE:
        at.pk_seen = rows[-1][0]
    else:
        _end_pass(place, at)
    at.save()
    return changed, len(rows) == PIECE


def _end_pass(place: Place, at: KeyPlace) -> None:
    """Done when nothing old is left but what no key opens, and nobody writes with an older key any more."""
    left = _count_old(place, at.version, at.unreadable + 1)
    made_at = CryptoKey.objects.values_list("created_at", flat=True).get(version=at.version)
    at.is_done = left <= at.unreadable and now() > made_at + TAKEN_UP
    at.pk_seen = 0
    at.unreadable = at.unreadable if at.is_done else 0


def _old(place: Place, version: int) -> Composed:
    """The condition for a row with a value of another key."""
    parts = [
        SQL("{0} <> '' AND NOT starts_with({0}, {1})").format(Identifier(column), Literal(f"v{version}:"))
        for column in place.columns
    ]
    other = f'"v(?!{version}:)[0-9]+:[A-Za-z0-9+/]{{38,}}={{0,2}}"'
    parts += [SQL("{}::text ~ {}").format(Identifier(column), Literal(other)) for column in place.json]
    return SQL("({})").format(SQL(" OR ").join(SQL("({})").format(part) for part in parts))


def _read(place: Place, version: int, after: int) -> list[list[Any]]:
    columns = [SQL("{}").format(Identifier(column)) for column in place.columns]
    columns += [SQL("{}::text").format(Identifier(column)) for column in place.json]
    look = SQL(
        "SELECT {key}, {columns} FROM {table} WHERE {key} > %s AND {old} ORDER BY {key} LIMIT %s"
        " FOR NO KEY UPDATE SKIP LOCKED"
    ).format(
        key=Identifier(place.key),
        columns=SQL(", ").join(columns),
        table=Identifier(place.table),
        old=_old(place, version),
    )
    with connection.cursor() as cursor:
        cursor.execute(look, [after, PIECE])
        return [list(row) for row in cursor.fetchall()]


def _count_old(place: Place, version: int, most: int) -> int:
    look = SQL("SELECT count(*) FROM (SELECT FROM {} WHERE {} LIMIT %s) AS old").format(
        Identifier(place.table), _old(place, version)
    )
    with connection.cursor() as cursor:
        cursor.execute(look, [most])
        return int(cursor.fetchone()[0])


def _anew(place: Place, version: int, values: Sequence[Any]) -> tuple[list[Any], int]:
    """The row's values under the newest key; a row counts once when one of them cannot be read."""
    anew: list[Any] = []
    bad = 0
    for column, value in zip(place.all, values, strict=True):
        try:
            if value and column in place.json:
                anew.append(_IN_JSON.sub(lambda found: f'"{_value_anew(found[1], version)}"', value))
            else:
                anew.append(_value_anew(value, version) if value else value)
        except DecryptionFailed:
            anew.append(value)
            bad = 1
    return anew, bad


def _value_anew(stored: str, version: int) -> str:
    return stored if stored.startswith(f"v{version}:") else encrypt(decrypt(stored))


def _write(place: Place, pk: int, values: Sequence[Any]) -> None:
    """A table that never changes lets only this through: see `core_stays_but_rekeyed`."""
    sets = [SQL("{} = %s").format(Identifier(column)) for column in place.columns]
    sets += [SQL("{} = %s::jsonb").format(Identifier(column)) for column in place.json]
    change = SQL("UPDATE {} SET {} WHERE {} = %s").format(
        Identifier(place.table), SQL(", ").join(sets), Identifier(place.key)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('aftercare.rekeying', 'on', true)")
        cursor.execute(change, [*values, pk])
