"""Keep by what an erased buyer is recognised when a file tells of them again (U4, J7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from aftercare.customers.terms import MarkKind

# Those that stand already are only read: it is called every few minutes with all that the list of erasures names.
_ADD: Final = """
    INSERT INTO customers_erasedmark (shop_id, kind, digest, at)
    SELECT DISTINCT ON (told.shop_id, told.kind, told.digest) told.*
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::timestamptz[]) AS told (shop_id, kind, digest, at)
    JOIN shops_shop AS shop ON shop.id = told.shop_id
    WHERE NOT EXISTS (
        SELECT FROM customers_erasedmark AS mark WHERE mark.shop_id = told.shop_id AND mark.kind = told.kind
            AND mark.digest = told.digest AND mark.at >= told.at
    )
    ORDER BY told.shop_id, told.kind, told.digest, told.at DESC
    ON CONFLICT (shop_id, kind, digest) DO UPDATE SET at = greatest(excluded.at, customers_erasedmark.at)
"""
_AT_ONCE: Final = 1000


@dataclass(frozen=True)
class Mark:
    """One keyed hash (`erased.digest_of`) of a shop's buyer who was erased at that moment."""

    shop_id: int
    kind: MarkKind
    digest: str
    at: datetime


def mark_erased(marks: Collection[Mark]) -> int:
    """Keep them; the latest moment of equal ones counts. Returns how many were new or later."""
    rows = [one for one in marks if one.digest]
    written = 0
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _AT_ONCE):
            part = rows[start : start + _AT_ONCE]
            columns = [[getattr(one, name) for one in part] for name in ("shop_id", "kind", "digest", "at")]
            cursor.execute(_ADD, [columns[0], [str(kind) for kind in columns[1]], *columns[2:]])
            written += cursor.rowcount
    return written
