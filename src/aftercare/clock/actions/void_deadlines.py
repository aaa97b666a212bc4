"""Stop clocks."""

from collections.abc import Collection

from django.db import connection

# By hand, as `arm_deadline` is: every move of every case pays for it.
VOID = """
    UPDATE clock_deadline SET state = 'void', generation = generation + 1, held_until = NULL
    WHERE subject_kind = %(kind)s AND subject_id = %(id)s AND state IN ('pending', 'failed')
        AND (%(kinds)s::text[] IS NULL OR kind = ANY(%(kinds)s::text[]))
"""


def void_deadlines(*, subject: tuple[str, int], kinds: Collection[str] | None = None) -> int:
    """Make the subject's pending and failed deadlines void, all or those of `kinds`; returns how many there were (I6).

    Call it in the transaction of the change that makes them moot, while holding the subject's lock. No event is
    written: that change tells what happened.
    """
    with connection.cursor() as cursor:
        cursor.execute(VOID, {"kind": subject[0], "id": subject[1], "kinds": None if kinds is None else list(kinds)})
        return int(cursor.rowcount)
