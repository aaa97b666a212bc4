"""Write events. Called by actions only, inside the transaction of the change that they tell of."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from aftercare.core.database import Prepared


@dataclass(frozen=True)
class EventRow:
    """One event to be; `subject` is (kind, id), `data` is JSON."""

    kind: str
    subject: tuple[str, int]
    shop_id: int | None
    actor_id: int | None
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


# Written by hand: every change of the product pays for it, and the ORM's bulk insert costs five times as much.
INSERT = Prepared("""
    INSERT INTO core_event (kind, subject_kind, subject_id, shop_id, actor_id, at, data)
    SELECT * FROM unnest(
        %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::jsonb[]
    )
    RETURNING id
""")
BATCH = 1000


def record(**fields: Any) -> int:
    """Write one event; takes the fields of `EventRow`. Returns its id."""
    return _insert([EventRow(**fields)])[0]


def record_many(rows: Iterable[EventRow]) -> int:
    """Write many events in batches; returns how many."""
    return sum(len(_insert(batch)) for batch in batched(rows, BATCH))


def _insert(rows: Sequence[EventRow]) -> list[int]:
    columns: list[Any] = [
        [row.kind for row in rows],
        [row.subject[0] for row in rows],
        [row.subject[1] for row in rows],
        [row.shop_id for row in rows],
        [row.actor_id for row in rows],
        [row.at for row in rows],
        [json.dumps(dict(row.data), cls=DjangoJSONEncoder, ensure_ascii=False) for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, columns)
        return [pk for (pk,) in cursor.fetchall()]


def batched(rows: Iterable[EventRow], size: int) -> Iterator[list[EventRow]]:
    """Lists of at most `size` rows."""
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch
