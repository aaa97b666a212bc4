"""When buyers asked to be contacted again (C14): the appointments of one person's open cases, the next ones first.

The same rule as `contact_plan.appointment_of`: one stands until the buyer was reached since, or somebody tried at that
time or later.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from aftercare.cases.contact_plan import UNREACHED
from aftercare.core.database import Prepared
from aftercare.shops.access import Person

STANDING = Prepared("""
    SELECT held.number, COALESCE(NULLIF(ordered.item_summary, ''), ordered.platform_no), talk.channel, talk.at,
        talk.next_at
    FROM cases_case AS held
    JOIN orders_order AS ordered ON ordered.id = held.order_id
    JOIN LATERAL (
        SELECT id, channel, at, next_at FROM cases_contact
        WHERE case_id = held.id AND next_at IS NOT NULL ORDER BY id DESC LIMIT 1
    ) AS talk ON NOT EXISTS (
        SELECT FROM cases_contact AS later
        WHERE later.case_id = held.id AND later.id > talk.id
            AND (later.result <> ALL(%(unreached)s) OR later.at >= talk.next_at)
    )
    WHERE held.owner_id = %(owner)s AND held.closed_at IS NULL AND held.shop_id = ANY(%(shops)s)
        AND (talk.next_at <= %(at)s) = %(overdue)s
    ORDER BY talk.next_at, held.id LIMIT %(most)s
""")


class Asked(NamedTuple):
    """One appointment: made at `at`, due at `next_at`."""

    number: str
    goods: str
    channel: str
    at: datetime
    next_at: datetime


def appointments(
    person: Person, shop_ids: frozenset[int], at: datetime, *, overdue: bool, most: int
) -> Sequence[Asked]:
    """Those of the person's own open cases in these shops: the ones whose time has come, or the ones to come."""
    values = {
        "owner": person.staff_id,
        "shops": list(shop_ids & person.shop_ids),
        "unreached": [result.value for result in UNREACHED],
        "at": at,
        "overdue": overdue,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, values)
        return [Asked._make(row) for row in cursor.fetchall()]
