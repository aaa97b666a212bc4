"""Follow the orders of a shop: a promise for each that is paid and has not left, an end when it has, breaches (O4).

There is no cursor to lose: what is missing is found by what is there. Orders that have not left are few beside all
orders, and each question reads only those.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from aftercare.core.time import now
from aftercare.dispatch.handling import promises_of
from aftercare.dispatch.models import Breach, Promise
from aftercare.dispatch.rules import was_in_time
from aftercare.dispatch.shortages import drop_tasks, make_tasks
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


def follow_all_orders() -> dict[str, int]:
    """Every open shop in turn; one that fails holds up no other. Call it every minute, one at a time."""
    done: dict[str, int] = {}
    for shop in Shop.objects.filter(is_active=True).order_by("pk"):
        try:
            for name, count in follow_orders(shop=shop).items():
                done[name] = done.get(name, 0) + count
        except Exception:
            log.exception("Orders of shop %s could not be followed", shop.pk)
    return done


def follow_orders(*, shop: Shop) -> dict[str, int]:
    """How many promises began, ended, were worked out anew; how many clocks ran out. Safe to run again."""
    done = {"began": 0, "ended": 0, "changed": 0}
    for name, step in (("ended", _end), ("began", _begin), ("changed", _change)):
        for _batch in range(MOST_BATCHES):
            count = step(shop)
            done[name] += count
            if count < BATCH:
                break
    make_tasks(shop=shop, at=now())
    done["late"] = note_breaches(shop=shop)
    return done


@transaction.atomic
def _begin(shop: Shop) -> int:
    """Orders that wait for their parcel and have no open promise; one that came back (recalled) opens its own again."""
    is_open = Promise.objects.filter(order=OuterRef("pk"), ended_at=None)
    waiting = Order.objects.filter(shop=shop, status=OrderStatus.AWAITING_DISPATCH).filter(~Exists(is_open))
    orders = list(waiting.defer(*UNREAD).order_by("ordered_at")[:BATCH])
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
    return len(rows)


@transaction.atomic
def _end(shop: Shop) -> int:
    """Open promises of orders that have left or were closed; whether it was in time is known now."""
    rows = Promise.objects.filter(shop=shop, ended_at=None).exclude(order__status=OrderStatus.AWAITING_DISPATCH)
    over = list(
        rows.select_related("order").defer(*(f"order__{name}" for name in UNREAD)).order_by("due_at", "pk")[:BATCH]
    )
    at = now()
    for promise in over:
        has_left = promise.order.status in HAS_LEFT
        promise.ended_at = (promise.order.dispatched_at if has_left else None) or at
        promise.ending = Ending.SENT if has_left else Ending.CLOSED
        promise.is_short = False
    Promise.objects.bulk_update(over, ["ended_at", "ending", "is_short"], batch_size=BATCH)
    _judge([promise for promise in over if promise.ending == Ending.SENT], at)
    drop_tasks(promise_ids=[promise.pk for promise in over], at=at)
    return len(over)


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


@transaction.atomic
def _change(shop: Shop) -> int:
    """Promises whose order has changed since: the platform may have named another time."""
    rows = Promise.objects.filter(shop=shop, ended_at=None, order__updated_at__gt=F("order_changed_at"))
    changed = list(
        rows.select_related("order").defer(*(f"order__{name}" for name in UNREAD)).order_by("due_at", "pk")[:BATCH]
    )
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
    return len(changed)


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
