"""Takes in a thousand rows of a refund report: a few set-based statements, one decision per row (B2). Called inside the
transaction that also moves the import's position."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aftercare.core.bulk import any_of, insert_rows, update_rows
from aftercare.core.outbox import enqueue
from aftercare.orders.models import Order, OrderLine
from aftercare.refundreports.erased import refunds_to_keep
from aftercare.refundreports.facts import RefundFacts
from aftercare.refundreports.merge import first, merge
from aftercare.refundreports.models import PlatformRefund, RefundChange
from aftercare.refundreports.money_back import stop_and_book
from aftercare.refundreports.records import COLUMNS, Row, as_json, read_rows, touched, values_of
from aftercare.refundreports.terms import RowVerdict, Standing

JOB = "refundreports.carry"
BEGUN = ("problem", "tries", "case", "booked", "created_at")


@dataclass(frozen=True)
class Scope:
    """What all rows of one report share."""

    shop_id: int
    batch_id: int | None
    actor_id: int | None
    exported_at: datetime | None
    at: datetime
    writes: bool = True  # False in a dry run: everything is decided, nothing is written


def take_in(scope: Scope, told: Sequence[tuple[int, RefundFacts]]) -> dict[int, RowVerdict]:
    """Merge the rows (line of the file, facts) into the records; verdicts by line.

    Where a report newly says that the platform has refunded, payments of ours that were not sent yet are stopped here,
    in the same transaction. Everything else of the cases follows in a job that is enqueued with it.
    """
    told = refunds_to_keep(scope.shop_id, told)
    rows = read_rows(scope.shop_id, {facts.refund_no for _line, facts in told}, lock=scope.writes)
    verdicts: dict[int, RowVerdict] = {}
    for line, facts in told:
        row = rows.get(facts.refund_no)
        if row is None:
            row = rows[facts.refund_no] = Row(first(facts, scope.exported_at), is_new=True, is_touched=True)
            row.told_at = _later(None, scope)
            verdicts[line] = RowVerdict.ADDED
            continue
        if row.held.facts.order_no != facts.order_no:
            verdicts[line] = RowVerdict.CONFLICT  # a number of another order: nothing of the row is taken
            continue
        went_back = row.held.went_back
        merged = merge(row.held, facts, scope.exported_at)
        row.must_compare |= row.held.went_back != went_back
        verdicts[line] = merged.verdict
        later = _later(row.told_at, scope)
        row.is_touched |= merged.touched or later != row.told_at
        row.told_at = later
        for name, (before, after) in merged.changes.items():
            row.changes[name] = (row.changes[name][0] if name in row.changes else before, after)
    if scope.writes:
        _write(scope, list(rows.values()))
    return verdicts


def _later(told_at: datetime | None, scope: Scope) -> datetime:
    now = scope.exported_at or scope.at
    return now if told_at is None or now > told_at else told_at


def _write(scope: Scope, rows: Sequence[Row]) -> None:
    find_orders(scope.shop_id, [row for row in rows if row.order_id is None])
    new = [row for row in rows if row.pk is None]
    changed = [row for row in touched(rows) if row.pk is not None]
    for row in (*new, *changed):
        is_news = row.pk is None or bool(row.changes) or row.must_compare or row.standing is Standing.WAITING
        if row.order_id is not None and is_news:
            row.standing = Standing.PENDING
    keys = [[scope.shop_id, row.held.facts.refund_no, row.held.facts.order_no, scope.batch_id] for row in new]
    begun = ["", 0, None, "{}", scope.at]
    values = [[*key, *begun, *values_of(row, scope.at)] for key, row in zip(keys, new, strict=True)]
    names = ("shop", "refund_no", "order_no", "first_batch", *BEGUN, *COLUMNS)
    for row, pk in zip(new, insert_rows(PlatformRefund, names, values), strict=True):
        row.pk = pk
    update_rows(PlatformRefund, COLUMNS, [(row.pk or 0, values_of(row, scope.at)) for row in changed])
    _write_history(scope, new, changed)
    stop_and_book(scope.shop_id, [row for row in (*new, *changed) if row.order_id is not None], at=scope.at)
    if any(row.standing is Standing.PENDING for row in (*new, *changed)):
        enqueue(JOB, lock=f"{JOB}:{scope.shop_id}", shop_id=scope.shop_id)


def find_orders(shop_id: int, rows: Sequence[Row]) -> None:
    """The orders that are here already; two queries."""
    wanted = {row.held.facts.order_no for row in rows}
    if not wanted:
        return
    orders = Order.objects.filter(any_of("platform_no", wanted), shop_id=shop_id)
    found = dict(orders.values_list("platform_no", "pk"))
    lines = OrderLine.objects.filter(any_of("line_no", wanted - found.keys()), order__shop_id=shop_id)
    found |= dict(lines.values_list("line_no", "order_id"))  # some reports call the sub-order an order
    for row in rows:
        row.order_id = found.get(row.held.facts.order_no)
        row.is_new = row.order_id is not None
        row.is_touched |= row.is_new


def _write_history(scope: Scope, new: Sequence[Row], changed: Sequence[Row]) -> None:
    verdicts = [(row, RowVerdict.ADDED) for row in new]
    verdicts += [(row, RowVerdict.MOVED) for row in changed if row.changes]
    rows = [
        [row.pk, scope.batch_id, verdict, as_json(row.changes), scope.exported_at, scope.at]
        for row, verdict in verdicts
    ]
    insert_rows(RefundChange, ("record", "batch", "verdict", "changes", "exported_at", "at"), rows)
