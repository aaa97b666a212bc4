"""Count which products are bought together, following the orders of a shop as they change (S6).

Counting an order again changes nothing: what it was counted with is kept in its basket, and only the difference is
written. So the last minutes are read again each time, for transactions that were still open, and a lost run is no harm.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from itertools import permutations
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Q

from aftercare.core.bulk import any_of
from aftercare.core.time import now
from aftercare.orders.catalogue.models import PairCursor, ProductBasket, ProductPair
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

BATCH: Final = 1000  # orders of one transaction
MOST_BATCHES: Final = 20  # of one run and shop; the next run goes on
OVERLAP: Final = timedelta(minutes=5)  # imports commit every thousand rows: no transaction is open for so long
MOST_IN_BASKET: Final = 20  # an order with more is a wholesaler's, and says nothing about taste
# A line names its product, or only the merchant code under which the shop keeps it.
_BASKETS: Final = """
    SELECT line.order_id, array_agg(DISTINCT COALESCE(line.product_id, product.id))
    FROM orders_orderline AS line
    LEFT JOIN orders_product AS product
        ON product.shop_id = %s AND product.code = line.merchant_code AND line.product_id IS NULL
    WHERE line.order_id = ANY(%s) AND COALESCE(line.product_id, product.id) IS NOT NULL
    GROUP BY line.order_id HAVING count(DISTINCT COALESCE(line.product_id, product.id)) BETWEEN 2 AND %s
"""
_ADD: Final = """
    INSERT INTO orders_productpair AS pair (shop_id, product_id, other_id, orders)
    SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[], %s::int[])
    ON CONFLICT (product_id, other_id) DO UPDATE SET orders = pair.orders + excluded.orders
"""
_TAKE: Final = """
    UPDATE orders_productpair AS pair SET orders = greatest(pair.orders - gone.orders, 0)
    FROM unnest(%s::bigint[], %s::bigint[], %s::int[]) AS gone (product_id, other_id, orders)
    WHERE pair.product_id = gone.product_id AND pair.other_id = gone.other_id
"""
Pairs = Counter[tuple[int, int]]


def count_all_pairs() -> int:
    """Every open shop in turn; returns how many orders were looked at. Call it every few minutes, one at a time."""
    return sum(count_pairs(shop_id=pk) for pk in Shop.objects.filter(is_active=True).values_list("pk", flat=True))


def count_pairs(*, shop_id: int) -> int:
    """Follow the orders of one shop from where the last run stopped; returns how many orders were looked at."""
    looked = 0
    for _batch in range(MOST_BATCHES):
        count = _count_batch(shop_id)
        looked += count
        if count < BATCH:
            break
    return looked


def forget_pairs(*, shop_id: int) -> None:
    """Have all orders of the shop looked at again: products have come that lines name by their code. Counts stay right
    meanwhile. Call it in the transaction of the change."""
    PairCursor.objects.filter(shop_id=shop_id).delete()


def take_out(shop_id: int, order_ids: Collection[int]) -> None:
    """Orders that are about to vanish are not counted any more. In the transaction of their end."""
    _write(shop_id, order_ids, {})


@transaction.atomic
def _count_batch(shop_id: int) -> int:
    cursor = PairCursor.objects.select_for_update().filter(shop_id=shop_id).first()
    rows = _changed(shop_id, cursor)
    if rows:
        bought = {row["id"] for row in rows if _counts(row)}
        _write(shop_id, {row["id"] for row in rows}, _baskets(shop_id, bought))
    _keep_position(shop_id, cursor, rows)
    return len(rows)


def _keep_position(shop_id: int, cursor: PairCursor | None, rows: list[dict[str, Any]]) -> None:
    """Behind the last row; at the end of the orders not nearer than the overlap, so that what is being written just now
    is seen next time."""
    at, order_id = (cursor.changed_at, cursor.order_id) if cursor else (None, 0)
    if rows:
        at, order_id = rows[-1]["updated_at"], rows[-1]["id"]
    edge = now() - OVERLAP
    if len(rows) < BATCH and at is not None and at > edge:
        at, order_id = edge, 0
    if at is not None:
        PairCursor.objects.update_or_create(shop_id=shop_id, defaults={"changed_at": at, "order_id": order_id})


def _changed(shop_id: int, cursor: PairCursor | None) -> list[dict[str, Any]]:
    orders = Order.objects.filter(shop_id=shop_id)
    if cursor is not None:
        later = Q(updated_at__gt=cursor.changed_at) | Q(pk__gt=cursor.order_id)
        orders = orders.filter(later, updated_at__gte=cursor.changed_at)
    columns = ("id", "updated_at", "paid_at", "status", "source_order_id")
    return list(orders.order_by("updated_at", "id").values(*columns)[:BATCH])


def _counts(order: Mapping[str, Any]) -> bool:
    """Bought: paid, and not closed again. Goods that were sent a second time were not bought together."""
    is_over = order["status"] in (OrderStatus.CLOSED, OrderStatus.AWAITING_PAYMENT)
    return order["paid_at"] is not None and not is_over and order["source_order_id"] is None


def _baskets(shop_id: int, order_ids: Collection[int]) -> dict[int, list[int]]:
    with connection.cursor() as cursor:
        cursor.execute(_BASKETS, [shop_id, list(order_ids), MOST_IN_BASKET])
        return {order_id: sorted(products) for order_id, products in cursor.fetchall()}


def _write(shop_id: int, looked: Collection[int], found: Mapping[int, list[int]]) -> None:
    """Bring baskets and counts to what was found."""
    stored = dict(ProductBasket.objects.filter(any_of("order_id", looked)).values_list("order_id", "products"))
    gone = {order_id for order_id, products in stored.items() if found.get(order_id) != products}
    new = {order_id: products for order_id, products in found.items() if stored.get(order_id) != products}
    change: Pairs = Counter()
    change.update(_pairs(new.values()))
    change.subtract(_pairs(stored[order_id] for order_id in gone))
    if gone:
        ProductBasket.objects.filter(any_of("order_id", gone)).delete()
    ProductBasket.objects.bulk_create(ProductBasket(order_id=pk, products=products) for pk, products in new.items())
    _change(shop_id, {pair: count for pair, count in change.items() if count > 0}, _ADD, [shop_id])
    taken = {pair: -count for pair, count in change.items() if count < 0}
    if taken:
        _change(shop_id, taken, _TAKE, [])
        ProductPair.objects.filter(shop_id=shop_id, orders=0, product_id__any_of=[pair[0] for pair in taken]).delete()


def _pairs(baskets: Iterable[list[int]]) -> Iterable[tuple[int, int]]:
    return (pair for basket in baskets for pair in permutations(basket, 2))


def _change(shop_id: int, pairs: Mapping[tuple[int, int], int], statement: str, before: list[Any]) -> None:
    if not pairs:
        return
    keys = sorted(pairs)
    columns = [[key[0] for key in keys], [key[1] for key in keys], [pairs[key] for key in keys]]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*before, *columns])
