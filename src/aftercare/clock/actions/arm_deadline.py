"""Start a clock."""

from datetime import datetime

from django.db import connection

from aftercare.clock.handlers import handler_of
from aftercare.core.database import Prepared

# One statement, because every move of every case pays for it. The live row is taken over with a new generation:
# whoever had claimed it for the old time finds it gone.
ARM = Prepared("""
    INSERT INTO clock_deadline
        (shop_id, kind, subject_kind, subject_id, fires, due_at,
         generation, state, outcome, fence, attempts, last_error)
    VALUES
        (%(shop)s, %(kind)s, %(subject_kind)s, %(subject_id)s, %(fires)s, %(due)s, 1, 'pending', '', 0, 0, '')
    ON CONFLICT (subject_kind, subject_id, kind) WHERE state IN ('pending', 'failed') DO UPDATE SET
        state = 'pending', shop_id = EXCLUDED.shop_id, fires = EXCLUDED.fires, due_at = EXCLUDED.due_at,
        generation = clock_deadline.generation + 1, held_until = NULL, attempts = 0, last_error = ''
    RETURNING id, generation
""")


def arm_deadline(*, kind: str, subject: tuple[str, int], shop_id: int, due_at: datetime, fires: str) -> tuple[int, int]:
    """Let `fires` happen to `subject` (kind, id) at `due_at` (aware) unless it is made void before. O: I5.

    A pending or failed deadline of that kind and subject is taken over. Call it while holding the subject's lock. No
    event is written: the action that arms tells what happened. Returns (deadline id, generation). Raises ValueError
    for a kind without a handler or a time without a zone.
    """
    handler_of(kind)
    if due_at.tzinfo is None:
        raise ValueError(f"a deadline without a time zone: {due_at!r}")
    subject_kind, subject_id = subject
    values: dict[str, str | int | datetime] = {
        "shop": shop_id,
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "fires": fires,
        "due": due_at,
    }
    with connection.cursor() as cursor:
        cursor.execute(ARM, values)
        pk, generation = cursor.fetchone()
    return pk, generation
