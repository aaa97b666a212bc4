"""Everything that stands around a case on its page, in one statement: the ORM would need eleven.

The caller has been given the case by its own access. Other cases are shown by the rule of `visible_cases`: the shops of
the person, and no others (attack B2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from aftercare.cases.access import ASSESSORS, reads_cost, shops_where
from aftercare.cases.models import Case
from aftercare.core.crypto import decrypt
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person

MOST_EVENTS = 300
MOST_OTHERS = 8
MOST_TALKS = 50

_CASE = """
    other.number, other.flow, other.flow_version, other.state, other.order_id, other.opened_at,
    CASE WHEN other.refunded > 0 THEN other.refunded
        ELSE COALESCE(other.granted + COALESCE(other.granted_freight, 0), other.asked + other.asked_freight)
    END AS amount
"""
AROUND = Prepared(f"""
    SELECT
        (SELECT json_agg(found) FROM (
            SELECT event.id AS pk, event.kind, COALESCE(staff.name, '') AS actor, event.at, event.data
            FROM core_event AS event LEFT JOIN accounts_staff AS staff ON staff.id = event.actor_id
            WHERE event.subject_kind = 'case' AND event.subject_id = %(case)s ORDER BY event.id DESC LIMIT %(events)s
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT id AS pk, move, name, text FROM cases_note WHERE case_id = %(case)s ORDER BY id
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT proof.id AS pk, file.token, file.name, file.media_type, file.width
            FROM cases_evidence AS proof JOIN files_storedfile AS file ON file.id = proof.file_id
            WHERE proof.case_id = %(case)s ORDER BY proof.id
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT letter.id AS pk, letter.template, letter.text, letter.at, letter.sent_at, staff.name AS sent_by
            FROM cases_buyermessage AS letter LEFT JOIN accounts_staff AS staff ON staff.id = letter.sent_by_id
            WHERE letter.case_id = %(case)s ORDER BY letter.id DESC
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT asked.state, asked.amount, asker.name AS requested_by, decider.name AS decided_by,
                COALESCE(asked.decided_at, asked.requested_at) AS at, asked.reason, asked.decision_note
            FROM approvals_approval AS asked JOIN accounts_staff AS asker ON asker.id = asked.requested_by_id
            LEFT JOIN accounts_staff AS decider ON decider.id = asked.decided_by_id
            WHERE asked.subject_kind = 'case' AND asked.subject_id = %(case)s ORDER BY asked.id DESC
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT key, state, amount, voucher, result_text, COALESCE(settled_at, instructed_at) AS at
            FROM money_payout WHERE subject_kind = 'case' AND subject_id = %(case)s ORDER BY id DESC
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT line.id AS pk, bought.sku, line.inspection_note FROM cases_caseline AS line
            JOIN orders_orderline AS bought ON bought.id = line.order_line_id WHERE line.case_id = %(case)s
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT {_CASE}, '' AS link FROM cases_case AS other
            WHERE (other.order_id = %(order)s OR other.customer_id = %(customer)s) AND other.id <> %(case)s
                AND other.shop_id = ANY(%(shops)s) ORDER BY other.id DESC LIMIT %(others)s
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT {_CASE}, link.kind || CASE WHEN link.source_id = %(case)s THEN '' ELSE ':back' END AS link
            FROM cases_caselink AS link JOIN cases_case AS other
                ON other.id = CASE WHEN link.source_id = %(case)s THEN link.target_id ELSE link.source_id END
            WHERE %(case)s IN (link.source_id, link.target_id) AND other.shop_id = ANY(%(shops)s) ORDER BY link.id
        ) AS found),
        (SELECT name FROM accounts_staff WHERE id = %(owner)s),
        (SELECT json_agg(found) FROM (
            SELECT talk.channel, talk.stage, talk.result, talk.next_at, staff.name AS by, talk.at
            FROM cases_contact AS talk LEFT JOIN accounts_staff AS staff ON staff.id = talk.by_id
            WHERE talk.case_id = %(case)s ORDER BY talk.id DESC LIMIT %(talks)s
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT kind, amount, party, counterparty FROM cases_cost WHERE case_id = %(case)s ORDER BY id
        ) AS found),
        (SELECT to_json(found) FROM (
            SELECT verdict.department, staff.name AS person, verdict.penalty AS amount, verdict.result, verdict.at
            FROM cases_verdict AS verdict LEFT JOIN accounts_staff AS staff ON staff.id = verdict.person_id
            WHERE verdict.case_id = %(case)s
                AND (verdict.shop_id = ANY(%(overseen)s) OR %(reader)s IN (verdict.person_id, verdict.by_id))
            ORDER BY verdict.id DESC LIMIT 1
        ) AS found)
""")  # noqa: S608 - put together of constants


class Happening(NamedTuple):
    """One event of a case, with the actor's name; '' is the system."""

    pk: int
    kind: str
    actor: str
    at: datetime
    data: Mapping[str, Any]


class NoteSeen(NamedTuple):
    """A note; `move` names the step it came with, '' is a note by itself; `name` the text that the step asked for."""

    pk: int
    move: str
    name: str
    text: str


class FileSeen(NamedTuple):
    """A piece of evidence."""

    pk: int
    token: str
    name: str
    media_type: str
    width: int | None  # None: no copies were made that a browser shows


class Letter(NamedTuple):
    """Something the shop has to tell the buyer; `sent_by` None: not sent yet."""

    pk: int
    template: str
    text: str
    at: datetime
    sent_at: datetime | None
    sent_by: str | None


class Decision(NamedTuple):
    """A request for approval; `at` is when it was decided, else asked."""

    state: str
    amount: Money
    requested_by: str
    decided_by: str | None
    at: datetime
    reason: str
    decision_note: str


class Payment(NamedTuple):
    """A payout of the case; `at` is when it was settled, else instructed."""

    key: str
    state: str
    amount: Money
    voucher: str
    result_text: str
    at: datetime


class Neighbour(NamedTuple):
    """Another case in one line; `link` says how it is linked, "child:back" seen from the younger one, '' of the same
    order or buyer."""

    number: str
    flow: str
    flow_version: int
    state: str
    order_id: int
    opened_at: datetime
    amount: Money
    link: str


class LineWords(NamedTuple):
    """What the warehouse and the order say of a line."""

    pk: int
    sku: str
    inspection_note: str


class Talk(NamedTuple):
    """One contact with the buyer."""

    channel: str
    stage: str
    result: str
    next_at: datetime | None
    by: str | None
    at: datetime


class Booked(NamedTuple):
    """One cost of a case that has ended."""

    kind: str
    amount: Money
    party: str
    counterparty: str


class Judged(NamedTuple):
    """The verdict inside the house, by the rule of `visible_verdicts` and for whoever wrote it; `person` None: nobody
    in person. `amount` is the penalty."""

    department: str
    person: str | None
    amount: Money
    result: str
    at: datetime


@dataclass(frozen=True)
class Around:
    """All of it, newest first where time matters."""

    happenings: list[Happening]
    notes: list[NoteSeen]
    evidence: list[FileSeen]
    letters: list[Letter]
    approvals: list[Decision]
    payouts: list[Payment]
    lines: dict[int, LineWords]
    others: list[Neighbour]
    linked: list[Neighbour]
    owner_name: str
    talks: list[Talk]
    costs: list[Booked]
    verdict: Judged | None


def around(person: Person, case: Case) -> Around:
    """Read it: one query."""
    values = {
        "case": case.pk,
        "order": case.order_id,
        "customer": case.customer_id,
        "owner": case.owner_id,
        "shops": list(person.shop_ids),
        "events": MOST_EVENTS,
        "others": MOST_OTHERS,
        "talks": MOST_TALKS,
        "overseen": list(shops_where(person, *ASSESSORS)),
        "reader": person.staff_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(AROUND, values)
        found = cursor.fetchone()
    events, notes, files, letters, decisions, payments, lines, others, linked, owner, talks, costs, verdict = found
    return Around(
        happenings=[Happening(**_times(row, "at")) for row in events or ()],
        notes=[NoteSeen(**{**row, "text": decrypt(row["text"])}) for row in notes or ()],
        evidence=[FileSeen(**row) for row in files or ()],
        letters=[Letter(**_times({**row, "text": decrypt(row["text"])}, "at", "sent_at")) for row in letters or ()],
        approvals=[Decision(**_times(_money(row), "at")) for row in decisions or ()],
        payouts=[Payment(**_times(_money(row), "at")) for row in payments or ()],
        lines={row["pk"]: LineWords(**row) for row in lines or ()},
        others=_neighbours(others),
        linked=_neighbours(linked),
        owner_name=owner or "",
        talks=[Talk(**_times(row, "at", "next_at")) for row in talks or ()],
        costs=[Booked(**_money(row)) for row in costs or () if reads_cost(person, case.shop_id, row["party"])],
        verdict=Judged(**_times(_money(verdict), "at")) if verdict else None,
    )


def neighbour_of(case: Case) -> Neighbour:
    """A case that is loaded already, in one line."""
    granted = None if case.granted is None else case.granted + (case.granted_freight or ZERO)
    amount = case.refunded or (case.asked + case.asked_freight if granted is None else granted)
    return Neighbour(
        number=case.number,
        flow=case.flow,
        flow_version=case.flow_version,
        state=case.state,
        order_id=case.order_id,
        opened_at=case.opened_at,
        amount=amount,
        link="",
    )


def _neighbours(rows: Iterable[dict[str, Any]] | None) -> list[Neighbour]:
    return [Neighbour(**_times(_money(row), "opened_at")) for row in rows or ()]


def _times(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """JSON has no moments: read them."""
    return {**row, **{name: datetime.fromisoformat(row[name]) for name in names if row[name]}}


def _money(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "amount": Money(row["amount"])}
