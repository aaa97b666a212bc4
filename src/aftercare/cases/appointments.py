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

# Goods are looked up for the few that are shown: as a join, PostgreSQL reads all orders of the company for them.
STANDING = Prepared("""
    SELECT number, (
        SELECT COALESCE(NULLIF(item_summary, ''), platform_no) FROM orders_order WHERE id = standing.order_id
    ) AS goods, channel, at, next_at, is_overdue
    FROM (
        SELECT held.number, held.order_id, talk.channel, talk.at, talk.next_at, talk.next_at <= %(at)s AS is_overdue,
            held.id,
            row_number() OVER (PARTITION BY talk.next_at <= %(at)s ORDER BY talk.next_at, held.id) AS place
        FROM cases_case AS held
        JOIN LATERAL (
            SELECT id, channel, at, next_at FROM cases_contact
            WHERE case_id = held.id AND next_at IS NOT NULL ORDER BY id DESC LIMIT 1
        ) AS talk ON NOT EXISTS (
            SELECT FROM cases_contact AS later
            WHERE later.case_id = held.id AND later.id > talk.id
                AND (later.result <> ALL(%(unreached)s) OR later.at >= talk.next_at)
        )
        WHERE held.owner_id = %(owner)s AND held.closed_at IS NULL AND held.shop_id = ANY(%(shops)s)
    ) AS standing
    WHERE place <= %(most)s ORDER BY next_at, id
""")


class Asked(NamedTuple):
    """One appointment: made at `at`, due at `next_at`."""

    number: str
    goods: str
    channel: str
    at: datetime
    next_at: datetime
    is_overdue: bool


def appointments(person: Person, shop_ids: frozenset[int], at: datetime, *, most: int) -> Sequence[Asked]:
    """Those of the person's own open cases in these shops, by time: at most so many whose time has come, and so many
    to come."""
    values = {
        "owner": person.staff_id,
        "shops": list(shop_ids & person.shop_ids),
        "unreached": [result.value for result in UNREACHED],
        "at": at,
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, values)
        return [Asked._make(row) for row in cursor.fetchall()]
