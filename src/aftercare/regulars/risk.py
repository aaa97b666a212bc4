"""Serial returns and claims of one person over all shops of the company, for many buyers at once (B7).

One person: the same customer, those joined with it, and those with the same phone, or the same address and surname.
Counts are of the whole company; which shops and which cases they come from is told to nobody who does not work there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.regulars.policies import limits_of
from aftercare.regulars.risk_rules import History, Hit, hits_of
from aftercare.regulars.rules import MOST_SHARED
from aftercare.regulars.terms import GIVEN_UP
from aftercare.shops.models import Shop

_FOUND: Final = """
    WITH kin AS (
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
        WHERE mine.customer_id = ANY(%(ids)s) AND cardinality(shared.customers) <= %(most)s
            AND (mine.kind = 'phone' OR mine.kind = 'address' AND mine.surname <> '')
    )
    SELECT kin.own, other.shop_id, sold.orders, sold.troubled, matters.*, (
        SELECT max(expires_at) FROM watchlists_listentry AS entry
        WHERE entry.customer_id = kin.other AND entry.kind = 'claims' AND entry.lifted_at IS NULL
            AND entry.expires_at > %(at)s
    )
    FROM kin JOIN customers_customer AS other ON other.id = kin.other, LATERAL (
        SELECT count(*) AS orders, count(*) FILTER (WHERE EXISTS (
            SELECT FROM cases_case AS matter WHERE matter.order_id = sold.id
                AND matter.flow IN ('return', 'exchange', 'refund_only') AND NOT matter.state = ANY(%(given_up)s)
        )) AS troubled
        FROM orders_order AS sold WHERE sold.customer_id = kin.other AND sold.ordered_at > %(since)s
            AND sold.paid_at IS NOT NULL AND sold.source_order_id IS NULL
    ) AS sold, LATERAL (
        SELECT count(*) FILTER (WHERE matter.flow = 'refund_only' AND is_claim),
            count(*) FILTER (WHERE matter.reason IN ('not_received', 'missing', 'false_dispatch') AND is_claim),
            count(*) FILTER (WHERE EXISTS (
                SELECT FROM cases_caseline AS line WHERE line.case_id = matter.id
                    AND 'not_seen' IN (line.good_to, line.defective_to)
            )),
            count(*) FILTER (WHERE matter.flow IN ('return', 'exchange') AND is_claim)
        FROM cases_case AS matter, LATERAL (SELECT NOT matter.state = ANY(%(given_up)s) AS is_claim) AS told
        WHERE matter.customer_id = kin.other AND matter.opened_at > %(since)s
    ) AS matters
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
    """By customer, with the limits of the shop that asks. One query for any number of them, where shops look back
    equally far; the rules of shops are kept in memory."""
    limits = {shop.pk: limits_of(shop, at) for shop in wanted.values()}
    found: dict[int, Risk] = {}
    for days in sorted({one.days for one in limits.values()}):
        asked = {pk: shop for pk, shop in wanted.items() if limits[shop.pk].days == days}
        rows = _rows(sorted(asked), at, days)
        for pk, shop in asked.items():
            own = rows.get(pk, [])
            until = max((row[-1] for row in own if row[-1] is not None), default=None)
            said = [f"{until.astimezone(ZoneInfo(shop.timezone)):%Y-%m-%d}"] if until else []
            history = _history(own)
            found[pk] = Risk(hits_of(history, limits[shop.pk], said), history, days)
    return found


Row = tuple[Any, ...]  # shop, orders, those with a claim, four counts of cases, until when it is on the list


def _rows(ids: list[int], at: datetime, days: int) -> dict[int, list[Row]]:
    """A row for each customer who is the same person, by the one who was asked for."""
    values: dict[str, Any] = {"ids": ids, "most": MOST_SHARED, "at": at, "since": at - timedelta(days=days)}
    values["given_up"] = list(GIVEN_UP)
    found: dict[int, list[Row]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_FOUND, values)
        for own, *row in cursor.fetchall():
            found.setdefault(own, []).append(tuple(row))
    return found


def _history(rows: Sequence[Row]) -> History:
    """All of them together; of a shop in which they bought nothing nothing is counted."""
    orders, troubled, refund_only, not_there, empty_back, returns = (
        sum(row[place] for row in rows) for place in range(1, 7)
    )
    shops = {row[0] for row in rows if row[1]}
    return History(
        orders=orders,
        troubled=troubled,
        refund_only=refund_only,
        not_there=not_there,
        empty_back=empty_back,
        returns=returns,
        customers=max(len(rows), 1),
        shops=len(shops) or 1,
    )
