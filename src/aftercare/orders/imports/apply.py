"""Writes a thousand rows at once: a few set-based statements, one decision per row. Called by `actions/` only, inside
the transaction that also moves the import's position."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aftercare.core.crypto import keyed_hash
from aftercare.core.events import EventRow, record_many
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.orders.imports.facts import ORDER_FACTS, ItemFacts, OrderFacts
from aftercare.orders.imports.lines import ItemRefused, place_item, placeholder, resettle
from aftercare.orders.imports.merge import Verdict, is_older, merged
from aftercare.orders.imports.problems import RowProblem
from aftercare.orders.imports.rows import ReadRow
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus

_ORDER_UPDATES = [
    *(name for name in ORDER_FACTS if name not in ("platform_no", "nick")),
    "customer",
    "receiver_phone_hash",
    "exported_at",
    "updated_at",
]
_LINE_UPDATES = [
    "line_no", "title", "sku", "merchant_code", "quantity", "price", "paid", "refunded", "refund_status",
    "is_placeholder",
]  # fmt: skip
_TEXTS = frozenset(
    name for name in ORDER_FACTS if getattr(Order, name, None) and Order._meta.get_field(name).empty_strings_allowed
)
_NOT_STORED_AS_TOLD = frozenset({"nick"})


@dataclass(frozen=True)
class Scope:
    """What all rows of one import share. `columns` are the fields that the file has."""

    batch_id: int
    shop_id: int
    actor_id: int | None
    columns: frozenset[str]
    exported_at: datetime | None
    at: datetime
    writes: bool  # False in a dry run: everything is decided, nothing is written


@dataclass
class Outcome:
    """Verdicts by line of the file, and rows that were refused after all."""

    verdicts: dict[int, Verdict] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)


def lines_in_use(ids: Collection[int]) -> set[int]:
    """Lines that something refers to (a case): found by the models' own relations, whatever package they stand in."""
    used: set[int] = set()
    for relation in OrderLine._meta.related_objects:
        name = relation.field.attname
        rows = relation.related_model._default_manager.filter(**{f"{name}__in": ids})
        used |= set(rows.values_list(name, flat=True))
    return used


def _orders(scope: Scope, numbers: Iterable[str]) -> dict[str, Order]:
    """The stored orders, locked in one order for all, so that two imports wait for each other instead of blocking."""
    orders = Order.objects.filter(shop_id=scope.shop_id, platform_no__in=set(numbers)).order_by("pk")
    if scope.writes:
        orders = orders.select_for_update(of=("self",))
    return {order.platform_no: order for order in orders}


def _lines(orders: Iterable[Order]) -> dict[int, list[OrderLine]]:
    by_order: dict[int, list[OrderLine]] = defaultdict(list)
    owners = {order.pk: order for order in orders}
    for line in OrderLine.objects.filter(order_id__in=owners).order_by("pk"):
        line.order = owners[line.order_id]
        by_order[line.order_id].append(line)
    return by_order


def facts_of(order: Order) -> OrderFacts:
    """What is stored of an order; the buyer's nick is left to the customer."""
    values = {name: getattr(order, name) for name in ORDER_FACTS if name not in _NOT_STORED_AS_TOLD}
    for name in _TEXTS:
        values[name] = values[name] or None
    values["status"] = OrderStatus(order.status)
    return OrderFacts(**values)


def _write_facts(order: Order, facts: OrderFacts) -> list[str]:
    """Put facts into the order; returns the names of what changed."""
    changed = []
    for name in ORDER_FACTS:
        value = getattr(facts, name)
        if name in _NOT_STORED_AS_TOLD or value is None:
            continue
        if getattr(order, name) != value:
            setattr(order, name, value)
            changed.append(name)
    if "receiver_phone" in changed:
        order.receiver_phone_hash = keyed_hash(order.receiver_phone)
    return changed


def apply_orders(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Add or update orders; an order without items gets its placeholder line."""
    told = [(row.line, row.facts) for row in rows if isinstance(row.facts, OrderFacts)]
    orders = _orders(scope, (facts.platform_no for _line, facts in told))
    buyers = _buyers(scope, [facts for _line, facts in told])
    outcome = Outcome()
    new: dict[str, Order] = {}
    changed: dict[str, set[str]] = defaultdict(set)
    for line, facts in told:
        order = orders.get(facts.platform_no)
        if order is None:
            order = orders[facts.platform_no] = new[facts.platform_no] = Order(
                shop_id=scope.shop_id, platform_no=facts.platform_no, updated_at=scope.at, exported_at=scope.exported_at
            )
            _write_facts(order, facts)
            order.customer_id = buyers.get(facts.nick or "")
            outcome.verdicts[line] = Verdict.ADDED
            continue
        names = _update(scope, order, facts, buyers)
        outcome.verdicts[line] = Verdict.OLDER if names is None else Verdict.UPDATED if names else Verdict.UNCHANGED
        changed[facts.platform_no] |= names or set()
    if scope.writes:
        updated = [(orders[no], sorted(names)) for no, names in changed.items() if names and no not in new]
        _save_orders(scope, list(new.values()), updated)
    return outcome


def _update(scope: Scope, order: Order, facts: OrderFacts, buyers: dict[str, int]) -> set[str] | None:
    """Names of what the row changed in the order; None when the row is older than the order."""
    stored = facts_of(order)
    if is_older(stored, facts, scope.columns, stored_export=order.exported_at, told_export=scope.exported_at):
        return None
    names = set(_write_facts(order, merged(stored, facts)))
    buyer = buyers.get(facts.nick or "")
    if buyer is not None and order.customer_id is None:
        order.customer_id = buyer
        names.add("customer")
    if names:
        order.updated_at = scope.at
        if scope.exported_at is not None:
            order.exported_at = scope.exported_at
    return names


def _buyers(scope: Scope, told: Sequence[OrderFacts]) -> dict[str, int]:
    nicks = {facts.nick for facts in told if facts.nick}
    if not (nicks and scope.writes):
        return {}
    return remember_buyers(shop_id=scope.shop_id, nicks=nicks)


def _save_orders(scope: Scope, new: Sequence[Order], updated: Sequence[tuple[Order, list[str]]]) -> None:
    Order.objects.bulk_create(new)
    OrderLine.objects.bulk_create([placeholder(order) for order in new])
    existing = [order for order, _names in updated]
    if existing:
        Order.objects.bulk_create(existing, update_conflicts=True, unique_fields=["id"], update_fields=_ORDER_UPDATES)
        lines = _lines(existing)
        in_use = lines_in_use([line.pk for of_order in lines.values() for line in of_order])
        _save_lines([], [line for order in existing for line in resettle(order, lines[order.pk], in_use)])
    record_many(
        [_event(scope, "order.imported", order, {}) for order in new]
        + [_event(scope, "order.updated", order, {"changed": names}) for order, names in updated]
    )


def _event(scope: Scope, kind: str, order: Order, data: dict[str, object]) -> EventRow:
    return EventRow(
        kind=kind,
        subject=("order", order.pk),
        shop_id=scope.shop_id,
        actor_id=scope.actor_id,
        at=scope.at,
        data={"import": scope.batch_id, "status": order.status, **data},
    )


def _save_lines(new: Sequence[OrderLine], changed: Sequence[OrderLine]) -> None:
    OrderLine.objects.bulk_create(new)
    if changed:
        OrderLine.objects.bulk_create(changed, update_conflicts=True, unique_fields=["id"], update_fields=_LINE_UPDATES)


def apply_items(scope: Scope, rows: Sequence[tuple[ReadRow, int]]) -> Outcome:
    """Add or update lines of orders that are here; the int counts equal items of one order in the file from 0."""
    told = [(row.line, row.facts, nth) for row, nth in rows if isinstance(row.facts, ItemFacts)]
    orders = _orders(scope, (facts.platform_no for _line, facts, _nth in told))
    lines = _lines(orders.values())
    in_use = lines_in_use([line.pk for of_order in lines.values() for line in of_order])
    known = {line.pk for of_order in lines.values() for line in of_order}
    outcome = Outcome()
    touched: dict[int, OrderLine] = {}
    added: list[OrderLine] = []
    of_orders: dict[str, list[OrderLine]] = {}
    for row_line, item, nth in told:
        order = orders.get(item.platform_no)
        try:
            if order is None:
                raise ItemRefused("items.order_unknown")
            line, changed = place_item(order, lines[order.pk], item, nth, in_use)
        except ItemRefused as refused:
            outcome.problems.append(RowProblem(row_line, "", "", refused.code, {"order": item.platform_no}))
            continue
        if line.pk is None and line not in added:
            added.append(line)
            outcome.verdicts[row_line] = Verdict.ADDED
        else:
            outcome.verdicts[row_line] = Verdict.UPDATED if changed else Verdict.UNCHANGED
        if changed:
            of_orders[order.platform_no] = lines[order.pk]
            touched[id(line)] = line
    for number, of_order in of_orders.items():
        touched |= {id(line): line for line in resettle(orders[number], of_order, in_use)}
    if scope.writes:
        _save_lines(added, [line for line in touched.values() if line.pk in known])
        record_many(
            _event(scope, "order.items_imported", orders[number], {"lines": len(of_order)})
            for number, of_order in of_orders.items()
        )
    return outcome
