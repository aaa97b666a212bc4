"""Packings: which a person may see, what holds an order back, the record that others read as evidence (O9)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from aftercare.cases.models import Case
from aftercare.cases.pack.packed import Packed
from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.terms import State
from aftercare.core.errors import NotFound
from aftercare.dispatch.access import PACKERS, READERS, shops_for, visible_promises
from aftercare.dispatch.contents import Contents, contents_of
from aftercare.dispatch.models import LineChange, Packing, PackingPhoto, Promise, Release, SlipPrint
from aftercare.dispatch.packing_rules import Hold
from aftercare.dispatch.policies import NEEDS_SLIP
from aftercare.dispatch.terms import FreightState, PackingState, Pays
from aftercare.orders.models import OrderLine
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of

PAGE: Final = 20
UNPAID: Final = (FreightState.ASKED, FreightState.AGREED, FreightState.WAIVING)


@dataclass(frozen=True)
class Standing:
    """One order at the packing table: `holds` is what stops it and nobody has let pass; `release` what let the rest
    pass."""

    promise: Promise
    contents: Contents
    holds: tuple[Hold, ...]
    release: Release | None


def standing_of(promise: Promise, at: datetime) -> Standing:
    """With what holds it back just now. The order comes whole."""
    contents = contents_of(promise.shop, [promise.order], at)[promise.order_id]
    release = Release.objects.filter(order_id=promise.order_id, content=contents.seal).order_by("-pk").first()
    passed = set(release.codes) if release else set()
    holds = tuple(hold for hold in _holds(promise, contents, at) if hold.value not in passed)
    return Standing(promise, contents, holds, release)


def _holds(promise: Promise, contents: Contents, at: datetime) -> list[Hold]:
    found = []
    newest = SlipPrint.objects.filter(order_id=promise.order_id).order_by("-copy").values_list("content", flat=True)
    printed = newest.first()
    if printed is None and policies_of(promise.shop, at).get(NEEDS_SLIP):
        found.append(Hold.NO_SLIP)
    if printed is not None and printed != contents.seal:
        found.append(Hold.OUTDATED)
    if Confirmation.objects.filter(order_id=promise.order_id, state=State.HELD).exists():
        found.append(Hold.HELD)
    if Case.objects.filter(order_id=promise.order_id, closed_at=None, holds_goods=True).exists():
        found.append(Hold.CASE)
    if contents.wanted and not contents.pieces:
        found.append(Hold.REFUNDED)
    if contents.short:
        found.append(Hold.SHORT)
    change = contents.freight
    if change is not None and change.pays == Pays.MAKE_UP and change.state in UNPAID:
        found.append(Hold.FREIGHT)
    return found


def own_packing(person: Person, *, lock: bool = False) -> Packing | None:
    """What lies on the person's table."""
    rows = Packing.objects.filter(packer_id=person.staff_id, state=PackingState.OPEN)
    rows = rows.filter(shop_id__in=shops_for(person, PACKERS)).select_related("shop", "order")
    return (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()


def visible_packings(person: Person) -> QuerySet[Packing]:
    """Every record of packing starts here."""
    if person.is_system:
        return Packing.objects.all()
    return Packing.objects.filter(shop_id__in=shops_for(person, READERS))


def access_packing(person: Person, pk: int, *, lock: bool = False) -> Packing:
    """The packing, locked when it is to be changed. Raises NotFound."""
    rows = visible_packings(person).select_related("shop", "order", "packer")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def access_photo(person: Person, packing_id: int, token: str) -> PackingPhoto:
    """The picture of a packing record. Raises NotFound."""
    rows = PackingPhoto.objects.filter(packing__in=visible_packings(person), packing_id=packing_id, file__token=token)
    found = rows.select_related("file").first()
    if found is None:
        raise NotFound(token)
    return found


def finished_packings(person: Person, order_ids: Collection[int]) -> QuerySet[Packing]:
    """Those of these orders."""
    return visible_packings(person).filter(order_id__in=list(order_ids), state=PackingState.DONE)


def packings_of_orders(person: Person, order_ids: Collection[int]) -> Sequence[Packing]:
    """Finished packings of these orders, with their pictures: the evidence of what was in the box (C8)."""
    rows = finished_packings(person, order_ids)
    together = rows.select_related("packer", "release__by", "order").prefetch_related("photos__file")
    return list(together.defer(*_SEALED).order_by("ended_at"))


_SEALED: Final = ("order__buyer_message", "order__seller_memo", "order__receiver_name", "order__receiver_phone",
                  "order__receiver_address")  # fmt: skip


def packed_of_order(order_id: int) -> list[Packed]:
    """What the evidence pack of a case on that order says of its packing (B8). Rights are the caller's affair."""
    rows = list(Packing.objects.filter(order_id=order_id, state=PackingState.DONE).select_related("packer"))
    if not rows:
        return []
    lines = {str(line.pk): line for line in OrderLine.objects.filter(order_id=order_id).order_by("pk")}
    changes = LineChange.objects.filter(line__order_id=order_id).values_list("line", "sku")
    changed = {str(pk): sku for pk, sku in changes}
    titles = {key: f"{line.title} {changed.get(key, line.sku)}".strip() for key, line in lines.items()}
    return [
        Packed(
            row.ended_at or row.touched_at,
            row.packer.name,
            [(title, row.scanned[key]) for key, title in titles.items() if row.scanned.get(key)],
            row.grams,
            row.video,
        )
        for row in rows
    ]


def packed_last(person: Person, shop_ids: Collection[int]) -> Sequence[Packing]:
    """What was packed last in these shops, the newest first."""
    rows = Packing.objects.filter(shop_id__in=shops_for(person, PACKERS) & frozenset(shop_ids))
    done = rows.filter(state=PackingState.DONE).select_related("order", "packer").defer(*_SEALED)
    return list(done.order_by("-ended_at")[:PAGE])


def packable(person: Person, number: str) -> QuerySet[Promise]:
    """Promises of orders with exactly that number, in shops where the person packs."""
    return visible_promises(person).filter(shop_id__in=shops_for(person, PACKERS), order__platform_no=number)
