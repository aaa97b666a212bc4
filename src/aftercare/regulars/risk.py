"""Serial returns and claims of one person over all shops of the company, for many buyers at once (B7).

One person: the same customer, those joined with it, and those with the same phone, or the same address and surname.
Counts are of the whole company; which shops and which cases they come from is told to nobody who does not work there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.regulars.policies import limits_of
from aftercare.regulars.risk_rules import History, Hit, hits_of
from aftercare.regulars.rules import MOST_SHARED
from aftercare.shops.models import Shop

_KIN: Final = """
    SELECT kin.own, kin.other, entry.expires_at FROM (
    SELECT own.id AS own, own.id AS other FROM unnest(%(ids)s::bigint[]) AS own (id)
    UNION SELECT mine.customer_id, other.customer_id FROM regulars_joined AS mine
        JOIN regulars_joined AS other ON other.buyer_id = mine.buyer_id WHERE mine.customer_id = ANY(%(ids)s)
    UNION SELECT mine.customer_id, unnest(shared.customers) FROM regulars_trace AS mine, LATERAL (
        SELECT array_agg(customer_id) AS customers FROM (
            SELECT other.customer_id FROM regulars_trace AS other
            WHERE other.kind = mine.kind AND other.digest = mine.digest
                AND (mine.kind = 'phone' OR other.surname = mine.surname) LIMIT %(most)s + 1
        ) AS few
    ) AS shared
    WHERE mine.customer_id = ANY(%(ids)s) AND (mine.kind = 'phone' OR mine.kind = 'address' AND mine.surname <> '')
        AND cardinality(shared.customers) <= %(most)s
    ) AS kin LEFT JOIN regulars_riskentry AS entry
        ON entry.customer_id = kin.other AND entry.lifted_at IS NULL AND entry.expires_at > %(at)s
"""
_ORDERS: Final = """
    SELECT sold.customer_id, sold.shop_id, count(*), count(*) FILTER (WHERE EXISTS (
        SELECT FROM cases_case AS matter WHERE matter.order_id = sold.id
            AND matter.flow IN ('return', 'exchange', 'refund_only')
    ))
    FROM orders_order AS sold WHERE sold.customer_id = ANY(%s) AND sold.ordered_at > %s
        AND sold.paid_at IS NOT NULL AND sold.source_order_id IS NULL
    GROUP BY sold.customer_id, sold.shop_id
"""
_CASES: Final = """
    SELECT matter.customer_id, count(*) FILTER (WHERE matter.flow = 'refund_only'),
        count(*) FILTER (WHERE matter.reason IN ('not_received', 'missing', 'false_dispatch')),
        count(*) FILTER (WHERE EXISTS (
            SELECT FROM cases_caseline AS line WHERE line.case_id = matter.id
                AND 'not_seen' IN (line.good_to, line.defective_to)
        )),
        count(*) FILTER (WHERE matter.flow IN ('return', 'exchange'))
    FROM cases_case AS matter WHERE matter.customer_id = ANY(%s) AND matter.opened_at > %s GROUP BY matter.customer_id
"""


@dataclass(frozen=True)
class Risk:
    """What was found of one customer; without hits there is nothing to show."""

    hits: Sequence[Hit] = ()
    history: History = field(default_factory=History)
    days: int = 0

    @property
    def is_strong(self) -> bool:
        return any(hit.is_strong for hit in self.hits)


def risks_of(wanted: Mapping[int, Shop], at: datetime) -> dict[int, Risk]:
    """By customer, with the limits of the shop that asks. Three queries for any number of them; the rules of shops are
    kept in memory."""
    ids = sorted(wanted)
    if not ids:
        return {}
    kin: dict[int, set[int]] = {}
    listed: dict[int, set[datetime]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_KIN, {"ids": ids, "most": MOST_SHARED, "at": at})
        for own, other, until in cursor.fetchall():
            kin.setdefault(own, set()).add(other)
            if until is not None:
                listed.setdefault(own, set()).add(until)
    everybody = sorted({pk for others in kin.values() for pk in others})
    limits = {shop.pk: limits_of(shop, at) for shop in wanted.values()}
    found = {}
    for days in sorted({one.days for one in limits.values()}):
        sold, matters = _counts(everybody, at - timedelta(days=days))
        for pk, shop in wanted.items():
            if limits[shop.pk].days == days:
                history = _history(kin[pk], sold, matters)
                until = sorted(listed.get(pk, ()), reverse=True)
                said = [f"{end.astimezone(ZoneInfo(shop.timezone)):%Y-%m-%d}" for end in until]
                found[pk] = Risk(hits_of(history, limits[shop.pk], said), history, days)
    return found


Sold = dict[int, tuple[int, int, int]]
Matters = dict[int, tuple[int, int, int, int]]


def _counts(ids: list[int], since: datetime) -> tuple[Sold, Matters]:
    with connection.cursor() as cursor:
        cursor.execute(_ORDERS, [ids, since])
        sold = {pk: (shop, orders, troubled) for pk, shop, orders, troubled in cursor.fetchall()}
        cursor.execute(_CASES, [ids, since])
        matters = {pk: tuple(counts) for pk, *counts in cursor.fetchall()}
    return sold, matters


def _history(kin: Collection[int], sold: Sold, matters: Matters) -> History:
    orders = [sold[pk] for pk in kin if pk in sold]
    cases = [matters[pk] for pk in kin if pk in matters]
    sums = [sum(column) for column in zip(*cases, strict=True)] if cases else [0, 0, 0, 0]
    return History(
        orders=sum(one[1] for one in orders),
        troubled=sum(one[2] for one in orders),
        refund_only=sums[0],
        not_there=sums[1],
        empty_back=sums[2],
        returns=sums[3],
        customers=len(kin),
        shops=len({one[0] for one in orders}) or 1,
    )
