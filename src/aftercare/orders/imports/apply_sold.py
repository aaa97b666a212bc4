"""Applies rows that tell an order together with what was sold: one row may be a whole order or one of its items."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from aftercare.core.money import ZERO, Money
from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.orders.imports.apply import tell
from aftercare.orders.imports.erased import sold_to_keep
from aftercare.orders.imports.facts import SoldFacts
from aftercare.orders.imports.kept import KeptOrders
from aftercare.orders.imports.lines import ItemRefused, place_item, product_key, resettle
from aftercare.orders.imports.merge import OPEN, joined, status_of_part
from aftercare.orders.imports.statuses import refund_rank
from aftercare.orders.imports.stored import (
    Held,
    insert_lines,
    insert_orders,
    lines_in_use,
    read_buyers,
    read_lines,
    read_orders,
    touch,
    update_lines,
    update_orders,
)
from aftercare.orders.models import OrderLine
from aftercare.orders.terms import OrderStatus

_SUMMARY = 300  # characters of an order's list of items


@dataclass(slots=True)
class _Sold:
    """One order with its lines while rows are applied."""

    held: Held
    lines: list[OrderLine]
    changed: dict[int, OrderLine] = field(default_factory=dict)
    sums_items: bool = False
    counts_goods: bool = False
    is_touched: bool = False


def apply_sold(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Add or update orders and their lines."""
    kept_rows = sold_to_keep(scope, [(row.line, row.facts) for row in rows])
    told = [(line, facts, row.nth) for (line, facts), row in zip(kept_rows, rows, strict=True)]
    held = read_orders(scope, (facts.order.platform_no for _line, facts, _nth in told))
    kept = KeptOrders({each.pk: number for number, each in held.items() if each.pk})
    lines = read_lines([each.pk for each in held.values() if each.pk], kept)
    in_use = lines_in_use([line.pk for of_order in lines.values() for line in of_order])
    buyers = read_buyers(scope, (facts.order for _line, facts, _nth in told))
    sold = {number: _Sold(each, lines[each.pk or 0]) for number, each in held.items()}
    outcome = Outcome()
    for line, facts, nth in told:
        number = facts.order.platform_no
        is_new = number not in sold
        of_order = sold.get(number) or _Sold(Held(replace(facts.order), None, None, scope.exported_at), [])
        try:
            items = _place(of_order, facts, nth, in_use)
        except ItemRefused as refused:
            outcome.problems.append(RowProblem(line, "", "", refused.code, {"order": number}))
            continue
        sold[number] = of_order
        buyer = buyers.get(facts.order.nick or "")
        verdict = _tell(scope, of_order, facts, buyer, is_new=is_new)
        outcome.verdicts[line] = Verdict.ADDED if is_new or items is Verdict.ADDED else _stronger(verdict, items)
    touched = [each for each in sold.values() if each.is_touched]
    for each in touched:
        _settle(each)
    if scope.writes:
        _write(scope, touched, in_use, kept)
        outcome.changes = kept.as_changes()
    return outcome


def _stronger(of_order: Verdict, of_items: Verdict) -> Verdict:
    return Verdict.UPDATED if Verdict.UPDATED in (of_order, of_items) else of_order


def _place(sold: _Sold, facts: SoldFacts, nth: int, in_use: Collection[int]) -> Verdict:
    """Which lines the row's items are. Raises ItemRefused before anything of the row has changed."""
    verdict = Verdict.UNCHANGED
    for item in facts.items:
        count = len(sold.lines)
        line, is_changed = place_item(sold.held.facts, sold.lines, item, nth, in_use)
        if len(sold.lines) > count:
            verdict = Verdict.ADDED
        elif is_changed and verdict is Verdict.UNCHANGED:
            verdict = Verdict.UPDATED
        if is_changed:
            sold.changed[id(line)] = line
            sold.is_touched = True
    return verdict


def _tell(scope: Scope, sold: _Sold, facts: SoldFacts, buyer: int | None, *, is_new: bool) -> Verdict:
    """Bring the order up to date with the row; what is true of one sub-order need not be true of the others."""
    sold.is_touched = True
    sold.sums_items = sold.sums_items or facts.sums_items
    sold.counts_goods = facts.order.goods is None
    if is_new:
        sold.held.customer_id = buyer
        return Verdict.ADDED
    if not facts.sums_items:
        return tell(scope, sold.held, facts.order, buyer)
    stored, told = sold.held.facts, replace(facts.order)
    joined(stored, told)
    mine = {item.line_no for item in facts.items}
    done = {line.line_no: refund_rank(line.refund_status) == 2 for line in sold.lines}
    others = [is_done for line_no, is_done in done.items() if line_no not in mine]
    is_done = all(done.get(line_no or "", False) for line_no in mine)
    told.status = status_of_part(stored.status, told.status, is_done=is_done, others=others)
    told.raw_status = told.raw_status if told.status else None
    if stored.status is OrderStatus.CLOSED and told.status in OPEN:
        stored.status = OrderStatus.UNKNOWN  # closed by its other sub-orders only
    verdict = tell(scope, sold.held, told, buyer)
    return Verdict.UNCHANGED if verdict is Verdict.OLDER else verdict  # another sub-order is only further


def _settle(sold: _Sold) -> None:
    """What the order has by its lines: pieces and titles; where rows are sub-orders, the amounts as well."""
    order, lines = sold.held.facts, sorted(sold.lines, key=lambda line: (line.line_no[:1] == "#", product_key(line)))
    if any(line.is_placeholder for line in lines):
        return
    values: dict[str, object] = {
        "item_count": sum(line.quantity for line in lines),
        "item_summary": "，".join(line.title for line in lines)[:_SUMMARY] or None,
    }
    goods = Money(sum(line.price.fen * line.quantity for line in lines))
    if sold.sums_items:
        freight = order.freight or ZERO
        paid = Money(sum(line.paid.fen for line in lines)) + freight if order.paid_at else ZERO
        values |= {"goods": goods, "total": goods + freight, "paid": max(paid, order.paid or ZERO)}
    elif sold.counts_goods:
        values["goods"] = goods
    for name, value in values.items():
        if getattr(order, name) != value:
            setattr(order, name, value)
            sold.held.changed.add(name)


def _write(scope: Scope, sold: Sequence[_Sold], in_use: Collection[int], kept: KeptOrders) -> None:
    new = [each.held for each in sold if each.held.pk is None]
    known = [each for each in sold if each.held.pk is not None]
    insert_orders(scope, new, kept)
    update_orders(scope, [each.held for each in known], kept)
    for each in sold:
        each.changed |= {id(line): line for line in resettle(each.held.facts, each.lines, in_use)}
    changed = [(each.held.pk or 0, line) for each in sold for line in each.changed.values()]
    update_lines(scope, [line for _order, line in changed if line.pk], kept)
    insert_lines(((order, line) for order, line in changed if not line.pk), kept)
    only_lines = {each.held.pk or 0: each for each in known if each.changed and not each.held.changed}
    touch(
        scope,
        {pk: len(each.lines) for pk, each in only_lines.items()},
        {pk: each.held for pk, each in only_lines.items()},
    )
