"""Which order, line and buyer a review tells of: a few queries for any number of rows."""

from collections import defaultdict
from collections.abc import Sequence

from aftercare.core.bulk import any_of
from aftercare.customers.actions.remember_buyers import remember_buyers
from aftercare.orders.models import Order, OrderLine
from aftercare.reviews.records import Row


def find_orders(shop_id: int, rows: Sequence[Row]) -> None:
    """Orders that are here already, and their line: by its number, else by its code or title, else the only one."""
    numbers = {no for row in rows for no in (row.held.facts.order_no, row.held.facts.line_no) if no}
    if not numbers:
        return
    orders = Order.objects.filter(any_of("platform_no", numbers), shop_id=shop_id)
    by_no = {number: (pk, customer) for pk, number, customer in orders.values_list("pk", "platform_no", "customer_id")}
    lines = OrderLine.objects.filter(any_of("line_no", numbers), order__shop_id=shop_id)
    by_line = {
        number: (order, customer)
        for number, order, customer in lines.values_list("line_no", "order_id", "order__customer_id")
    }
    for row in rows:
        facts = row.held.facts
        found = by_no.get(facts.order_no or "") or by_line.get(facts.line_no or "") or by_line.get(facts.order_no or "")
        if found is not None:
            row.order_id, customer = found
            row.customer_id = customer or row.customer_id
            row.is_touched = True
    _find_lines([row for row in rows if row.order_id is not None])


def _find_lines(rows: Sequence[Row]) -> None:
    ids = {row.order_id for row in rows}
    lines_of: dict[int, list[OrderLine]] = defaultdict(list)
    if ids:
        for line in OrderLine.objects.filter(any_of("order_id", ids)).order_by("pk"):
            lines_of[line.order_id].append(line)
    for row in rows:
        found = _line_of(row, lines_of[row.order_id or 0])
        row.order_line_id = found.pk if found else None


def _line_of(row: Row, lines: Sequence[OrderLine]) -> OrderLine | None:
    facts = row.held.facts
    for name, told in (("line_no", facts.line_no), ("merchant_code", facts.merchant_code), ("title", facts.title)):
        same = [line for line in lines if told and getattr(line, name) == told]
        if same:
            return same[0]
    return lines[0] if len(lines) == 1 else None


def find_buyers(shop_id: int, rows: Sequence[Row]) -> None:
    """Buyers by their whole nick, made known when they are new; a masked nick names nobody."""
    nicks = {row.held.facts.nick for row in rows if row.held.facts.nick and "*" not in row.held.facts.nick}
    if not nicks:
        return
    found = remember_buyers(shop_id=shop_id, nicks=[nick for nick in nicks if nick])
    for row in rows:
        nick = row.held.facts.nick
        if nick in found:
            row.customer_id = found[nick]
