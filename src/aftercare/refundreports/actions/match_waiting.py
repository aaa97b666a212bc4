"""Records whose order was not known when they came: try again once orders have come (B2)."""

from django.db import connection, transaction

from aftercare.core.outbox import enqueue
from aftercare.core.time import now
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.money_back import stop_and_book
from aftercare.refundreports.records import row_of
from aftercare.refundreports.taking import JOB
from aftercare.refundreports.terms import Standing

AT_ONCE = 1000
# By the order's number, or by that of one of its lines: some reports call the sub-order an order.
_FOUND = """
    SELECT waiting.id, found.id FROM refundreports_platformrefund AS waiting
    JOIN orders_order AS found ON found.shop_id = waiting.shop_id AND found.platform_no = waiting.order_no
    WHERE waiting.standing = 'waiting'
    UNION
    SELECT waiting.id, theirs.id FROM refundreports_platformrefund AS waiting
    JOIN orders_orderline AS line ON line.line_no = waiting.order_no AND line.line_no <> ''
    JOIN orders_order AS theirs ON theirs.id = line.order_id AND theirs.shop_id = waiting.shop_id
    WHERE waiting.standing = 'waiting'
    LIMIT %s
"""


def match_waiting() -> int:
    """Give waiting records their orders, book what was refunded, and enqueue the rest. Returns how many."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_FOUND, [AT_ONCE])
            orders = dict(cursor.fetchall())
        locked = PlatformRefund.objects.select_for_update(of=("self",), skip_locked=True)
        records = list(locked.filter(pk__in=list(orders), standing=Standing.WAITING).order_by("pk"))
        for record in records:
            record.order_id, record.standing = orders[record.pk], Standing.PENDING
        PlatformRefund.objects.bulk_update(records, ["order", "standing"])
        for shop_id in {record.shop_id for record in records}:
            rows = [row_of(record) for record in records if record.shop_id == shop_id]
            for row in rows:
                row.is_new = True
            stop_and_book(shop_id, rows, at=now())
            enqueue(JOB, lock=f"{JOB}:{shop_id}", shop_id=shop_id)
    return len(records)
