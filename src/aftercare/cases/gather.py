"""Read the facts of a case: one query, the same for one line and for fifty.

Every move and every case page pays for it, so it is one statement by hand; the ORM would need seven.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.accounts.terms import Role
from aftercare.cases.facts import Actor, ApprovalFacts, Attempt, CaseFacts, Grant, Limits, LineFacts
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.terms import Disposition, Reason, Responsible
from aftercare.clock.holidays import legal_last_day
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.money.models import Cap
from aftercare.orders.models import Order, OrderLine
from aftercare.shops.access import Person
from aftercare.shops.policies import Policies

# Ends in which the goods stayed with the buyer: their pieces are free for another case.
GOODS_STAYED = ("withdrawn", "lapsed", "rejected")
WITHOUT_LIMIT = Money(10**12)

FACTS = Prepared("""
    SELECT
        (SELECT to_json(found) FROM (
            SELECT id, requested_by_id AS requested_by, binding, subject_version, needs_role FROM approvals_approval
            WHERE subject_kind = 'case' AND subject_id = %(case)s AND state = 'pending'
        ) AS found),
        (SELECT state FROM money_payout
            WHERE subject_kind = 'case' AND subject_id = %(case)s ORDER BY id DESC LIMIT 1),
        (SELECT sum((data ->> 'amount')::bigint)::bigint FROM core_event
            WHERE actor_id = %(staff)s AND at >= %(midnight)s AND shop_id = %(shop)s AND kind = 'case.granted'),
        (SELECT json_agg(to_json(line) ORDER BY line.id) FROM (
            SELECT held.id, held.order_line_id, bought.title, bought.quantity AS bought, held.asked, held.authorised,
                held.received, held.good, held.defective, held.asked_amount, held.granted_amount, bought.paid,
                COALESCE(cap.paid - cap.used, GREATEST(bought.paid - bought.refunded, 0)) AS room,
                COALESCE(product.return_class, 'normal') AS return_class, held.disposition,
                COALESCE((
                    SELECT sum(other.asked) FROM cases_caseline AS other
                    JOIN cases_case AS theirs ON theirs.id = other.case_id
                    WHERE other.order_line_id = held.order_line_id AND other.case_id <> held.case_id
                        AND theirs.state <> ALL(%(stayed)s)
                ), 0)::int AS open_elsewhere
            FROM cases_caseline AS held
            JOIN orders_orderline AS bought ON bought.id = held.order_line_id
            LEFT JOIN orders_product AS product ON product.id = bought.product_id
            LEFT JOIN money_cap AS cap ON cap.reference = 'order_line:' || bought.id
            WHERE held.case_id = %(case)s
        ) AS line)
""")


def attempt_of(case: Case, policies: Policies, person: Person, at: datetime) -> Attempt:
    """What `person` could try on a case whose shop and order are loaded; inputs are still empty."""
    values = {
        "case": case.pk,
        "shop": case.shop_id,
        "staff": person.staff_id,
        "midnight": midnight(at, case.shop.timezone),
        "stayed": list(GOODS_STAYED),
    }
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        approval, payout_state, granted_today, lines = cursor.fetchone()
    facts = CaseFacts(
        id=case.pk,
        number=case.number,
        flow=case.flow,
        state=case.state,
        version=case.version,
        reason=Reason(case.reason),
        responsible=Responsible(case.responsible),
        asked_freight=case.asked_freight,
        granted=_granted(case, {row["id"]: (row["authorised"], row["granted_amount"]) for row in lines or ()}),
        proposal=Grant.from_json(case.proposal) if case.proposal else None,
        lines=tuple(_line(row) for row in lines or ()),
        payee=case.order.platform_no,
        limits=limits_of(policies),
        at=at,
        signed_days_ago=signed_days_ago(case.order, case.shop.timezone, case.opened_at),
        free_days=free_days(case.order, case.shop.timezone, policies.get("return.no_reason_days")),
        received=case.received_at is not None,
        approval=ApprovalFacts(**approval) if approval else None,
        payout_state=payout_state or "",
    )
    return Attempt(facts, _actor(person, case.shop_id, Money(granted_today or 0)))


def _line(row: dict[str, Any]) -> LineFacts:
    amounts = {name: Money(row[name]) for name in ("asked_amount", "paid", "room")}
    granted = None if row["granted_amount"] is None else Money(row["granted_amount"])
    return LineFacts(**{**row, **amounts, "granted_amount": granted, "disposition": Disposition(row["disposition"])})


def _actor(person: Person, shop_id: int, granted_today: Money) -> Actor:
    if person.is_system:
        return Actor(staff_id=None, roles=frozenset(), is_clock=True)
    roles = frozenset(role.value for role in person.roles_in(shop_id))
    return Actor(staff_id=person.staff_id, roles=roles, granted_today=granted_today)


def midnight(at: datetime, timezone: str) -> datetime:
    """The beginning of the day in the shop's zone: daily limits count from it (attack H8)."""
    return at.astimezone(ZoneInfo(timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def granted_of(case: Case, lines: list[CaseLine]) -> Grant | None:
    """What the shop has granted so far; None when nothing has been decided."""
    return _granted(case, {line.pk: (line.authorised, (line.granted_amount or ZERO).fen) for line in lines})


def _granted(case: Case, by_line: dict[int, tuple[int, int | None]]) -> Grant | None:
    if case.granted is None:
        return None
    lines = {pk: (pieces, Money(fen or 0)) for pk, (pieces, fen) in by_line.items()}
    return Grant(lines, case.granted_freight or ZERO, Responsible(case.responsible))


def limits_of(policies: Policies) -> Limits:
    """Limits of authority and freight as the guards compare them. An administrator of the shop has no limit."""
    return Limits(
        authority={
            Role.AGENT.value: policies.get("authority.agent"),
            Role.SUPERVISOR.value: policies.get("authority.supervisor"),
            Role.ADMINISTRATOR.value: WITHOUT_LIMIT,
        },
        daily_authority=policies.get("authority.agent_daily"),
        freight_ceiling=policies.get("freight.ceiling"),
    )


def signed_days_ago(order: Order, timezone: str, at: datetime) -> int | None:
    """Days from the day of signing to `at`, the day after being day one (暂行办法 art. 10); None while not signed."""
    if order.completed_at is None:
        return None
    zone = ZoneInfo(timezone)
    return (at.astimezone(zone).date() - order.completed_at.astimezone(zone).date()) // timedelta(days=1)


def free_days(order: Order, timezone: str, days: int) -> int:
    """Days after signing in which the buyer needs no reason; 0 while not signed. The shop's own promise of more days
    (`days` above seven) ends like the legal one."""
    if order.completed_at is None:
        return 0
    signed = order.completed_at.astimezone(ZoneInfo(timezone)).date()
    return (legal_last_day(signed + timedelta(days=days)) - signed).days


class LineRoom(NamedTuple):
    """A line of an order: pieces that no case holds, and money that can still be refunded."""

    pk: int
    title: str
    sku: str
    merchant_code: str
    quantity: int
    left: int
    room: Money


# A line without a cap has not been touched by money yet.
ROOMS = Prepared("""
    SELECT bought.id, bought.title, bought.sku, bought.merchant_code, bought.quantity,
        GREATEST(bought.quantity - COALESCE((
            SELECT sum(held.asked) FROM cases_caseline AS held JOIN cases_case AS theirs ON theirs.id = held.case_id
            WHERE held.order_line_id = bought.id AND theirs.state <> ALL(%(stayed)s)
        ), 0), 0)::int,
        COALESCE(cap.paid - cap.used, GREATEST(bought.paid - bought.refunded, 0))
    FROM orders_orderline AS bought LEFT JOIN money_cap AS cap ON cap.reference = 'order_line:' || bought.id
    WHERE bought.order_id = %(order)s ORDER BY bought.id
""")


def lines_with_room(order_id: int) -> list[LineRoom]:
    """What each line of the order still allows, in one statement. The caller has been given the order."""
    with connection.cursor() as cursor:
        cursor.execute(ROOMS, {"order": order_id, "stayed": list(GOODS_STAYED)})
        return [LineRoom._make([*line, Money(room)]) for *line, room in cursor.fetchall()]


def room_of(order_lines: list[OrderLine]) -> dict[int, Money]:
    """What each order line still allows, by its cap; a line without one has not been touched by money yet."""
    caps = {cap.reference: cap for cap in Cap.objects.filter(reference__in=[ol.cap_reference for ol in order_lines])}
    rooms = {}
    for order_line in order_lines:
        cap = caps.get(order_line.cap_reference)
        rooms[order_line.pk] = cap.room if cap else max(order_line.paid - order_line.refunded, ZERO)
    return rooms
