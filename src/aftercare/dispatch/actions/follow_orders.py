"""Follow the orders of a shop: a promise for each that is paid and has not left, an end when it has, breaches (O4).

There is no cursor to lose: what is missing is found by what is there. Orders that have not left are few beside all
orders, and each question reads only those.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from aftercare.core.time import now
from aftercare.dispatch.handling import promises_of
from aftercare.dispatch.models import Breach, Promise
from aftercare.dispatch.rules import was_in_time
from aftercare.dispatch.shortages import drop_tasks, make_tasks
from aftercare.dispatch.stuck import forget_freed, is_stuck, set_aside
from aftercare.dispatch.terms import BreachKind, Ending
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

log = logging.getLogger("aftercare.dispatch")
BATCH: Final = 500
MOST_BATCHES: Final = 20  # of one run, shop and step; the next run goes on
HAS_LEFT: Final = (OrderStatus.DISPATCHED, OrderStatus.COMPLETED)
CLOCKS: Final = ((BreachKind.OWN, "own_due_at"), (BreachKind.PROMISE, "due_at"))
UNREAD: Final = (*SEALED, "item_summary")
AWAY: Final = (OperationalError, InterfaceError)  # the database, or a deadlock: says nothing of an order
Find = Callable[[Shop], QuerySet[Any]]
Write = Callable[[Shop, Sequence[Any]], None]


def follow_all_orders() -> dict[str, int]:
    """Every open shop in turn; one that fails holds up no other. Call it every minute, one at a time. Raises
    OperationalError and InterfaceError when the database is away."""
    done: dict[str, int] = {}
    for shop in Shop.objects.filter(is_active=True).order_by("pk"):
        try:
            for name, count in follow_orders(shop=shop).items():
                done[name] = done.get(name, 0) + count
        except AWAY:
            raise
        except Exception:  # what one order stumbles over is set aside with it; this is our own mistake
            log.exception("Orders of shop %s could not be followed", shop.pk)
    return done


def follow_orders(*, shop: Shop) -> dict[str, int]:
    """How many promises began, ended, were worked out anew; how many clocks ran out. An order that cannot be followed
    is set aside, shown and tried again. Safe to run again."""
    at, done = now(), {"began": 0, "ended": 0, "changed": 0}
    for name, find, write in (("ended", _over, _end), ("began", _waiting, _begin), ("changed", _changed, _change)):
        for _batch in range(MOST_BATCHES):
            count = _step(shop, find, write)
            done[name] += count
            if count < BATCH:
                break
    forget_freed(shop.pk, at)
    make_tasks(shop=shop, at=now())
    done["late"] = note_breaches(shop=shop)
    return done


def _step(shop: Shop, find: Find, write: Write) -> int:
    """The next orders together, or, when one of them fails, each alone; returns how many there were."""
    try:
        with transaction.atomic():
            rows = list(find(shop)[:BATCH])
            write(shop, rows)
            return len(rows)
    except AWAY:
        raise
    except Exception:
        log.warning("orders of shop %s cannot be followed together: one by one", shop.pk, exc_info=True)
    rows = list(find(shop)[:BATCH])
    for row in rows:
        _alone(shop, row, write)
    return len(rows)


def _alone(shop: Shop, row: Any, write: Write) -> None:
    order_id = row.pk if isinstance(row, Order) else row.order_id
    try:
        with transaction.atomic():
            write(shop, [row])
    except AWAY:
        raise
    except Exception as trouble:  # whatever it is, the other orders go on
        log.exception("order %s cannot be followed", order_id)
        set_aside(order_id, shop.pk, trouble)


def _waiting(shop: Shop) -> QuerySet[Order]:
    """Orders that wait for their parcel and have no open promise; one that came back (recalled) opens its own again."""
    is_open = Promise.objects.filter(order=OuterRef("pk"), ended_at=None)
    waiting = Order.objects.filter(shop=shop, status=OrderStatus.AWAITING_DISPATCH).filter(~Exists(is_open))
    return waiting.filter(~is_stuck("pk", now())).defer(*UNREAD).order_by("ordered_at")


def _begin(shop: Shop, orders: Sequence[Order]) -> None:
    at, found = now(), promises_of(shop, orders)
    rows = [
        Promise(
            order=order,
            shop=shop,
            begins_at=order.paid_at or order.ordered_at,
            due_at=found[order.pk].due_at,
            own_due_at=found[order.pk].own_due_at,
            basis=found[order.pk].basis,
            order_changed_at=order.updated_at,
            made_at=at,
        )
        for order in orders
    ]
    fresh = ["begins_at", "due_at", "own_due_at", "basis", "order_changed_at", "made_at", "ended_at", "ending", "stage"]
    Promise.objects.bulk_create(rows, update_conflicts=True, update_fields=fresh, unique_fields=["order"])


def _over(shop: Shop) -> QuerySet[Promise]:
    """Open promises of orders that have left or were closed."""
    rows = Promise.objects.filter(shop=shop, ended_at=None).exclude(order__status=OrderStatus.AWAITING_DISPATCH)
    return _with_order(rows)


def _end(_shop: Shop, over: Sequence[Promise]) -> None:
    """Whether it was in time is known now."""
    at = now()
    for promise in over:
        has_left = promise.order.status in HAS_LEFT
        promise.ended_at = (promise.order.dispatched_at if has_left else None) or at
        promise.ending = Ending.SENT if has_left else Ending.CLOSED
        promise.is_short = False
    Promise.objects.bulk_update(over, ["ended_at", "ending", "is_short"], batch_size=BATCH)
    _judge([promise for promise in over if promise.ending == Ending.SENT], at)
    drop_tasks(promise_ids=[promise.pk for promise in over], at=at)


def _with_order(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    read = rows.filter(~is_stuck("order_id", now())).select_related("order")
    return read.defer(*(f"order__{name}" for name in UNREAD)).order_by("due_at", "pk")


def _judge(sent: Iterable[Promise], at: datetime) -> None:
    """A report may come hours after the parcel: a breach that was noted meanwhile is void when the parcel left in time,
    and one that nobody noted is written down."""
    for kind, name in CLOCKS:
        late: list[Promise] = []
        kept: list[Promise] = []
        for promise in sent:
            in_time = promise.ended_at is not None and was_in_time(promise.ended_at, getattr(promise, name))
            (kept if in_time else late).append(promise)
        _note(late, kind, name, at)
        Breach.objects.filter(promise__in=kept, kind=kind, void_at=None).update(void_at=at)


def _changed(shop: Shop) -> QuerySet[Promise]:
    """Promises whose order has changed since: the platform may have named another time."""
    return _with_order(Promise.objects.filter(shop=shop, ended_at=None, order__updated_at__gt=F("order_changed_at")))


def _change(shop: Shop, changed: Sequence[Promise]) -> None:
    found = promises_of(shop, [promise.order for promise in changed])
    for promise in changed:
        new = found[promise.order_id]
        promise.due_at, promise.own_due_at, promise.basis = new.due_at, new.own_due_at, new.basis
        promise.begins_at = promise.order.paid_at or promise.order.ordered_at
        promise.order_changed_at = promise.order.updated_at
    fields = ["due_at", "own_due_at", "basis", "begins_at", "order_changed_at"]
    Promise.objects.bulk_update(changed, fields, batch_size=BATCH)
    at = now()
    for kind, name in CLOCKS:
        again = [promise for promise in changed if getattr(promise, name) > at]
        Breach.objects.filter(promise__in=again, kind=kind, void_at=None).update(void_at=at)


@transaction.atomic
def note_breaches(*, shop: Shop) -> int:
    """Clocks of unsent orders that have run out become rows; how many new ones."""
    at, noted = now(), 0
    for kind, name in CLOCKS:
        known = Breach.objects.filter(promise=OuterRef("pk"), kind=kind, void_at=None)
        late = Promise.objects.filter(Q(**{f"{name}__lt": at}), shop=shop, ended_at=None).filter(~Exists(known))
        noted += _note(list(late.order_by("due_at", "pk")[: BATCH * MOST_BATCHES]), kind, name, at)
    return noted


def _note(late: Iterable[Promise], kind: BreachKind, name: str, at: datetime) -> int:
    """Those that are noted already keep their time; one that had become void counts again."""
    late = list(late)
    noted = Breach.objects.filter(promise__in=late, kind=kind, void_at=None).values_list("promise_id", flat=True)
    known = set(noted)
    rows = [
        Breach(promise=promise, shop_id=promise.shop_id, kind=kind, due_at=getattr(promise, name), noted_at=at)
        for promise in late
        if promise.pk not in known
    ]
    Breach.objects.bulk_create(
        rows,
        update_conflicts=True,
        update_fields=["due_at", "noted_at", "void_at"],
        unique_fields=["promise", "kind"],
        batch_size=BATCH,
    )
    return len(rows)
