"""Applies rows that tell of items of orders that are here."""

from collections.abc import Collection, Mapping, Sequence

from aftercare.intake.problems import RowProblem
from aftercare.intake.rows import Outcome, ReadRow, Scope
from aftercare.intake.terms import Verdict
from aftercare.orders.imports.facts import ItemFacts
from aftercare.orders.imports.kept import KeptOrders
from aftercare.orders.imports.lines import ItemRefused, place_item, resettle
from aftercare.orders.imports.stored import (
    Held,
    insert_lines,
    lines_in_use,
    read_lines,
    read_orders,
    touch,
    update_lines,
)
from aftercare.orders.models import OrderLine


def apply_items(scope: Scope, rows: Sequence[ReadRow]) -> Outcome:
    """Add or update lines of orders that are here; `nth` counts equal items of one order in the file from 0."""
    told: list[tuple[int, ItemFacts, int]] = [(row.line, row.facts, row.nth) for row in rows]
    orders = read_orders(scope, (item.platform_no for _line, item, _nth in told))
    kept = KeptOrders({held.pk: number for number, held in orders.items() if held.pk})
    lines = read_lines([held.pk for held in orders.values() if held.pk], kept)
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
        _write(scope, [orders[number] for number in touched], lines, changed, in_use, kept)
        outcome.changes = kept.as_changes()
    return outcome


def _write(
    scope: Scope,
    touched: Sequence[Held],
    lines: Mapping[int, list[OrderLine]],
    changed: dict[int, OrderLine],
    in_use: Collection[int],
    kept: KeptOrders,
) -> None:
    for held in touched:
        changed |= {id(line): line for line in resettle(held.facts, lines[held.pk or 0], in_use)}
    update_lines(scope, [line for line in changed.values() if line.pk], kept)
    insert_lines(((line.order_id, line) for line in changed.values() if not line.pk), kept)
    touch(scope, {held.pk or 0: len(lines[held.pk or 0]) for held in touched}, {held.pk or 0: held for held in touched})
