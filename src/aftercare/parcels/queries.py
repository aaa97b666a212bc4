"""Reads of parcels for pages: keyset pages in one order, the course of one, what stands beside orders and cases."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Q, QuerySet

from aftercare.core.sql import matching_any
from aftercare.core.text import clean
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED
from aftercare.parcels.access import parcel_shops, visible_notices, visible_parcels
from aftercare.parcels.couriers import code_of_name
from aftercare.parcels.models import CourierLink, InboxItem, Parcel, ParcelNotice, ParcelProblem, TrackingEvent
from aftercare.parcels.numbers import numbers_in, read_number
from aftercare.parcels.terms import NoticeState, ParcelState
from aftercare.shops.access import Person

PAGE: Final = 50
MOST_EVENTS: Final = 200  # on one page; the newest
MOST_OF_ORDER: Final = 10
_ORDER_TEXT: Final = tuple(f"order__{name}" for name in SEALED)


@dataclass(frozen=True)
class ParcelWish:
    """What of the list is asked for; '' and None filter nothing. `sent_before`: only the older ones."""

    shop_ids: frozenset[int]
    is_over: bool = False
    stuck_only: bool = False
    state: str = ""
    courier: str = ""
    sent_before: datetime | None = None
    search: str = ""

    @property
    def ordered_by(self) -> str:
        """The column that the list is in order of: by age when it is asked for by age."""
        return "sent_at" if self.sent_before is not None else "due_at"


@dataclass(frozen=True)
class ParcelKey:
    """Where the next page begins: behind this moment (of what the list is in order of) and id."""

    moment: datetime
    pk: int


@dataclass(frozen=True)
class ParcelPage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[Parcel]
    after: ParcelKey | None


def parcel_page(person: Person, wish: ParcelWish, *, after: ParcelKey | None = None, size: int = PAGE) -> ParcelPage:
    """Open parcels: those that need somebody first, the older ones by age; those that are over: the newest first. Two
    queries at any size: one index scan per shop, merged; then what is shown of them."""
    shops = [shop for shop in sorted(wish.shop_ids) if shop in person.shop_ids]
    order = (f"-{wish.ordered_by}", "-pk") if wish.is_over else (wish.ordered_by, "pk")
    parts = [_beyond(_filtered(person, wish).filter(shop_id=shop), wish, after) for shop in shops]
    sliced = [part.order_by(*order).values_list(wish.ordered_by, "pk")[: size + 1] for part in parts]
    if not sliced:
        return ParcelPage([], None)
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[: size + 1]
    keys = list(merged)
    shown = [pk for _moment, pk in keys[:size]]
    rows = Parcel.objects.filter(pk__in=shown).select_related("order", "order__customer", "last_event")
    found = {row.pk: row for row in rows.defer(*_ORDER_TEXT, "order__customer__nick")}
    return ParcelPage([found[pk] for pk in shown if pk in found], ParcelKey(*keys[size - 1]) if keys[size:] else None)


def _filtered(person: Person, wish: ParcelWish) -> QuerySet[Parcel]:
    if wish.search:  # wherever it is
        return matching_any(visible_parcels(person), *exactly(wish.search))
    rows = visible_parcels(person).filter(is_over=wish.is_over)
    if wish.stuck_only:
        rows = rows.filter(stuck_at__isnull=False)
    if wish.state:
        rows = rows.filter(state=wish.state)
    if wish.courier:
        rows = rows.filter(courier_code=wish.courier)
    if wish.sent_before is not None:
        rows = rows.filter(sent_at__lt=wish.sent_before)
    return rows


def exactly(text: str) -> list[Q]:
    """Parcels with exactly this number, or of exactly this order."""
    number = read_number(text) or "-"
    of_order = Order.objects.filter(platform_no=clean(text)).values("pk")
    return [Q(number=number), Q(order_id__in=of_order)]


def _beyond(part: QuerySet[Parcel], wish: ParcelWish, after: ParcelKey | None) -> QuerySet[Parcel]:
    if after is None:
        return part
    name, way = wish.ordered_by, "lt" if wish.is_over else "gt"
    beyond = Q((f"{name}__{way}", after.moment)) | Q((f"pk__{way}", after.pk))
    return part.filter(beyond, (f"{name}__{way}e", after.moment))


# What a person should look at: it does not move, or cannot go on by itself.
NEEDING: Final = (ParcelState.TROUBLE, ParcelState.REFUSED, ParcelState.RETURNING, ParcelState.LOST)


def needing_parcels(person: Person, shop_ids: Collection[int]) -> QuerySet[Parcel]:
    """Parcels that are stuck or in trouble."""
    rows = visible_parcels(person).filter(shop_id__in=shop_ids, is_over=False, is_replaced=False)
    return matching_any(rows, Q(stuck_at__isnull=False), Q(state__in=NEEDING))


def events_of(parcel: Parcel) -> Sequence[TrackingEvent]:
    """The newest first; the caller has been given the parcel."""
    return list(TrackingEvent.objects.filter(parcel=parcel).order_by("-at", "-key")[:MOST_EVENTS])


def problems_of(parcel: Parcel) -> Sequence[ParcelProblem]:
    """What went wrong with it, with the cases."""
    return list(ParcelProblem.objects.filter(parcel=parcel).select_related("case").order_by("since", "pk"))


def notices_of(parcel: Parcel) -> Sequence[ParcelNotice]:
    """What the buyer was told, or is to be told."""
    return list(ParcelNotice.objects.filter(parcel=parcel).select_related("ended_by").order_by("made_at", "pk"))


def parcels_of_order(person: Person, order: Order) -> Sequence[Parcel]:
    """Parcels in which the order is: its own, and one that it shares with another order. One query."""
    own = Q(order_id=order.pk)
    numbers = numbers_in(order.tracking_no)
    if numbers:
        own |= Q(shop_id=order.shop_id, number__in=numbers)
    rows = visible_parcels(person).filter(own).select_related("last_event")
    found = list(rows.order_by("is_replaced", "-pk")[:MOST_OF_ORDER])
    code = code_of_name(order.courier)
    return [one for one in found if one.order_id == order.pk or one.courier_code in ("", code)]


def parcels_by_order(person: Person, orders: Iterable[Order]) -> dict[int, Parcel]:
    """The newest parcel of each order, by the order's id. One query for any number of orders."""
    ids = [order.pk for order in orders]
    if not ids:
        return {}
    rows = visible_parcels(person).filter(order_id__in=ids, is_replaced=False).select_related("last_event")
    return {row.order_id: row for row in rows.order_by("pk") if row.order_id is not None}


def notices_to_send(
    person: Person, shop_ids: Collection[int], after: tuple[datetime, int] | None = None
) -> Sequence[ParcelNotice]:
    """Messages that agents copy, the one that runs out first on top: at most PAGE + 1. Kinds that are one message are
    one row."""
    rows = visible_notices(person).filter(shop_id__in=shop_ids, state=NoticeState.TO_SEND, told_with=None)
    if after is not None:
        rows = rows.filter(Q(until__gt=after[0]) | Q(pk__gt=after[1]), until__gte=after[0])
    rows = rows.select_related("shop", "parcel", "parcel__order", "parcel__order__customer")
    unread = (*(f"parcel__{name}" for name in _ORDER_TEXT), "parcel__order__customer__nick")
    return list(rows.defer(*unread).order_by("until", "pk")[: PAGE + 1])


def waiting_notices(person: Person, shop_ids: Collection[int]) -> QuerySet[ParcelNotice]:
    """The same, to be counted."""
    return visible_notices(person).filter(shop_id__in=shop_ids, state=NoticeState.TO_SEND, told_with=None)


_COURIERS: Final = """
    WITH RECURSIVE found (shop_id, code) AS (
        SELECT shop, (SELECT min(courier_code) FROM parcels_parcel WHERE shop_id = shop AND NOT is_over)
        FROM unnest(%s::bigint[]) AS shop
        UNION ALL
        SELECT shop_id, (
            SELECT min(courier_code) FROM parcels_parcel
            WHERE shop_id = found.shop_id AND NOT is_over AND courier_code > found.code
        ) FROM found WHERE code IS NOT NULL
    )
    SELECT DISTINCT code FROM found WHERE code <> '' ORDER BY code LIMIT %s
"""


def couriers_in(person: Person, shop_ids: Collection[int]) -> list[str]:
    """Codes of the couriers that have open parcels of these shops: one look into the index a courier, not all rows."""
    shops = sorted(set(shop_ids) & parcel_shops(person))
    with connection.cursor() as cursor:
        cursor.execute(_COURIERS, [shops, PAGE])
        return [code for (code,) in cursor.fetchall()]


def active_links(shop_id: int) -> Sequence[CourierLink]:
    """Aggregators that a shop hears from, without their secrets; the caller has been given the shop."""
    return list(CourierLink.objects.filter(shop_id=shop_id, is_active=True).defer("key", "salt").order_by("pk"))


def has_failed_reports(shop_id: int) -> bool:
    """Whether reports of the shop stand aside that could not be applied."""
    return InboxItem.objects.filter(shop_id=shop_id, failed_at__isnull=False).exists()
