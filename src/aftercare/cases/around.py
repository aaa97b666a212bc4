"""Everything that stands around a case on its page, in one statement: the ORM would need eleven.

The caller has been given the case by its own access. Other cases are shown by the rule of `visible_cases`: the shops of
the person, and no others (attack B2).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from aftercare.cases.access import ASSESSORS, reads_cost, shops_where
from aftercare.cases.models import Case
from aftercare.cases.seen import (
    Booked,
    Decision,
    FileSeen,
    Happening,
    Judged,
    Letter,
    LineWords,
    Neighbour,
    NoteSeen,
    Payment,
    Talk,
)
from aftercare.core.crypto import decrypt
from aftercare.core.database import Prepared
from aftercare.core.money import ZERO, Money
from aftercare.shops.access import Person

MOST_OTHERS = 8
MOST_DECISIONS = 20  # the earlier ones are told by the timeline
# What may become long, newest first: as many rows as the page shows of it before somebody asks for earlier ones.
PARTS: Final[Mapping[str, int]] = {"history": 100, "messages": 20, "evidence": 60, "contacts": 20, "links": 20}
_NEWEST: Final = 2**63 - 1

_CASE = """
    other.number, other.flow, other.flow_version, other.state, other.order_id, other.opened_at,
    CASE WHEN other.refunded > 0 THEN other.refunded
        ELSE COALESCE(other.granted + COALESCE(other.granted_freight, 0), other.asked + other.asked_freight)
    END AS amount
"""
AROUND = Prepared(f"""
    WITH told AS MATERIALIZED (
        SELECT event.id AS pk, event.kind, COALESCE(staff.name, '') AS actor, event.at, event.data
        FROM core_event AS event LEFT JOIN accounts_staff AS staff ON staff.id = event.actor_id
        WHERE event.subject_kind = 'case' AND event.subject_id = %(case)s AND event.id < %(history)s
        ORDER BY event.id DESC LIMIT %(most_history)s
    ), worded AS MATERIALIZED (
        SELECT (data ->> 'note')::bigint AS pk FROM told WHERE jsonb_typeof(data -> 'note') = 'number'
        UNION ALL SELECT jsonb_array_elements_text(data -> 'texts')::bigint FROM told
            WHERE jsonb_typeof(data -> 'texts') = 'array'
        UNION ALL (
            SELECT DISTINCT ON (name) id FROM cases_note WHERE case_id = %(case)s AND name <> '' ORDER BY name, id DESC
        )
        UNION ALL (SELECT id FROM cases_note WHERE case_id = %(case)s AND move = 'open' ORDER BY id LIMIT 1)
    )
    SELECT
        (SELECT json_agg(told) FROM told),
        (SELECT array_agg(DISTINCT place.state) FROM core_event AS event
            CROSS JOIN LATERAL (VALUES (event.data ->> 'from'), (event.data ->> 'to')) AS place(state)
            WHERE event.subject_kind = 'case' AND event.subject_id = %(case)s AND event.kind = 'case.moved'
        ),
        (SELECT json_agg(found) FROM (
            SELECT id AS pk, move, name, text FROM cases_note
            WHERE case_id = %(case)s AND id IN (SELECT pk FROM worded) ORDER BY id
        ) AS found),
        (SELECT json_object_agg(proof.id, file.name) FROM cases_evidence AS proof
            JOIN files_storedfile AS file ON file.id = proof.file_id
            WHERE proof.case_id = %(case)s AND proof.id IN (
                SELECT jsonb_array_elements_text(data -> 'evidence')::bigint FROM told
                WHERE jsonb_typeof(data -> 'evidence') = 'array'
            )
        ),
        (SELECT json_agg(found) FROM (
            SELECT proof.id AS pk, file.token, file.name, file.media_type, file.width
            FROM cases_evidence AS proof JOIN files_storedfile AS file ON file.id = proof.file_id
            WHERE proof.case_id = %(case)s AND proof.id < %(evidence)s ORDER BY proof.id DESC LIMIT %(most_evidence)s
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT letter.id AS pk, letter.template, letter.text, letter.at, letter.sent_at, staff.name AS sent_by
            FROM cases_buyermessage AS letter LEFT JOIN accounts_staff AS staff ON staff.id = letter.sent_by_id
            WHERE letter.case_id = %(case)s AND letter.id < %(messages)s ORDER BY letter.id DESC
            LIMIT %(most_messages)s
        ) AS found),
        (SELECT count(*) FROM cases_buyermessage WHERE case_id = %(case)s AND sent_at IS NULL),
        (SELECT json_agg(found) FROM (
            SELECT asked.state, asked.amount, asker.name AS requested_by, decider.name AS decided_by,
                absent.name AS decided_for, COALESCE(asked.decided_at, asked.requested_at) AS at, asked.reason,
                asked.decision_note
            FROM approvals_approval AS asked JOIN accounts_staff AS asker ON asker.id = asked.requested_by_id
            LEFT JOIN accounts_staff AS decider ON decider.id = asked.decided_by_id
            LEFT JOIN accounts_staff AS absent ON absent.id = asked.decided_for_id
            WHERE asked.subject_kind = 'case' AND asked.subject_id = %(case)s ORDER BY asked.id DESC
            LIMIT %(decisions)s
        ) AS found),
        (SELECT json_agg(found) FROM (
            SELECT key, state, amount, voucher, result_text, COALESCE(settled_at, instructed_at) AS at
            FROM money_payout WHERE subject_kind = 'case' AND subject_id = %(case)s ORDER BY id DESC
            LIMIT %(decisions)s
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
            SELECT {_CASE}, link.kind || CASE WHEN link.source_id = %(case)s THEN '' ELSE ':back' END AS link,
                link.id AS link_id
            FROM cases_caselink AS link JOIN cases_case AS other
                ON other.id = CASE WHEN link.source_id = %(case)s THEN link.target_id ELSE link.source_id END
            WHERE %(case)s IN (link.source_id, link.target_id) AND other.shop_id = ANY(%(shops)s)
                AND link.id < %(links)s ORDER BY link.id DESC LIMIT %(most_links)s
        ) AS found),
        (SELECT name FROM accounts_staff WHERE id = %(owner)s),
        (SELECT json_agg(found) FROM (
            SELECT talk.id AS pk, talk.channel, talk.stage, talk.result, talk.next_at, staff.name AS by, talk.at
            FROM cases_contact AS talk LEFT JOIN accounts_staff AS staff ON staff.id = talk.by_id
            WHERE talk.case_id = %(case)s AND talk.id < %(contacts)s ORDER BY talk.id DESC LIMIT %(most_contacts)s
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


@dataclass(frozen=True)
class Around:
    """All of it, newest first where time matters. `more`: the parts of which there is more, with the key behind which
    it begins. Notes are those of the events shown, and the newest of each name."""

    happenings: list[Happening]
    visited: frozenset[str]  # states in which the case has ever stood after its first step
    notes: list[NoteSeen]
    names: Mapping[int, str]  # of the files that the events name
    evidence: list[FileSeen]  # oldest first
    letters: list[Letter]
    unsent: int
    approvals: list[Decision]
    payouts: list[Payment]
    lines: dict[int, LineWords]
    others: list[Neighbour]
    linked: list[Neighbour]
    owner_name: str
    talks: list[Talk]
    costs: list[Booked]
    verdict: Judged | None
    more: Mapping[str, int]


def around(person: Person, case: Case, earlier: Mapping[str, int] | None = None) -> Around:
    """Read it: one query. `earlier`: for a part of `PARTS` the key behind which it begins."""
    with connection.cursor() as cursor:
        cursor.execute(AROUND, _values(person, case, earlier or {}))
        found = cursor.fetchone()
    events, visited, notes, names, files, letters, unsent, decisions, payments, lines, *found = found
    others, linked, owner, talks, costs, verdict = found
    parts = {"history": events, "messages": letters, "evidence": files, "contacts": talks, "links": linked}
    more = {part: _key(rows[PARTS[part] - 1]) for part, rows in parts.items() if len(rows or ()) > PARTS[part]}
    events, letters, files, talks, linked = ((rows or [])[: PARTS[part]] for part, rows in parts.items())
    return Around(
        happenings=[Happening(**_times(row, "at")) for row in events],
        visited=frozenset(visited or ()),
        notes=[NoteSeen(**_clear(row, "text")) for row in notes or ()],
        names={int(pk): decrypt(name) for pk, name in (names or {}).items()},
        evidence=[FileSeen(**_clear(row, "name")) for row in reversed(files)],
        letters=[Letter(**_times(_clear(row, "text"), "at", "sent_at")) for row in letters],
        unsent=unsent,
        approvals=[Decision(**_clear(_times(_money(row), "at"), "reason", "decision_note")) for row in decisions or ()],
        payouts=[Payment(**_clear(_times(_money(row), "at"), "result_text")) for row in payments or ()],
        lines={row["pk"]: LineWords(**_clear(row, "inspection_note")) for row in lines or ()},
        others=_neighbours(others),
        linked=_neighbours(linked),
        owner_name=owner or "",
        talks=[Talk(**_times(row, "at", "next_at")) for row in talks],
        costs=[Booked(**_money(row)) for row in costs or () if reads_cost(person, case.shop_id, row["party"])],
        verdict=Judged(**_times(_money(_clear(verdict, "result")), "at")) if verdict else None,
        more=more,
    )


def _values(person: Person, case: Case, earlier: Mapping[str, int]) -> dict[str, Any]:
    """What the statement asks for by name; one row more of each part than is shown says whether there is more."""
    return {
        "case": case.pk,
        "order": case.order_id,
        "customer": case.customer_id,
        "owner": case.owner_id,
        "shops": list(person.shop_ids),
        "others": MOST_OTHERS,
        "decisions": MOST_DECISIONS,
        "overseen": list(shops_where(person, *ASSESSORS)),
        "reader": person.staff_id,
        **dict.fromkeys(PARTS, _NEWEST),
        **earlier,
        **{f"most_{part}": most + 1 for part, most in PARTS.items()},
    }


def _key(row: Mapping[str, Any]) -> int:
    """Behind which row the next page begins."""
    return int(row["link_id"] if "link_id" in row else row["pk"])


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


def _clear(row: dict[str, Any], *names: str) -> dict[str, Any]:
    """The columns decrypted, which the ORM would do by itself."""
    return {**row, **{name: decrypt(row[name]) for name in names}}


def _money(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "amount": Money(row["amount"])}
