"""Writes a thousand rows at once: a few set-based statements, one decision per row. Called by the import only, inside
the transaction that also moves its position."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from aftercare.core.bulk import any_of, insert_rows, update_rows
from aftercare.core.crypto import keyed_hash
from aftercare.core.events import EventRow, record_many
from aftercare.core.money import ZERO
from aftercare.core.text import mask_name, mask_phone
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.money.actions.ensure_caps import Told, refresh_caps
from aftercare.orders.imports.facts import ORDER_FACTS, ItemFacts, OrderFacts
from aftercare.orders.imports.lines import LINE_VALUES, ItemRefused, place_item, placeholder, resettle
from aftercare.orders.imports.merge import is_older, news
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
_INSERTED = (*_UPDATED, "shop", "platform_no", "created_at")
_NAME_MASK, _PHONE_MASK = _STORED.index("receiver_name_mask"), _STORED.index("receiver_phone_mask")
_line_values = attrgetter(*LINE_VALUES)


@dataclass(slots=True)
class Held:
    """One order while its rows are applied; `pk` is None until it is inserted."""

    facts: OrderFacts
    pk: int | None = None
    customer_id: int | None = None
    exported_at: datetime | None = None
    changed: set[str] = field(default_factory=set)


def _read_orders(scope: Scope, numbers: Iterable[str]) -> dict[str, Held]:
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
        found[number] = Held(facts, pk, customer_id, exported_at)
    return found


def apply_orders(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Add or update orders; an order without items gets its placeholder line."""
    told = [(row.line, row.facts) for row in rows if isinstance(row.facts, OrderFacts)]
    orders = _read_orders(scope, (facts.platform_no for _line, facts in told))
    nicks = {facts.nick for _line, facts in told if facts.nick} if scope.writes else set()
    buyers = remember_buyers(shop_id=scope.shop_id, nicks=nicks) if nicks else {}
    outcome = Outcome()
    for line, facts in told:
        held = orders.get(facts.platform_no)
        if held is None:
            buyer = buyers.get(facts.nick or "")
            orders[facts.platform_no] = Held(facts, None, buyer, scope.exported_at)
            outcome.verdicts[line] = Verdict.ADDED
        else:
            outcome.verdicts[line] = _tell(scope, held, facts, buyers.get(facts.nick or ""))
    if scope.writes:
        _insert(scope, [held for held in orders.values() if held.pk is None])
        _update(scope, [held for held in orders.values() if held.pk is not None and held.changed])
    return outcome


def _tell(scope: Scope, held: Held, told: OrderFacts, buyer: int | None) -> Verdict:
    stored = held.facts
    if is_older(stored, told, scope.columns, stored_export=held.exported_at, told_export=scope.exported_at):
        return Verdict.OLDER
    changes = news(stored, told)
    if changes and held.pk is None:  # these are still an earlier row's own facts
        stored = held.facts = replace(stored)
    for name, value in changes.items():
        setattr(stored, name, value)
    names = set(changes)
    if buyer is not None and held.customer_id is None:
        held.customer_id = buyer
        names.add("customer")
    held.changed |= names
    if names and scope.exported_at is not None:
        held.exported_at = scope.exported_at
    return Verdict.UPDATED if names else Verdict.UNCHANGED


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


def _insert(scope: Scope, new: Sequence[Held]) -> None:
    rows = [[*_values(scope, held), scope.shop_id, held.facts.platform_no, scope.at] for held in new]
    for held, pk in zip(new, insert_rows(Order, _INSERTED, rows), strict=True):
        held.pk = pk
    lines = [[held.pk, None, *_line_values(placeholder(held.facts))] for held in new]
    insert_rows(OrderLine, ("order", "product", *LINE_VALUES), lines)
    record_many(_event(scope, "order.imported", held, {}) for held in new)


def _update(scope: Scope, changed: Sequence[Held]) -> None:
    if not changed:
        return
    update_rows(Order, _UPDATED, [(held.pk or 0, _values(scope, held)) for held in changed])
    lines = _read_lines([held.pk for held in changed if held.pk])
    in_use = lines_in_use([line.pk for of_order in lines.values() for line in of_order])
    _update_lines(scope, [line for held in changed for line in resettle(held.facts, lines[held.pk or 0], in_use)])
    record_many(_event(scope, "order.updated", held, {"changed": sorted(held.changed)}) for held in changed)


def _event(scope: Scope, kind: str, held: Held, data: dict[str, object]) -> EventRow:
    return EventRow(
        kind=kind,
        subject=("order", held.pk or 0),
        shop_id=scope.shop_id,
        actor_id=scope.actor_id,
        at=scope.at,
        data={"import": scope.batch_id, "status": held.facts.status or OrderStatus.UNKNOWN, **data},
    )


def _read_lines(order_ids: Collection[int]) -> dict[int, list[OrderLine]]:
    by_order: dict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(any_of("order_id", order_ids)).order_by("pk"):
        by_order[line.order_id].append(line)
    return by_order


def lines_in_use(ids: Collection[int]) -> set[int]:
    """Lines that something refers to (a case): found by the models' own relations, whatever package they stand in."""
    used: set[int] = set()
    for relation in OrderLine._meta.related_objects:
        name = relation.field.attname
        rows = relation.related_model._default_manager.filter(any_of(name, ids))
        used |= set(rows.values_list(name, flat=True))
    return used


def _update_lines(scope: Scope, lines: Sequence[OrderLine]) -> None:
    """Write the lines, and what can still be given back of them where money has been given."""
    update_rows(OrderLine, LINE_VALUES, [(line.pk, _line_values(line)) for line in lines])
    if lines:
        told = {line.cap_reference: Told(line.paid, line.refunded) for line in lines}
        refresh_caps(shop_id=scope.shop_id, told=told)


def apply_items(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Add or update lines of orders that are here; `nth` counts equal items of one order in the file from 0."""
    told = [(row.line, row.facts, row.nth) for row in rows if isinstance(row.facts, ItemFacts)]
    orders = _read_orders(scope, (item.platform_no for _line, item, _nth in told))
    lines = _read_lines([held.pk for held in orders.values() if held.pk])
    in_use = lines_in_use([line.pk for of_order in lines.values() for line in of_order])
    outcome = Outcome()
    changed: dict[int, OrderLine] = {}
    touched: set[str] = set()
    for row_line, item, nth in told:
        held = orders.get(item.platform_no)
        try:
            if held is None:
                raise ItemRefused("items.order_unknown")
            of_order = lines[held.pk or 0]
            count = len(of_order)
            line, is_changed = place_item(held.facts, of_order, item, nth, in_use)
        except ItemRefused as refused:
            outcome.problems.append(RowProblem(row_line, "", "", refused.code, {"order": item.platform_no}))
            continue
        verdict = Verdict.UPDATED if is_changed else Verdict.UNCHANGED
        outcome.verdicts[row_line] = Verdict.ADDED if len(of_order) > count else verdict
        if is_changed:
            line.order_id = held.pk or 0
            changed[id(line)] = line
            touched.add(item.platform_no)
    if scope.writes:
        _save_items(scope, [orders[number] for number in touched], lines, changed, in_use)
    return outcome


def _save_items(
    scope: Scope,
    touched: Sequence[Held],
    lines: dict[int, list[OrderLine]],
    changed: dict[int, OrderLine],
    in_use: Collection[int],
) -> None:
    for held in touched:
        changed |= {id(line): line for line in resettle(held.facts, lines[held.pk or 0], in_use)}
    _update_lines(scope, [line for line in changed.values() if line.pk])
    new = [[line.order_id, None, *_line_values(line)] for line in changed.values() if not line.pk]
    insert_rows(OrderLine, ("order", "product", *LINE_VALUES), new)
    # What follows orders by the time of their last change (catalogue/pairs) sees that their lines are others now.
    Order.objects.filter(any_of("id", [held.pk or 0 for held in touched])).update(updated_at=scope.at)
    record_many(_event(scope, "order.items_imported", held, {"lines": len(lines[held.pk or 0])}) for held in touched)
