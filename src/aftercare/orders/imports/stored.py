"""Orders and lines as they are stored, many at once: a few set-based statements. Called by the families only, inside
the transaction that also moves the import's position."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any

from aftercare.core.bulk import any_of, insert_rows, update_rows
from aftercare.core.crypto import keyed_hash
from aftercare.core.events import EventRow, record_many
from aftercare.core.money import ZERO
from aftercare.core.text import mask_name, mask_phone
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.intake.rows import Scope
from aftercare.money.actions.ensure_caps import Told, refresh_caps
from aftercare.orders.imports.facts import ORDER_FACTS, OrderFacts
from aftercare.orders.imports.kept import KeptOrders
from aftercare.orders.imports.lines import LINE_VALUES, Placeholder
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus

# Facts that the order's row holds under the same name; the nick is the customer's, the number never changes.
_STORED = tuple(name for name in ORDER_FACTS if name not in ("nick", "platform_no"))
_stored_values = attrgetter(*_STORED)
_EMPTY: dict[str, Any] = {
    **{name: "" for name in _STORED if Order._meta.get_field(name).empty_strings_allowed},
    **dict.fromkeys(("total", "goods", "freight", "paid", "refunded"), ZERO),
    "item_count": 0,
    "status": OrderStatus.UNKNOWN,
}
_TEXTS = tuple(name for name, value in _EMPTY.items() if value == "")
_UPDATED = (*_STORED, "customer", "exported_at", "updated_at", "receiver_phone_hash")
KEPT_COLUMNS = _UPDATED[:-2]  # what is told of an order: all but when it was written, and the hash of the phone
_INSERTED = (*_UPDATED, "shop", "platform_no", "created_at")
_NAME_MASK, _PHONE_MASK = _STORED.index("receiver_name_mask"), _STORED.index("receiver_phone_mask")
_line_values = attrgetter(*LINE_VALUES)


@dataclass(slots=True)
class Held:
    """One order while its rows are applied; `pk` is None until it is inserted. `is_seen` when a newer export told
    nothing new of it."""

    facts: OrderFacts
    pk: int | None = None
    customer_id: int | None = None
    exported_at: datetime | None = None
    changed: set[str] = field(default_factory=set)
    is_seen: bool = False
    before: Sequence[Any] = ()  # what is stored, in the order of `KEPT_COLUMNS`


def read_orders(scope: Scope, numbers: Iterable[str]) -> dict[str, Held]:
    """The stored orders, locked in one order for all, so that two imports wait for each other instead of blocking."""
    orders = Order.objects.filter(any_of("platform_no", set(numbers)), shop_id=scope.shop_id).order_by("pk")
    if scope.writes:
        orders = orders.select_for_update(of=("self",))
    found = {}
    for pk, number, customer_id, exported_at, *values in orders.values_list(
        "pk", "platform_no", "customer_id", "exported_at", *_STORED
    ):
        facts = OrderFacts(number, **dict(zip(_STORED, values, strict=True)))
        for name in _TEXTS:
            if getattr(facts, name) == "":
                setattr(facts, name, None)
        facts.receiver_name_mask = None if facts.receiver_name else facts.receiver_name_mask
        facts.receiver_phone_mask = None if facts.receiver_phone else facts.receiver_phone_mask
        facts.status = OrderStatus(facts.status or OrderStatus.UNKNOWN)
        found[number] = Held(facts, pk, customer_id, exported_at, before=(*values, customer_id, exported_at))
    return found


def read_buyers(scope: Scope, told: Iterable[OrderFacts]) -> dict[str, int]:
    """Customers by nick, those that are new made; none in a dry run."""
    nicks = {facts.nick for facts in told if facts.nick} if scope.writes else set()
    return remember_buyers(shop_id=scope.shop_id, nicks=nicks) if nicks else {}


def read_lines(order_ids: Collection[int], kept: KeptOrders | None = None) -> dict[int, list[OrderLine]]:
    """The lines of these orders, by order; an order without any has an empty list. `kept` notes how they stand."""
    by_order: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(any_of("order_id", order_ids)).order_by("pk"):
        by_order[line.order_id].append(line)
        if kept is not None:
            kept.lines_before[line.pk] = _line_values(line)
    return by_order


def lines_in_use(ids: Collection[int]) -> set[int]:
    """Lines that something refers to (a case): found by the models' own relations, whatever package they stand in."""
    used: set[int] = set()
    for relation in OrderLine._meta.related_objects:
        name = relation.field.attname
        rows = relation.related_model._default_manager.filter(any_of(name, ids))
        used |= set(rows.values_list(name, flat=True))
    return used


def _values(scope: Scope, held: Held) -> list[Any]:
    """In the order of `_UPDATED`."""
    values = [
        _EMPTY.get(name) if value is None else value
        for name, value in zip(_STORED, _stored_values(held.facts), strict=True)
    ]
    name, phone = held.facts.receiver_name or "", held.facts.receiver_phone or ""
    values[_NAME_MASK] = mask_name(name)[:20] if name else values[_NAME_MASK]
    values[_PHONE_MASK] = mask_phone(phone)[:20] if phone else values[_PHONE_MASK]
    return [*values, held.customer_id, held.exported_at, scope.at, keyed_hash(phone)]


def insert_orders(scope: Scope, new: Sequence[Held], kept: KeptOrders) -> None:
    """Orders without lines; each gets its `pk`."""
    rows = [[*_values(scope, held), scope.shop_id, held.facts.platform_no, scope.at] for held in new]
    for held, pk in zip(new, insert_rows(Order, _INSERTED, rows), strict=True):
        held.pk = pk
        kept.added(pk, held.facts.platform_no)
    record_many(_event(scope, "order.imported", held, {}) for held in new)


def update_orders(scope: Scope, held: Iterable[Held], kept: KeptOrders) -> list[Held]:
    """Write those that changed, and note the newer export of those that did not; returns those that changed."""
    stored = [each for each in held if each.pk is not None]
    changed = [each for each in stored if each.changed]
    rows = [(each.pk or 0, _values(scope, each)) for each in changed]
    update_rows(Order, _UPDATED, rows)
    for each, (pk, values) in zip(changed, rows, strict=True):
        kept.changed(pk, zip(KEPT_COLUMNS, each.before, values, strict=False))
    record_many(_event(scope, "order.updated", each, {"changed": sorted(each.changed)}) for each in changed)
    seen = {each.pk or 0: each.before[-1] for each in stored if each.is_seen and not each.changed}
    if seen:
        Order.objects.filter(any_of("id", list(seen))).update(exported_at=scope.exported_at)
        kept.seen(seen, scope.exported_at)
    return changed


def _event(scope: Scope, kind: str, held: Held, data: Mapping[str, object]) -> EventRow:
    return EventRow(
        kind=kind,
        subject=("order", held.pk or 0),
        shop_id=scope.shop_id,
        actor_id=scope.actor_id,
        at=scope.at,
        data={"import": scope.batch_id, "status": held.facts.status or OrderStatus.UNKNOWN, **data},
    )


def insert_lines(lines: Iterable[tuple[int, OrderLine | Placeholder]], kept: KeptOrders) -> None:
    """New lines, each with the id of its order."""
    rows = [[order_id, None, *_line_values(line)] for order_id, line in lines]
    ids = insert_rows(OrderLine, ("order", "product", *LINE_VALUES), rows)
    for pk, row in zip(ids, rows, strict=True):
        kept.line_added(row[0], pk, row[2:])


def update_lines(scope: Scope, lines: Sequence[OrderLine], kept: KeptOrders) -> None:
    """Write the lines, and what can still be given back of them where money has been given."""
    rows = [(line.pk, _line_values(line)) for line in lines]
    update_rows(OrderLine, LINE_VALUES, rows)
    for line, (pk, values) in zip(lines, rows, strict=True):
        kept.line_changed(line.order_id, pk, values)
    if lines:
        told = {line.cap_reference: Told(line.paid, line.refunded) for line in lines}
        refresh_caps(shop_id=scope.shop_id, told=told)


def touch(scope: Scope, orders: Mapping[int, int], held: Mapping[int, Held]) -> None:
    """Orders whose lines are others now, with how many they have: what follows orders by the time of their last change
    (catalogue/pairs) sees it, and so does the history."""
    Order.objects.filter(any_of("id", list(orders))).update(updated_at=scope.at)
    record_many(_event(scope, "order.items_imported", held[pk], {"lines": count}) for pk, count in orders.items())
