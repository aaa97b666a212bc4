"""Writes the counts of days (R2). In the transaction of whatever changed a review."""

from datetime import date
from typing import Final

from django.db import connection

from aftercare.reviews.days import COUNTS, Ledger

_COLUMNS: Final = ", ".join(COUNTS)
_ADDED: Final = ", ".join(f"{name} = here.{name} + EXCLUDED.{name}" for name in COUNTS)
_TOLD: Final = ", ".join(["%s::date[]", *["%s::int[]"] * len(COUNTS)])
_WRITE: Final = f"""
    INSERT INTO reviews_reviewday AS here (shop_id, day, {_COLUMNS})
    SELECT %s, * FROM unnest({_TOLD}) ON CONFLICT (shop_id, day) DO UPDATE SET {_ADDED}
"""  # noqa: S608 - put together of constants


def write_days(shop_id: int, ledger: Ledger) -> None:
    """Add the differences, one statement for any number of days."""
    days = ledger.changed()
    if not days:
        return
    columns: list[list[date] | list[int]] = [[day for day, _counts in days]]
    columns += [[counts[index] for _day, counts in days] for index in range(len(COUNTS))]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [shop_id, *columns])
