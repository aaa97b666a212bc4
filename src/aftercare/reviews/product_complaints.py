"""Which products buyers complain of, and of what (R3): the newest ones of six months, added up by the database."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import connection

from aftercare.reviews.outlook import SPAN

MOST_READ: Final = 5000  # complaints of a shop, so that the page costs the same at any number
MOST_SHOWN: Final = 10  # products of a shop
# Read from the index of complaints alone: shop after shop, the newest first.
_COUNTS: Final = """
    SELECT shop.id, coalesce(nullif(said.merchant_code, ''), said.title) AS product, max(said.merchant_code),
           max(said.title), split_part(said.dispute_type, '.', 1) AS main, count(*)
    FROM unnest(%s::bigint[]) AS shop (id), LATERAL (
        SELECT merchant_code, title, dispute_type FROM reviews_review
        WHERE shop_id = shop.id AND dispute_type <> '' AND reviewed_at > %s
        ORDER BY reviewed_at DESC, id DESC LIMIT %s
    ) AS said
    GROUP BY shop.id, product, main
"""


@dataclass
class ProductComplaints:
    """One product: its merchant code and title, either may be '', and how often each main type was complained of."""

    code: str
    title: str
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(self.counts.values())


def complaints_by_product(shop_ids: Collection[int], at: datetime) -> Mapping[int, list[ProductComplaints]]:
    """By shop, the products with the most complaints first; one query. The caller has checked the shops."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [sorted(shop_ids), at - SPAN, MOST_READ])
        rows = cursor.fetchall()
    products: dict[int, dict[str, ProductComplaints]] = defaultdict(dict)
    for shop_id, product, code, title, main, count in rows:
        found = products[shop_id].setdefault(product, ProductComplaints(code, title))
        found.counts[main] = count
    return {
        shop_id: sorted(found.values(), key=lambda one: (-one.count, one.code, one.title))[:MOST_SHOWN]
        for shop_id, found in products.items()
    }
