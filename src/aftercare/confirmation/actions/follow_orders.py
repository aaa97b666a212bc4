"""Follow the orders of a shop as they change: new paid ones get their check, others are looked at again (O2).

By a cursor on (shop, updated_at, id), in bounded chunks. Looking twice changes nothing, so the last minutes are read
again each time, for transactions that were still open.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from aftercare.confirmation.checking import bring_up_to_date
from aftercare.confirmation.habits import learn_from_past
from aftercare.confirmation.models import Confirmation, FollowCursor
from aftercare.confirmation.terms import OPEN
from aftercare.core.bulk import any_of
from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

BATCH: Final = 500
MOST_BATCHES: Final = 20  # of one run and shop; the next run goes on
OVERLAP: Final = timedelta(minutes=5)
FIRST_LOOK: Final = timedelta(days=7)  # a shop that begins looks at no older changes
MOST_SIBLINGS: Final = 500


def follow_all_orders() -> int:
    """Every open shop in turn; returns how many checks are others now. Every minute, one at a time."""
    return sum(follow_orders(shop_id=pk) for pk in Shop.objects.filter(is_active=True).values_list("pk", flat=True))


def follow_orders(*, shop_id: int) -> int:
    """One shop, from where the last run stopped."""
    changed = 0
    for _batch in range(MOST_BATCHES):
        read, written = _follow_batch(shop_id)
        changed += written
        if read < BATCH:
            break
    return changed


def begin_to_follow(shop: Shop, at: datetime, *, since: datetime | None = None) -> FollowCursor:
    """The first look at a shop; clocks may run from `since` on (None: from now). In the caller's transaction."""
    learn_from_past(shop)
    return FollowCursor.objects.create(
        shop=shop, changed_at=at - FIRST_LOOK, order_id=0, began_at=at if since is None else since
    )


@transaction.atomic
def _follow_batch(shop_id: int) -> tuple[int, int]:
    at = now()
    shop = Shop.objects.filter(pk=shop_id).get()
    cursor = FollowCursor.objects.select_for_update().filter(shop_id=shop_id).first()
    if cursor is None:
        cursor = begin_to_follow(shop, at)
    later = Q(updated_at__gt=cursor.changed_at) | Q(pk__gt=cursor.order_id)
    orders = Order.objects.filter(later, shop_id=shop_id, updated_at__gte=cursor.changed_at)
    rows = list(orders.order_by("updated_at", "id").values_list("id", "updated_at")[:BATCH])
    written = _look(shop, [pk for pk, _changed in rows], cursor, at) if rows else 0
    _move(cursor, rows, at)
    return len(rows), written


def _look(shop: Shop, ids: list[int], cursor: FollowCursor, at: datetime) -> int:
    """Those that wait, or whose check is open; and open checks of the same buyers' other orders."""
    is_open = Exists(Confirmation.objects.filter(order=OuterRef("pk"), state__in=OPEN))
    orders = Order.objects.filter(any_of("id", ids)).filter(Q(status=OrderStatus.AWAITING_DISPATCH) | is_open)
    found = dict(orders.values_list("pk", "customer_id"))
    before = set(Confirmation.objects.filter(any_of("order_id", list(found))).values_list("order_id", flat=True))
    newcomers = {customer for pk, customer in found.items() if customer and pk not in before}
    leaving = set(orders.exclude(status=OrderStatus.AWAITING_DISPATCH).values_list("customer_id", flat=True))
    again = _siblings(newcomers | (leaving - {None}), found)
    return bring_up_to_date(shop, list(found), at, again=again, earliest=cursor.began_at)


def _siblings(customers: Collection[int], ids: Collection[int]) -> list[int]:
    """Other orders of these buyers whose check is open: what is odd about them may be something else now."""
    if not customers:
        return []
    rows = Confirmation.objects.filter(any_of("order__customer_id", customers), state__in=OPEN)
    found = rows.order_by("pk").values_list("order_id", flat=True)[: MOST_SIBLINGS + len(ids)]
    return [pk for pk in found if pk not in ids][:MOST_SIBLINGS]


def _move(cursor: FollowCursor, rows: list[tuple[int, datetime]], at: datetime) -> None:
    """Behind the last row; at the end of the orders not nearer than the overlap."""
    changed_at, order_id = cursor.changed_at, cursor.order_id
    if rows:
        order_id, changed_at = rows[-1]
    if len(rows) < BATCH and changed_at > at - OVERLAP:
        changed_at, order_id = at - OVERLAP, 0
    FollowCursor.objects.filter(pk=cursor.pk).update(changed_at=changed_at, order_id=order_id)
