"""Stop clocks."""

from collections.abc import Collection

from django.db import connection

from aftercare.core.database import Prepared

# By hand, as arming is: nearly every move of every case stops a clock.
VOID = Prepared("""
    UPDATE clock_deadline SET state = 'void', generation = generation + 1, held_until = NULL
    WHERE subject_kind = %s AND subject_id = %s AND state IN ('pending', 'failed') AND (%s OR kind = ANY(%s))
""")


def void_deadlines(*, subject: tuple[str, int], kinds: Collection[str] | None = None) -> int:
    """Make the subject's pending and failed deadlines void, all or those of `kinds`; returns how many there were (I6).

    Call it in the transaction of the change that makes them moot, while holding the subject's lock. No event is
    written: that change tells what happened.
    """
    with connection.cursor() as cursor:
        cursor.execute(VOID, [*subject, kinds is None, list(kinds or ())])
        return cursor.rowcount
