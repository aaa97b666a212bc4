"""What leaves with an order: lines as they are to be packed, notes, courier, receiver; and a seal over all of it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from aftercare.cases.models import CaseLine
from aftercare.confirmation.models import OrderNote
from aftercare.confirmation.terms import Reader
from aftercare.core.crypto import keyed_hash
from aftercare.couriers.models import CourierChoice
from aftercare.couriers.proposals import OrderChoice, propose
from aftercare.dispatch.handling import handlings_of
from aftercare.dispatch.models import FreightChange, Handling, LineChange, StockTask
from aftercare.dispatch.packing_rules import Wanted, codes_of
from aftercare.dispatch.terms import Answer, FreightState, Mark, Pays, TaskState
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class Contents:
    """Of one order. `seal` changes with address, goods, notes and what people chose; `short`: line ids out of stock."""

    order: Order
    wanted: Sequence[Wanted]
    marks: Sequence[Mark]
    notes: Sequence[str]
    courier: str
    freight: FreightChange | None
    short: frozenset[int]
    refunded: frozenset[int]
    seal: str

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.wanted)


def contents_of(shop: Shop, orders: Sequence[Order], at: datetime) -> dict[int, Contents]:
    """By order id, in a handful of queries for any number of orders of one shop. Orders come whole, with their
    personal fields."""
    ids = [order.pk for order in orders]
    lines: dict[int, list[OrderLine]] = {pk: [] for pk in ids}
    for line in OrderLine.objects.filter(order_id__any_of=ids).select_related("product").order_by("pk"):
        lines[line.order_id].append(line)
    every = [line for group in lines.values() for line in group]
    changes, handled = _changes(every), handlings_of(shop.pk, every)
    freights = {row.order_id: row for row in _freights(ids)}
    short, notes, taken = _short(ids), _notes(orders), _taken(ids)
    proposed = {one.order.pk: one for one in propose(shop, [one for one in orders if one.pk not in freights], at)}
    found = {}
    for order in orders:
        pk = order.pk
        parts = _Parts(lines[pk], changes, handled, freights.get(pk), proposed.get(pk), short, notes[pk], taken)
        found[pk] = _contents(order, parts)
    return found


@dataclass(frozen=True)
class _Parts:
    """What was read for all orders together."""

    lines: Sequence[OrderLine]
    changes: Mapping[int, LineChange]
    handled: Mapping[int, Handling]
    freight: FreightChange | None
    proposed: OrderChoice | None  # None: the buyer's wish for another way counts
    short: frozenset[int]
    notes: Sequence[str]
    taken: Mapping[int, int]

    @property
    def chosen(self) -> CourierChoice | None:
        return self.proposed.made if self.proposed else None

    def left_of(self, line: OrderLine) -> int:
        """Pieces that still leave: refunded ones stay here, whether the platform refunded them or a case of ours."""
        if line.paid and line.refunded >= line.paid:
            return 0
        return max(line.quantity - self.taken.get(line.pk, 0), 0)


def _contents(order: Order, parts: _Parts) -> Contents:
    wanted = _wanted(parts)
    codes = {code for line in parts.lines if line.pk in parts.handled for code in parts.handled[line.pk].marks}
    return Contents(
        order=order,
        wanted=wanted,
        marks=[mark for mark in Mark if mark.value in codes],
        notes=parts.notes,
        courier=_courier(order, parts),
        freight=parts.freight,
        short=frozenset(line.pk for line in parts.lines) & parts.short,
        refunded=frozenset(line.pk for line in parts.lines if parts.left_of(line) < line.quantity),
        seal=_seal(order, wanted, parts),
    )


def _notes(orders: Sequence[Order]) -> dict[int, list[str]]:
    """What warehouse and courier are told (O3): the shop's memo, and the notes that nobody has taken off."""
    found = {order.pk: [memo] if (memo := order.seller_memo.strip()) else [] for order in orders}
    for note in OrderNote.objects.filter(order_id__any_of=list(found), removed_at=None).order_by("pk"):
        found[note.order_id].append(f"{Reader(note.reader).label}: {note.text}")
    return found


def freight_words(change: FreightChange) -> str:
    """How the parcel goes another way, as the slip says it (O8)."""
    if change.pays == Pays.COLLECT:
        return _("%(courier)s, freight collect") % {"courier": change.courier}
    if change.pays == Pays.NOTHING or change.state in (FreightState.PAID, FreightState.WAIVED):
        return change.courier
    terms = {"courier": change.courier, "amount": change.amount.yuan}
    return _("%(courier)s, ¥%(amount)s still to be made up") % terms


def _wanted(parts: _Parts) -> list[Wanted]:
    shared = Counter(_product_key(line) for line in parts.lines)
    found = []
    for line in parts.lines:
        change, row = parts.changes.get(line.pk), parts.handled.get(line.pk)
        # A product's own codes name all its variants: they say enough only where the order holds one of them.
        alone = change is None and shared[_product_key(line)] == 1
        others = [line.product.code if line.product else "", row.barcode if row else ""] if alone else []
        if not alone and change is None and row and row.barcode:
            others = [row.barcode]
        code = change.code if change else line.merchant_code
        found.append(
            Wanted(
                line_id=line.pk,
                title=line.title or _("The whole order"),
                sku=change.sku if change else line.sku,
                code=code,
                pieces=parts.left_of(line),
                codes=codes_of(code, others),
                is_changed=change is not None,
            )
        )
    return found


def _product_key(line: OrderLine) -> Any:
    return line.product_id or line.merchant_code or -line.pk


def _changes(lines: Iterable[OrderLine]) -> dict[int, LineChange]:
    rows = LineChange.objects.filter(line_id__any_of=[line.pk for line in lines]).order_by("pk")
    return {row.line_id: row for row in rows}


def _freights(order_ids: Sequence[int]) -> Iterable[FreightChange]:
    return FreightChange.objects.filter(order_id__any_of=list(order_ids)).exclude(state=FreightState.DROPPED)


def _taken(order_ids: Sequence[int]) -> dict[int, int]:
    """Pieces by line id that refund cases have paid back before they left."""
    rows = CaseLine.objects.filter(
        order_line__order_id__any_of=list(order_ids),
        case__flow="refund_only",
        case__holds_goods=True,
        case__closed_at__isnull=False,
    )
    return dict(
        rows.order_by().values("order_line_id").annotate(pieces=Sum("asked")).values_list("order_line_id", "pieces")
    )


def _short(order_ids: Sequence[int]) -> frozenset[int]:
    """Lines out of stock: nobody was told, or the buyer waits."""
    rows = StockTask.objects.filter(promise__order_id__any_of=list(order_ids), shortage__ended_at=None)
    waiting = rows.exclude(state=TaskState.OVER).exclude(answer__in=(Answer.OTHER, Answer.REFUND))
    return frozenset(waiting.values_list("line_id", flat=True))


def _courier(order: Order, parts: _Parts) -> str:
    """As the buyer wishes, as somebody chose, as the platform says, else that of the rule (O6)."""
    if parts.freight is not None:
        return freight_words(parts.freight)
    if order.courier and parts.chosen is None:
        return order.courier
    return parts.proposed.courier if parts.proposed else ""


def _seal(order: Order, wanted: Sequence[Wanted], parts: _Parts) -> str:
    freight, chosen = parts.freight, parts.chosen
    whole = [
        *(order.receiver_name, order.receiver_phone, order.receiver_address, order.region),
        [(line.line_id, line.code, line.sku, line.pieces) for line in wanted],
        list(parts.notes),
        [freight.courier, freight.pays] if freight else [],
        *([chosen.courier] if chosen else ()),  # what the rule says may change from day to day, and stops nobody
    ]
    return keyed_hash(json.dumps(whole, ensure_ascii=False))
