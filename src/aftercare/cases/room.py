"""What the lines of orders still allow: pieces that no case holds, money that can still be refunded (B3, C18)."""

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import connection

from aftercare.core.database import Prepared
from aftercare.core.money import Money

# What a line of an order still allows: money by its cap (without one no money has touched it yet), and pieces.
ROOM = "COALESCE(cap.paid - cap.used, GREATEST(bought.paid - bought.refunded, 0))"
ELSEWHERE = "COALESCE(cap.outside, LEAST(bought.refunded, bought.paid))"
CAP = "LEFT JOIN money_cap AS cap ON cap.reference = 'order_line:' || bought.id"
IN_CASES = """COALESCE((
    SELECT sum(other.asked) FROM cases_caseline AS other JOIN cases_case AS theirs ON theirs.id = other.case_id
    WHERE other.order_line_id = bought.id AND theirs.holds_goods AND {others}
), 0)::int"""


class LineRoom(NamedTuple):
    """A line of an order: pieces that no case holds, and money that can still be refunded."""

    pk: int
    title: str
    sku: str
    merchant_code: str
    quantity: int
    left: int
    room: Money


ROOMS = f"""
    SELECT bought.id, bought.title, bought.sku, bought.merchant_code, bought.quantity,
        GREATEST(bought.quantity - {IN_CASES.format(others="TRUE")}, 0), {ROOM}
    FROM orders_orderline AS bought {CAP}
"""  # noqa: S608 - put together of constants
OF_ORDER = Prepared(f"{ROOMS} WHERE bought.order_id = %(order)s ORDER BY bought.id")
OF_LINES = Prepared(f"{ROOMS} WHERE bought.id = ANY(%(lines)s)")


def lines_with_room(order_id: int) -> list[LineRoom]:
    """What each line of the order still allows, in one statement. The caller has been given the order."""
    return _rooms(OF_ORDER, order=order_id)


def room_of(order_line_ids: Collection[int]) -> dict[int, Money]:
    """What can still be refunded of each of these order lines, which the caller has been given."""
    return {line.pk: line.room for line in _rooms(OF_LINES, lines=list(order_line_ids))}


def _rooms(statement: Prepared, **which: Any) -> list[LineRoom]:
    with connection.cursor() as cursor:
        cursor.execute(statement, which)
        return [LineRoom._make([*line, Money(room)]) for *line, room in cursor.fetchall()]
