"""Reads of unclaimed parcels for pages: keyset pages, bounded counts, the same number of queries at any size."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.core.crypto import keyed_hash
from aftercare.shops.access import Person
from aftercare.unclaimed.access import visible_parcels, visible_proposals
from aftercare.unclaimed.models import Proposal, UnclaimedParcel
from aftercare.unclaimed.reading import normal
from aftercare.unclaimed.terms import OPEN, SETTLED, ParcelState

PAGE: Final = 50
COUNT_UP_TO: Final = 100
TAIL: Final = 4
SEALED: Final = ("sender_name", "sender_phone", "note", "end_reason", "decision_note", "settled_note")
SHELF, DECIDE, CARRY_OUT, DONE = "shelf", "decide", "carry_out", "done"
QUEUES: Final[Mapping[str, tuple[ParcelState, ...]]] = {
    SHELF: OPEN,
    DECIDE: (ParcelState.ASKED,),
    CARRY_OUT: (ParcelState.APPROVED,),
    DONE: SETTLED,
}


@dataclass(frozen=True)
class ParcelWish:
    """What of the list is asked for. `before`: registered before that moment; `search`: a whole tracking or parcel
    number, or the last four digits of the phone."""

    shop_ids: frozenset[int]
    queue: str = SHELF
    before: datetime | None = None
    proposed: bool = False
    search: str = ""


@dataclass(frozen=True)
class ParcelKey:
    """The last row of the page before."""

    at: datetime
    pk: int


@dataclass(frozen=True)
class ParcelPage:
    """One keyset page; `after` begins the next one, None on the last."""

    parcels: list[UnclaimedParcel]
    best: Mapping[int, Proposal]  # parcel id -> the surest proposal that the person may see
    after: ParcelKey | None


def parcel_page(person: Person, wish: ParcelWish, after: ParcelKey | None = None, size: int = PAGE) -> ParcelPage:
    """What lies there the longest comes first, what is settled newest first; three queries at any size: one index scan
    per shop, merged; then what is shown of them."""
    column = "settled_at" if wish.queue == DONE else "registered_at"
    order = ("-settled_at", "-pk") if wish.queue == DONE else ("registered_at", "pk")
    shops = [replace(wish, shop_ids=frozenset({shop})) for shop in sorted(wish.shop_ids)]
    parts = [_beyond(filtered(person, one), one, after) for one in shops]
    sliced = [part.order_by(*order).values_list(column, "pk")[: size + 1] for part in parts]
    if not sliced:
        return ParcelPage([], {}, None)
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[: size + 1]
    keys = list(merged)
    rows = visible_parcels(person).filter(pk__in=[pk for _at, pk in keys[:size]])
    shown = list(rows.select_related("shop", "case", "registered_by").defer(*SEALED).order_by(*order))
    key = ParcelKey(*keys[size - 1]) if len(keys) > size else None
    return ParcelPage(shown, best_of(person, [one.pk for one in shown if one.is_open]), key)


def _beyond(rows: QuerySet[UnclaimedParcel], wish: ParcelWish, after: ParcelKey | None) -> QuerySet[UnclaimedParcel]:
    if after is None:
        return rows
    if wish.queue == DONE:
        return rows.filter(Q(pk__lt=after.pk) | Q(settled_at__lt=after.at), settled_at__lte=after.at)
    return rows.filter(Q(pk__gt=after.pk) | Q(registered_at__gt=after.at), registered_at__gte=after.at)


def filtered(person: Person, wish: ParcelWish) -> QuerySet[UnclaimedParcel]:
    """The rows of the wish, in no order."""
    rows = visible_parcels(person).filter(shop_id__in=wish.shop_ids, state__in=QUEUES[wish.queue])
    if wish.before is not None:
        rows = rows.filter(registered_at__lte=wish.before)
    if wish.proposed:
        rows = rows.filter(Exists(visible_proposals(person).filter(parcel=OuterRef("pk"))))
    if wish.search:
        rows = rows.filter(_named(wish.search))
    return rows


def _named(text: str) -> Q:
    plain = normal(text)
    named = Q(tracking_no=plain) & ~Q(tracking_no="") | Q(number=plain)
    if len(plain) == TAIL and plain.isascii() and plain.isdigit():
        named |= Q(sender_tail_hash=keyed_hash(plain)) & ~Q(sender_tail_hash="")
    return named


def queue_sizes(person: Person, shop_ids: frozenset[int]) -> dict[str, int]:
    """How many wait in each queue that is work, counted up to COUNT_UP_TO."""
    wish = ParcelWish(shop_ids)
    return {
        queue: filtered(person, replace(wish, queue=queue))[:COUNT_UP_TO].count()
        for queue in (SHELF, DECIDE, CARRY_OUT)
    }


def best_of(person: Person, parcel_ids: Collection[int]) -> dict[int, Proposal]:
    """The surest proposal of each, in one query."""
    rows = visible_proposals(person).filter(parcel_id__in=parcel_ids)
    first = rows.order_by("parcel_id", "-score", "id").distinct("parcel_id")
    return {one.parcel_id: one for one in first.select_related("case", "order").defer(*_sealed_of_order())}


def proposals_of(person: Person, parcel: UnclaimedParcel) -> list[Proposal]:
    """All that is proposed, the surest first, with case, order and buyer."""
    rows = visible_proposals(person).filter(parcel=parcel).order_by("-score", "id")
    related = rows.select_related("case", "case__owner", "order", "order__customer", "shop")
    return list(related.defer(*_sealed_of_order()))


def on_shelf(person: Person, tracking_no: str) -> UnclaimedParcel | None:
    """The parcel with that number, if it lies on a shelf that the person sees."""
    plain = normal(tracking_no)
    rows = visible_parcels(person).filter(tracking_no=plain, state__in=OPEN).exclude(tracking_no="")
    return rows.defer(*SEALED).first()


def _sealed_of_order() -> list[str]:
    names = ("buyer_message", "seller_memo", "receiver_name", "receiver_phone", "receiver_address")
    return [f"order__{name}" for name in names]
