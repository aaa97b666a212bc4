"""Make parcels of the orders of a shop as they change (O5).

Looking at an order again changes nothing. So the last minutes are read again each time, for transactions that were
still open, and a lost run is no harm.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from aftercare.core.time import now
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.refresh import refresh
from aftercare.parcels.couriers import code_of_name
from aftercare.parcels.matching import Found, Locked, New, Wanted
from aftercare.parcels.models import Parcel, ParcelCursor
from aftercare.parcels.numbers import numbers_in
from aftercare.shops.models import Shop

BATCH: Final = 500  # orders of one transaction
MOST_BATCHES: Final = 20  # of one run and shop; the next run goes on
OVERLAP: Final = timedelta(minutes=5)  # imports commit every thousand rows: no transaction is open for so long
OLD: Final = timedelta(days=30)  # an order that ended earlier needs no parcel any more
_COLUMNS: Final = ("id", "updated_at", "status", "courier", "tracking_no", "dispatched_at", "completed_at")
_ENDED: Final = frozenset({OrderStatus.COMPLETED, OrderStatus.CLOSED})
Row = dict[str, Any]
Meant = tuple[Row, str, Wanted]  # an order, its courier's name, one number in it


def follow_all_orders() -> int:
    """Every open shop in turn; returns how many orders were looked at. Call it every minute, one at a time."""
    return sum(follow_orders(shop_id=pk) for pk in Shop.objects.filter(is_active=True).values_list("pk", flat=True))


def follow_orders(*, shop_id: int) -> int:
    """Follow the orders of one shop from where the last run stopped; returns how many were looked at."""
    looked = 0
    for _batch in range(MOST_BATCHES):
        count = _follow_batch(shop_id)
        looked += count
        if count < BATCH:
            break
    return looked


@transaction.atomic
def _follow_batch(shop_id: int) -> int:
    at = now()
    cursor = ParcelCursor.objects.select_for_update().filter(shop_id=shop_id).first()
    rows = _changed(shop_id, cursor)
    if rows:
        keep_parcels(shop_id, rows, at)
    _keep_position(shop_id, cursor, rows, at)
    return len(rows)


def _changed(shop_id: int, cursor: ParcelCursor | None) -> list[Row]:
    orders = Order.objects.filter(shop_id=shop_id)
    if cursor is not None:
        later = Q(updated_at__gt=cursor.changed_at) | Q(pk__gt=cursor.order_id)
        orders = orders.filter(later, updated_at__gte=cursor.changed_at)
    return list(orders.order_by("updated_at", "id").values(*_COLUMNS)[:BATCH])


def _keep_position(shop_id: int, cursor: ParcelCursor | None, rows: Sequence[Row], at: datetime) -> None:
    """Behind the last row; at the end of the orders not nearer than the overlap."""
    place = (cursor.changed_at, cursor.order_id) if cursor else None
    if rows:
        place = rows[-1]["updated_at"], rows[-1]["id"]
    edge = at - OVERLAP
    if len(rows) < BATCH and place is not None and place[0] > edge:
        place = edge, 0
    if place is not None:
        told = {"changed_at": place[0], "order_id": place[1]}
        ParcelCursor.objects.update_or_create(shop_id=shop_id, defaults=told)


def keep_parcels(shop_id: int, rows: Sequence[Row], at: datetime) -> None:
    """Make the parcels of these orders, give those that came before their order to it, and derive them anew. In the
    caller's transaction."""
    meant = [one for row in rows for one in _meant(shop_id, row)]
    before = Parcel.objects.filter(order_id__any_of=[row["id"] for row in rows])
    owned = list(before.order_by("pk").values_list("pk", "order_id", "number", "is_replaced"))
    parcels = Locked(
        {(wanted.shop_id, wanted.number) for _row, _name, wanted in meant}
        | {(shop_id, number) for _pk, _order, number, _is_replaced in owned}
    )
    parcels.make(
        New(wanted, row["id"], name, row["dispatched_at"] or row["updated_at"])
        for row, name, wanted in meant
        if parcels.find(wanted) is None and _is_young(row, at)
    )
    found = [(row, name, wanted, parcels.find(wanted)) for row, name, wanted in meant]
    touched = {one.pk for _row, _name, _wanted, one in found if one is not None}
    parcels.learn(
        {
            one.pk: wanted.courier_code
            for _row, _name, wanted, one in found
            if one is not None and not one.courier_code and wanted.courier_code
        }
    )
    _give(found)
    _replace(shop_id, rows, owned)
    refresh(touched | {pk for pk, *_rest in owned}, at)


def _meant(shop_id: int, row: Row) -> Iterable[Meant]:
    name = row["courier"]
    code = code_of_name(name)
    return ((row, name, Wanted(shop_id, number, code)) for number in numbers_in(row["tracking_no"]))


def _is_young(row: Row, at: datetime) -> bool:
    if row["status"] not in _ENDED:
        return True
    ended: datetime = row["completed_at"] or row["updated_at"]
    return ended > at - OLD


def _give(found: Iterable[tuple[Row, str, Wanted, Found | None]]) -> None:
    """A parcel that an aggregator told of before its order came belongs to the order from now on."""
    for row, name, _wanted, one in found:
        if one is not None and one.order_id is None:
            sent_at = row["dispatched_at"] or row["updated_at"]
            Parcel.objects.filter(pk=one.pk).update(order_id=row["id"], courier=name, sent_at=sent_at)
            one.order_id = row["id"]


def _replace(shop_id: int, rows: Sequence[Row], owned: Iterable[tuple[int, int, str, bool]]) -> None:
    """A number that no order names any more was a mistake: nobody waits for it. One that comes back is no mistake."""
    named = {row["id"]: set(numbers_in(row["tracking_no"])) for row in rows}
    for pk, order_id, number, is_replaced in owned:
        is_gone = number not in named[order_id]
        if is_gone and not is_replaced:
            is_gone = not Order.objects.filter(shop_id=shop_id, tracking_no=number).exists()
        if is_gone != is_replaced:
            Parcel.objects.filter(pk=pk).update(is_replaced=is_gone)
