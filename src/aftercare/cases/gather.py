"""Read the facts of a case: one query, the same for one line and for fifty.

Every move and every case page pays for it, so it is one statement by hand; the ORM would need seven.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from aftercare.accounts.terms import Role
from aftercare.cases.acting import actor_of
from aftercare.cases.facts import (
    COMPENSATION,
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
from aftercare.cases.inputs import SHORT_WORDS
from aftercare.cases.models import Case, CaseLine
from aftercare.cases.room import CAP, ELSEWHERE, IN_CASES, ROOM
from aftercare.cases.terms import EXPLAINED, FRUITLESS, Disposition, Form, Link, Reason, Responsible
from aftercare.clock.holidays import legal_last_day
from aftercare.core.crypto import decrypt
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.orders.family import payee_of, root_of
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.policies import Policies, policies_of

WITHOUT_LIMIT = Money(10**12)
OF_CASE = (
    "number",
    "flow",
    "state",
    "version",
    "asked_freight",
    "freight_apart",
    "details",
)  # facts that are columns of the case
BY_ORDER = ("freight.ceiling", "return.no_reason_days")  # what the buyer relied on when they ordered (B12)

_GIFT = """CASE WHEN granted IS NOT NULL AND flow = 'compensation' AND details ->> 'compensation_form' = 'goods'
    THEN COALESCE((details ->> 'gift_worth')::bigint, 0) ELSE 0 END"""
# The order that was bought and every second dispatch of it: one order to the platform, and one to our limits.
_COUNTS = (
    "(closed_at IS NULL OR refunded > 0 OR freight_apart > 0 OR (state = 'compensated' AND details ? 'gift_worth'))"
)
_GIVEN = f"COALESCE(granted, 0) + COALESCE(granted_freight, 0) + freight_apart + {_GIFT}"
_FAMILY = """(
    WITH RECURSIVE family (id) AS (
        SELECT %(root)s::bigint UNION
        SELECT sent.id FROM orders_order AS sent JOIN family ON sent.source_order_id = family.id
    ) SELECT id FROM family
)"""

FACTS = Prepared(f"""
    SELECT
        (SELECT to_json(found) FROM (
            SELECT asked.id, asked.requested_by_id AS requested_by, asked.binding, asked.subject_version,
                asked.needs_role, asked.final_role, ARRAY[below.decided_by_id, below.decided_for_id] AS signers
            FROM approvals_approval AS asked LEFT JOIN approvals_approval AS below ON below.id = asked.follows_id
            WHERE asked.subject_kind = 'case' AND asked.subject_id = %(case)s AND asked.state = 'pending'
        ) AS found),
        (SELECT state FROM money_payout
            WHERE subject_kind = 'case' AND subject_id = %(case)s ORDER BY id DESC LIMIT 1),
        (SELECT sum((data ->> 'amount')::bigint)::bigint FROM core_event
            WHERE actor_id = %(staff)s AND at >= %(midnight)s AND shop_id = %(shop)s AND kind = 'case.granted'),
        (SELECT json_agg(to_json(line) ORDER BY line.id) FROM (
            SELECT held.id, held.order_line_id, bought.title, bought.quantity AS bought, held.asked, held.authorised,
                held.received, held.good, held.defective, held.asked_amount, held.granted_amount, bought.paid,
                {ROOM} AS room, {ELSEWHERE} AS elsewhere, held.good_to, held.defective_to,
                COALESCE(product.return_class, 'normal') AS return_class,
                {IN_CASES.format(others="other.case_id <> held.case_id")} AS open_elsewhere
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
        (SELECT json_object_agg(name, text) FROM (
            SELECT DISTINCT ON (name) name, text FROM cases_note
            WHERE case_id = %(case)s AND name = ANY(%(words)s) ORDER BY name, id DESC
        ) AS said),
        (SELECT sum(quantity)::int FROM orders_orderline WHERE order_id = %(order)s),
        (SELECT json_build_array(
            COALESCE(sum({_GIVEN}), 0), COALESCE(sum(COALESCE(granted_freight, 0) + freight_apart), 0)
        ) FROM cases_case WHERE order_id IN {_FAMILY} AND id <> %(case)s AND {_COUNTS}),
        (SELECT array_agg(DISTINCT who) FROM core_event, LATERAL (VALUES (actor_id), ((data ->> 'from')::bigint),
            ((data ->> 'to')::bigint)) AS hand (who)
            WHERE subject_kind = 'case' AND subject_id = %(seconded)s AND kind = 'case.assigned'),
        (SELECT array_agg(DISTINCT actor_id) FROM core_event
            WHERE subject_kind = 'case' AND subject_id = %(seconded)s AND kind = 'case.moved')
""")  # noqa: S608 - put together of constants


def attempt_of(case: Case, policies: Policies, person: Person, at: datetime) -> Attempt:
    """What `person` could try on a case whose shop and order are loaded; inputs are still empty."""
    of_order, found = policies_of(case.shop, case.order.ordered_at), _read(_values(case, person, at))
    approval, payout_state, granted_today, lines, children, contacts, evidence, nearby, *found = found
    staff, said, pieces, given, holders, movers = found
    facts = CaseFacts(
        id=case.pk,
        **{name: getattr(case, name) for name in OF_CASE},
        reason=Reason(case.reason),
        responsible=Responsible(case.responsible),
        granted=_granted(case, {row["id"]: (row["authorised"], row["granted_amount"]) for row in lines or ()}),
        proposal=Grant.from_json(case.proposal) if case.proposal else None,
        lines=tuple(_line(row) for row in lines or ()),
        payee=payee_of(case.order),
        limits=limits_of(policies, of_order),
        at=at,
        signing=signing_of(case.order, case.shop.timezone, applied_at(case), of_order.get("return.no_reason_days")),
        received=case.received_at is not None,
        approval=ApprovalFacts(**{**approval, "signers": _present(approval["signers"])}) if approval else None,
        payout_state=payout_state or "",
        words={name: decrypt(text) for name, text in (said or {}).items()},
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
        keepers=_present([case.owner_id, case.opened_by_id, *(holders or ()), *(movers or ())]),
        staff=frozenset(staff or ()),
    )
    return Attempt(facts, actor_of(person, case.shop_id, Money(granted_today or 0)))


_OF_FAMILIES = Prepared(f"""
    WITH RECURSIVE family (root, id) AS (
        SELECT one, one FROM unnest(%s::bigint[]) AS one UNION
        SELECT family.root, sent.id FROM orders_order AS sent JOIN family ON sent.source_order_id = family.id
    )
    SELECT family.root, theirs.id, {_GIVEN} FROM family JOIN cases_case AS theirs ON theirs.order_id = family.id
    WHERE {_COUNTS}
""")  # noqa: S608 - put together of constants


def granted_beside(cases: Iterable[Case]) -> dict[int, Money]:
    """What the other cases of each case's order were granted, as `order_granted`; one statement for all."""
    roots = {case.pk: root_of(case.order).pk for case in cases}
    with connection.cursor() as cursor:
        cursor.execute(_OF_FAMILIES, [sorted(set(roots.values()))])
        rows = cursor.fetchall()
    return {
        pk: Money(sum(given for root, other, given in rows if root == mine and other != pk))
        for pk, mine in roots.items()
    }


def _present(ids: list[int | None]) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None)


def _read(values: dict[str, Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        return cursor.fetchone()


def _values(case: Case, person: Person, at: datetime) -> dict[str, Any]:
    return {
        "case": case.pk,
        "customer": case.customer_id,
        "shop": case.shop_id,
        "order": case.order_id,
        "root": root_of(case.order).pk,
        "seconded": case.pk if _asks_a_second(case) else None,
        "staff": person.staff_id,
        "midnight": midnight(at, case.shop.timezone),
        "fruitless": [result.value for result in FRUITLESS],
        "explained": [result.value for result in EXPLAINED],
        "staffed": case.shop_id if _asks_for_staff(case) else None,
        "words": sorted(SHORT_WORDS),
    }


def _postage(case: Case, asked: int, pieces: int | None) -> Money:
    """With part of an order, or with goods that come back, the postage stays paid."""
    if asked < (pieces or 0) or flow_of(case.flow, case.flow_version).brings_goods_back:
        return ZERO
    return case.order.freight


def _asks_a_second(case: Case) -> bool:
    """Whether a step from here is not for those who have had the case in hand."""
    return any("seconded" in move.guards for move in flow_of(case.flow, case.flow_version).moves_from(case.state))


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
    places = {name: Disposition(row[name]) for name in ("good_to", "defective_to")}
    return LineFacts(**{**row, **amounts, **places, "granted_amount": granted})


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
    is_gift = case.flow == COMPENSATION and case.details.get("compensation_form") == Form.GOODS
    gift = Money(case.details.get("gift_worth", 0)) if is_gift else ZERO
    return Grant(lines, case.granted_freight or ZERO, Responsible(case.responsible), gift)


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
