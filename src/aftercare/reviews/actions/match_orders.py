"""Reviews whose order was not known when they came: try again once orders have come (R1, C6)."""

from typing import Final

from django.db import connection, transaction

from aftercare.core.bulk import any_of, update_rows
from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.reviews.finding import find_orders
from aftercare.reviews.models import Review
from aftercare.reviews.records import COLUMNS, Row, row_of, values_of
from aftercare.reviews.taking import JOB, settle
from aftercare.reviews.terms import Standing
from aftercare.shops.models import Shop

AT_ONCE: Final = 1000
# By the order's number, or by that of one of its lines. Only what waits for a case: others are found when their page
# or their file asks again.
_FOUND: Final = """
    SELECT waiting.id FROM reviews_review AS waiting
    JOIN orders_order AS found ON found.shop_id = waiting.shop_id AND found.platform_no = waiting.order_no
    WHERE waiting.standing = 'waiting'
    UNION
    SELECT waiting.id FROM reviews_review AS waiting
    JOIN orders_orderline AS line ON line.line_no = waiting.line_no AND line.line_no <> ''
    JOIN orders_order AS theirs ON theirs.id = line.order_id AND theirs.shop_id = waiting.shop_id
    WHERE waiting.standing = 'waiting'
    LIMIT %s
"""


def match_orders() -> int:
    """Give waiting reviews their orders, and enqueue their cases. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FOUND, [AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
        if not ids:
            return 0
        locked = Review.objects.select_for_update(of=("self",), skip_locked=True)
        reviews = list(locked.filter(any_of("id", ids), standing=Standing.WAITING).order_by("pk"))
        at = now()
        for shop in Shop.objects.filter(pk__in={review.shop_id for review in reviews}):
            rows: list[Row] = [row_of(review) for review in reviews if review.shop_id == shop.pk]
            find_orders(shop.pk, rows)
            settle(shop, rows, at)
            update_rows(Review, COLUMNS, [(row.pk or 0, values_of(row, at)) for row in rows])
            enqueue(JOB, lock=f"{JOB}:{shop.pk}", shop_id=shop.pk)
    return len(reviews)
