"""What orders and cases say of customers, read at once for any number of them (U1)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from aftercare.core.money import ZERO, Money
from aftercare.regulars.rules import rank_of
from aftercare.regulars.terms import GIVEN_UP, Rank

MOST_PRODUCTS: Final = 200
# Goods sent a second time are no order of the buyer's. What was refunded is told by the platform's report or by our own
# cases, and often by both: the greater counts.
_FACTS: Final = """
    SELECT sold.customer_id, count(*), sum(sold.paid), sum(sold.paid - greatest(sold.refunded, own.refunded)),
        min(sold.ordered_at), max(sold.ordered_at), count(*) FILTER (WHERE own.returned)
    FROM orders_order AS sold, LATERAL (
        SELECT COALESCE(sum(matter.refunded), 0) AS refunded,
            COALESCE(bool_or(
                matter.flow IN ('return', 'exchange', 'refund_only') AND NOT matter.state = ANY(%(given_up)s)
            ), false) AS returned
        FROM cases_case AS matter WHERE matter.order_id = sold.id
    ) AS own
    WHERE sold.customer_id = ANY(%(ids)s) AND sold.paid_at IS NOT NULL AND sold.source_order_id IS NULL
    GROUP BY sold.customer_id
"""
_PRODUCTS: Final = """
    SELECT sold.customer_id, array_agg(DISTINCT COALESCE(line.product_id, product.id))
    FROM orders_order AS sold JOIN orders_orderline AS line ON line.order_id = sold.id
    LEFT JOIN orders_product AS product
        ON product.shop_id = sold.shop_id AND product.code = line.merchant_code AND line.product_id IS NULL
    WHERE sold.customer_id = ANY(%s) AND sold.paid_at IS NOT NULL AND sold.source_order_id IS NULL
        AND COALESCE(line.product_id, product.id) IS NOT NULL
    GROUP BY sold.customer_id
"""
_TYPES: Final = """
    SELECT DISTINCT ON (customer_id) customer_id, buyer_type FROM chat_visitor
    WHERE customer_id = ANY(%s) AND buyer_type <> '' ORDER BY customer_id, id DESC
"""


@dataclass(frozen=True)
class Facts:
    """Of one customer, or of several that are one person; `kept` is paid less refunded, `returned` counts orders."""

    orders: int = 0
    paid: Money = ZERO
    kept: Money = ZERO
    first_at: datetime | None = None
    last_at: datetime | None = None
    returned: int = 0

    @property
    def rank(self) -> Rank:
        return rank_of(self.orders, self.kept.fen)

    @property
    def return_percent(self) -> int | None:
        """Of a hundred paid orders how many came to a return; None before there are any."""
        return round(100 * self.returned / self.orders) if self.orders else None

    def __add__(self, other: "Facts") -> "Facts":
        firsts = [one for one in (self.first_at, other.first_at) if one]
        lasts = [one for one in (self.last_at, other.last_at) if one]
        return Facts(
            self.orders + other.orders,
            self.paid + other.paid,
            self.kept + other.kept,
            min(firsts, default=None),
            max(lasts, default=None),
            self.returned + other.returned,
        )


def facts_of(customer_ids: Collection[int]) -> dict[int, Facts]:
    """By customer; one who has paid nothing is not there. One query. The caller has checked who they are."""
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, {"ids": list(customer_ids), "given_up": list(GIVEN_UP)})
        return {
            pk: Facts(orders, Money(int(paid)), Money(int(kept)), first, last, returned)
            for pk, orders, paid, kept, first, last, returned in cursor.fetchall()
        }


def products_of(customer_ids: Collection[int]) -> dict[int, list[int]]:
    """What each has bought, the newest products first when there are very many. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCTS, [list(customer_ids)])
        return {pk: sorted(products, reverse=True)[:MOST_PRODUCTS] for pk, products in cursor.fetchall()}


def types_of(customer_ids: Collection[int]) -> dict[int, str]:
    """Which type of buyer an agent has seen in each, in the newest chat. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_TYPES, [list(customer_ids)])
        return dict(cursor.fetchall())
