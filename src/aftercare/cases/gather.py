"""Read the facts of a case: one query, the same for one line and for fifty.

Every move and every case page pays for it, so it is one statement by hand; the ORM would need seven.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.accounts.terms import Role
from aftercare.cases.facts import (
    Actor,
    ApprovalFacts,
    Attempt,
    CaseFacts,
    Child,
    Contacts,
    Grant,
    Limits,
    LineFacts,
    Signing,
)
from aftercare.cases.flows.registry import flow_of
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.terms import EXPLAINED, FRUITLESS, Disposition, Link, Reason, Responsible
from aftercare.clock.holidays import legal_last_day
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import Policies, policies_of

WITHOUT_LIMIT = Money(10**12)
BY_ORDER = ("freight.ceiling", "return.no_reason_days")  # what the buyer relied on when they ordered (B12)

# What a line of an order still allows: money by its cap (without one no money has touched it yet), and pieces.
ROOM = "COALESCE(cap.paid - cap.used, GREATEST(bought.paid - bought.refunded, 0))"
_ELSEWHERE = "COALESCE(cap.outside, LEAST(bought.refunded, bought.paid))"
CAP = "LEFT JOIN money_cap AS cap ON cap.reference = 'order_line:' || bought.id"
_IN_CASES = """COALESCE((
    SELECT sum(other.asked) FROM cases_caseline AS other JOIN cases_case AS theirs ON theirs.id = other.case_id
    WHERE other.order_line_id = bought.id AND theirs.holds_goods AND {others}
), 0)::int"""

FACTS = Prepared(f"""
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
                {ROOM} AS room, {_ELSEWHERE} AS elsewhere, held.disposition,
                COALESCE(product.return_class, 'normal') AS return_class,
                {_IN_CASES.format(others="other.case_id <> held.case_id")} AS open_elsewhere
            FROM cases_caseline AS held
            JOIN orders_orderline AS bought ON bought.id = held.order_line_id
            LEFT JOIN orders_product AS product ON product.id = bought.product_id
            {CAP}
            WHERE held.case_id = %(case)s
        ) AS line),
        (SELECT json_agg(to_json(child) ORDER BY child.link_id) FROM (
            SELECT link.id AS link_id, theirs.number, theirs.flow, theirs.flow_version, theirs.state, link.kind AS link,
                theirs.closed_at IS NULL AS is_open
            FROM cases_caselink AS link JOIN cases_case AS theirs ON theirs.id = link.target_id
            WHERE link.source_id = %(case)s AND link.kind IN ('child', 'aside')
        ) AS child),
        (SELECT json_build_object(
            'count', count(*),
            'fruitless', count(*) FILTER (WHERE result = ANY(%(fruitless)s)),
            'explained', count(*) FILTER (
                WHERE result = ANY(%(explained)s) OR (channel = 'incoming' AND result <> 'agreed')
            ),
            'today', (
                SELECT count(*) FROM cases_contact AS talk JOIN cases_case AS theirs ON theirs.id = talk.case_id
                WHERE (theirs.id = %(case)s OR theirs.customer_id = %(customer)s)
                    AND talk.at >= %(midnight)s AND talk.channel <> 'incoming'
            ),
            'reached', count(*) FILTER (WHERE result NOT IN ('not_reached', 'call_later'))
        ) FROM cases_contact WHERE case_id = %(case)s),
        (SELECT count(*) FROM cases_evidence WHERE case_id = %(case)s),
        (SELECT count(*) FROM cases_evidence AS proof JOIN cases_caselink AS link ON link.source_id = proof.case_id
            WHERE link.target_id = %(case)s),
        (SELECT array_agg(DISTINCT staff_id) FROM shops_membership WHERE shop_id = %(staffed)s),
        (SELECT sum(quantity)::int FROM orders_orderline WHERE order_id = %(order)s),
        (SELECT json_build_array(
            COALESCE(sum(COALESCE(granted, 0) + COALESCE(granted_freight, 0)), 0), COALESCE(sum(granted_freight), 0)
        ) FROM cases_case WHERE order_id = %(order)s AND id <> %(case)s AND (closed_at IS NULL OR refunded > 0))
""")  # noqa: S608 - put together of constants


def attempt_of(case: Case, policies: Policies, person: Person, at: datetime) -> Attempt:
    """What `person` could try on a case whose shop and order are loaded; inputs are still empty."""
    with connection.cursor() as cursor:
        cursor.execute(FACTS, _values(case, person, at))
        found = cursor.fetchone()
    of_order = policies_of(case.shop, case.order.ordered_at)
    approval, payout_state, granted_today, lines, children, contacts, evidence, nearby, staff, pieces, given = found
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
        limits=limits_of(policies, of_order),
        at=at,
        signing=signing_of(case.order, case.shop.timezone, applied_at(case), of_order.get("return.no_reason_days")),
        received=case.received_at is not None,
        approval=ApprovalFacts(**approval) if approval else None,
        payout_state=payout_state or "",
        details=case.details,
        children=tuple(_child(row) for row in children or ()),
        contacts=Contacts(**contacts),
        evidence=evidence,
        evidence_nearby=nearby,
        is_sent=case.order.dispatched_at is not None or bool(case.details.get("left")),
        has_return_parcel=bool(case.return_tracking_no),
        postage=_postage(case, sum(row["asked"] for row in lines or ()), pieces),
        brings_goods_back=flow_of(case.flow, case.flow_version).brings_goods_back,
        order_granted=Money(int(given[0])),
        order_freight=Money(int(given[1])),
        timezone=case.shop.timezone,
        rule_rows={key: of_order.sources[key] for key in BY_ORDER if key in of_order.sources},
        staff=frozenset(staff or ()),
    )
    return Attempt(facts, _actor(person, case.shop_id, Money(granted_today or 0)))


def _values(case: Case, person: Person, at: datetime) -> dict[str, Any]:
    return {
        "case": case.pk,
        "customer": case.customer_id,
        "shop": case.shop_id,
        "order": case.order_id,
        "staff": person.staff_id,
        "midnight": midnight(at, case.shop.timezone),
        "fruitless": [result.value for result in FRUITLESS],
        "explained": [result.value for result in EXPLAINED],
        "staffed": case.shop_id if _asks_for_staff(case) else None,
    }


def _postage(case: Case, asked: int, pieces: int | None) -> Money:
    """With part of an order, or with goods that come back, the postage stays paid."""
    if asked < (pieces or 0) or flow_of(case.flow, case.flow_version).brings_goods_back:
        return ZERO
    return case.order.freight


def _asks_for_staff(case: Case) -> bool:
    """Whether a step from here names one of the shop's people."""
    moves = flow_of(case.flow, case.flow_version).moves_from(case.state)
    return any("responsible_person" in move.needs for move in moves)


def _child(row: dict[str, Any]) -> Child:
    done = flow_of(row["flow"], row["flow_version"]).state(row["state"]).done
    return Child(row["number"], row["flow"], Link(row["link"]), row["is_open"], done)


def _line(row: dict[str, Any]) -> LineFacts:
    amounts = {name: Money(row[name]) for name in ("asked_amount", "paid", "room", "elsewhere")}
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


def limits_of(policies: Policies, of_order: Policies) -> Limits:
    """Limits of authority and freight as the guards compare them. An administrator of the shop has no limit. What the
    buyer may rely on are the rules of the day of the order (B12), how we work those of today."""
    return Limits(
        authority={
            Role.AGENT.value: policies.get("authority.agent"),
            Role.SUPERVISOR.value: policies.get("authority.supervisor"),
            Role.ADMINISTRATOR.value: WITHOUT_LIMIT,
        },
        daily_authority=policies.get("authority.agent_daily"),
        freight_ceiling=of_order.get("freight.ceiling"),
        phone_from=policies.get("contact.phone_from"),
        phone_until=policies.get("contact.phone_until"),
        contacts_a_day=policies.get("contact.a_day"),
        contacts_enough=policies.get("contact.enough"),
    )


def applied_at(case: Case) -> datetime:
    """When the buyer applied on the platform; the case may have been entered later."""
    told = case.details.get("applied_at")
    return datetime.fromisoformat(told) if told else case.opened_at


def signing_of(order: Order, timezone: str, at: datetime, days: int) -> Signing | None:
    """When the parcel was signed for, as seen at `at`; None while it is not. The day after counts as day one (暂行办法
    art. 10). The shop's own promise of more `days` than seven ends like the legal one."""
    if order.completed_at is None:
        return None
    zone = ZoneInfo(timezone)
    signed = order.completed_at.astimezone(zone).date()
    last = legal_last_day(signed + timedelta(days=days))
    return Signing(days_ago=(at.astimezone(zone).date() - signed).days, free_days=(last - signed).days)


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
        GREATEST(bought.quantity - {_IN_CASES.format(others="TRUE")}, 0), {ROOM}
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
