"""Reads of dispatch for pages: the list of what must leave, one order's course, breaches (O4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from aftercare.dispatch.access import visible_promises
from aftercare.dispatch.models import Breach, Promise, SlipPrint
from aftercare.dispatch.terms import Stage
from aftercare.orders.queries import SEALED
from aftercare.shops.access import Person

PAGE: Final = 50
UNREAD: Final = ("order__customer__nick", *(f"order__{name}" for name in SEALED))
LATE, SHORT = "late", "short"
VIEWS: Final = ("", Stage.PRINT.value, Stage.PACK.value, Stage.PACKED.value, SHORT, LATE)


@dataclass(frozen=True)
class PromiseKey:
    """Where the next page begins: behind this moment and id."""

    due_at: datetime
    pk: int


@dataclass(frozen=True)
class PromiseWish:
    """What of the list is asked for; `view` of VIEWS, '' for all."""

    shop_ids: frozenset[int]
    view: str = ""


@dataclass(frozen=True)
class PromisePage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: Sequence[Promise]
    after: PromiseKey | None


def open_promises(person: Person, shop_ids: Collection[int]) -> QuerySet[Promise]:
    """Orders that have not left."""
    return visible_promises(person).filter(shop_id__in=shop_ids, ended_at=None)


def promise_page(
    person: Person, wish: PromiseWish, at: datetime, *, after: PromiseKey | None = None, size: int = PAGE
) -> PromisePage:
    """The oldest promise first, in two queries at any size: one index scan per shop, merged; then what is shown."""
    parts = [
        _beyond(_of_view(open_promises(person, [shop_id]), wish.view, at), after)
        for shop_id in sorted(wish.shop_ids & person.shop_ids)
    ]
    order = ("due_at", "pk")
    sliced = [part.order_by(*order).values_list("due_at", "pk")[: size + 1] for part in parts]
    if not sliced:
        return PromisePage([], None)
    merged: Any = sliced[0]
    if len(sliced) > 1:
        merged = sliced[0].union(*sliced[1:], all=True).order_by(*order)[: size + 1]
    keys = list(merged)
    shown = [pk for _due, pk in keys[:size]]
    rows = {row.pk: row for row in _whole(Promise.objects.filter(pk__in=shown))}
    found = [rows[pk] for pk in shown if pk in rows]
    return PromisePage(found, PromiseKey(*keys[size - 1]) if len(keys) > size else None)


def _whole(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    return rows.select_related("shop", "order__customer").defer(*UNREAD)


def _of_view(rows: QuerySet[Promise], view: str, at: datetime) -> QuerySet[Promise]:
    if view == LATE:
        return rows.filter(due_at__lt=at)
    if view == SHORT:
        return rows.filter(is_short=True)
    if view == Stage.PACKED:
        return rows.filter(stage=view)
    return rows.filter(stage=view, is_short=False) if view else rows  # what lacks goods is not to be packed


def _beyond(rows: QuerySet[Promise], after: PromiseKey | None) -> QuerySet[Promise]:
    if after is None:
        return rows
    later = Q(due_at__gt=after.due_at) | Q(pk__gt=after.pk)
    return rows.filter(later, due_at__gte=after.due_at)


def soonest(person: Person, shop_ids: Collection[int], at: datetime, *, most: int) -> Sequence[Promise]:
    """At most so many promises that are broken already, and so many that run out next: by time, in one query."""
    rows = _whole(open_promises(person, shop_ids)).order_by("due_at", "pk")
    return list(rows.filter(due_at__lt=at)[:most].union(rows.filter(due_at__gte=at)[:most]).order_by("due_at", "id"))


def promise_of_order(person: Person, order_id: int) -> Promise | None:
    """What was promised for that order, None when nothing was (not paid, or before this was kept)."""
    return _whole(visible_promises(person).filter(order_id=order_id)).first()


def breaches_of(promise: Promise) -> Sequence[Breach]:
    """Clocks that ran out, of both kinds."""
    return list(promise.breaches.filter(void_at=None).order_by("due_at"))


def slips_of(order_id: int) -> Sequence[SlipPrint]:
    """Prints of an order that the person has been given, the oldest first."""
    return list(SlipPrint.objects.filter(order_id=order_id).select_related("by").order_by("copy"))
