"""Things that deadlines of the tests move: rows of two bare tables, so that every effect can be counted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from aftercare.clock.handlers import register, register_bulk
from aftercare.clock.models import Deadline
from aftercare.core.errors import Refusal, Refused

MOVE, BREAK, NOTE, FRAGILE = "test.move", "test.break", "test.note", "test.fragile"

TABLES = """
    CREATE TABLE test_subject (id bigint PRIMARY KEY, state text NOT NULL DEFAULT 'open');
    CREATE TABLE test_effect (id bigserial PRIMARY KEY, deadline_id bigint NOT NULL, subject_id bigint NOT NULL);
"""
DROP = "DROP TABLE IF EXISTS test_subject, test_effect"


def execute(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def lock(deadline: Deadline) -> None:
    execute("SELECT 1 FROM test_subject WHERE id = %s FOR UPDATE", deadline.subject_id)


def move_subject(subject_id: int) -> None:
    """Move it from open to moved, as a person or the clock: refused when it is not open any more."""
    if not execute("UPDATE test_subject SET state = 'moved' WHERE id = %s AND state = 'open' RETURNING 1", subject_id):
        raise Refused(Refusal("wrong_state", "not open"))


def move(deadline: Deadline, _at: datetime) -> None:
    move_subject(deadline.subject_id)
    execute("INSERT INTO test_effect (deadline_id, subject_id) VALUES (%s, %s)", deadline.pk, deadline.subject_id)


def break_down(deadline: Deadline, at: datetime) -> None:
    move(deadline, at)
    raise RuntimeError("the courier is down\nDETAIL: a whole row")


def note(deadlines: Sequence[Deadline], _at: datetime) -> None:
    execute(
        "INSERT INTO test_effect (deadline_id, subject_id) SELECT * FROM unnest(%s::bigint[], %s::bigint[])",
        [deadline.pk for deadline in deadlines],
        [deadline.subject_id for deadline in deadlines],
    )


def note_or_break(deadlines: Sequence[Deadline], at: datetime) -> None:
    note(deadlines, at)
    if any(deadline.fires == "poison" for deadline in deadlines):
        raise RuntimeError("poison")


def register_all() -> None:
    register(MOVE, move, lock=lock)
    register(BREAK, break_down, lock=lock)
    register_bulk(NOTE, note)
    register_bulk(FRAGILE, note_or_break)


def heap(shop_id: int, kind: str, count: int, oldest: timedelta) -> None:
    """`count` open subjects with a deadline each, due one after the other up to now, in mixed order of numbers."""
    execute("INSERT INTO test_subject (id) SELECT generate_series(1, %s)", count)
    execute(
        """
        INSERT INTO clock_deadline (shop_id, kind, subject_kind, subject_id, fires, due_at, generation, state, outcome,
                                    fence, attempts, last_error)
        SELECT %s, %s, 'test', n, 'x', now() - %s * (n * 7919 %% %s + 1) / %s, 1, 'pending', '', 0, 0, ''
        FROM generate_series(1, %s) AS n
        """,
        shop_id,
        kind,
        oldest,
        count,
        count,
        count,
    )
    execute("ANALYZE clock_deadline")  # as autovacuum does; what other tests left of it would choose bad plans
