"""How many pieces of a product orders usually have: learned from every order once, when its check begins."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from django.db import connection

from aftercare.confirmation.gather import PIECES, habit_key
from aftercare.confirmation.models import ProductHabit
from aftercare.core.bulk import any_of
from aftercare.orders.models import OrderLine
from aftercare.shops.models import Shop

NEWEST: Final = 5000  # orders of the past that a shop begins with
_PAST: Final = """
    SELECT left(COALESCE(NULLIF(line.merchant_code, ''), line.title), 80) AS key, least(line.quantity, %s) AS pieces,
           count(*)
    FROM (
        SELECT id FROM orders_order WHERE shop_id = %s AND status <> 'awaiting_dispatch'
        ORDER BY ordered_at DESC, id DESC LIMIT %s
    ) AS newest
    JOIN orders_orderline AS line ON line.order_id = newest.id
    WHERE NOT line.is_placeholder AND line.quantity > 0
    GROUP BY 1, 2
"""


def learn(shop: Shop, lines: Iterable[OrderLine]) -> None:
    """Count these lines. The caller sees to it that each order is counted once, and that one at a time counts."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * PIECES)
    for line in lines:
        if line.quantity > 0:
            counts[habit_key(line)][min(line.quantity, PIECES) - 1] += 1
    _add(shop, counts)


def learn_from_past(shop: Shop) -> None:
    """What a shop begins with: its newest orders, but those that wait and will be counted. Once, before any order of
    it is followed."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * PIECES)
    with connection.cursor() as cursor:
        cursor.execute(_PAST, [PIECES, shop.pk, NEWEST])
        for key, pieces, count in cursor.fetchall():
            counts[key][pieces - 1] += count
    _add(shop, counts)


def _add(shop: Shop, counts: dict[str, list[int]]) -> None:
    known = {row.key: row for row in ProductHabit.objects.filter(any_of("key", list(counts)), shop=shop)}
    for key, row in known.items():
        row.pieces = [old + new for old, new in zip(row.pieces, counts[key], strict=True)]
    ProductHabit.objects.bulk_update(known.values(), ["pieces"], batch_size=500)
    new = [ProductHabit(shop=shop, key=key, pieces=pieces) for key, pieces in counts.items() if key not in known]
    ProductHabit.objects.bulk_create(new, batch_size=1000)
