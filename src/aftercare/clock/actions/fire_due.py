"""Fire what is due: oldest first, each deadline once, whoever and however many sweep at the same time.

Claiming and firing are two transactions. A claim is a lease: it gives the row a new fence and keeps other sweepers away
for a while. Firing locks the subject, then takes the deadline by compare-and-set on state, generation, fence and lease;
whoever fails there writes nothing. A killed sweeper's claims come free when the lease ends (I2, I6, I8, X4, X13).
"""

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from aftercare.clock.handlers import handler_of, kinds
from aftercare.clock.models import Deadline
from aftercare.clock.terms import DeadlineState, Outcome
from aftercare.core.errors import Refused
from aftercare.core.events import record
from aftercare.core.time import now

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # a killed sweeper delays its claims by so much
CLAIM_SIZE = 20
BULK_SIZE = 500  # about 50 ms of locks: people do not feel it
MOST_ATTEMPTS = 8  # with the waits below: about two hours
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)  # three times longer after each failure

# Per kind, so that the index is walked from the oldest row on; locked rows are somebody else's. Materialized, because a
# plan that ran the inner query twice would take more rows than it says. A hold that reaches further than one can was
# written while the clock was ahead, and holds nothing (X12).
DUE = """
    WITH due AS MATERIALIZED (
        SELECT one.id FROM unnest(%(kinds)s::text[]) AS wanted (kind)
        CROSS JOIN LATERAL (
            SELECT id, due_at FROM clock_deadline
            WHERE kind = wanted.kind AND state = 'pending' AND due_at <= %(now)s
              AND (held_until IS NULL OR held_until <= %(now)s OR held_until > %(now)s + GREATEST(
                    %(lease)s, LEAST(%(first_wait)s * power(3, attempts - 1), %(longest_wait)s)))
            ORDER BY due_at, id LIMIT %(size)s FOR UPDATE SKIP LOCKED
        ) AS one
        ORDER BY one.due_at, one.id LIMIT %(size)s
    )
"""
CLAIM = """
    UPDATE clock_deadline SET fence = fence + 1, held_until = %(until)s
    FROM due WHERE clock_deadline.id = due.id RETURNING clock_deadline.*
"""
TAKE_MANY = """
    UPDATE clock_deadline SET state = 'fired', outcome = 'done', fired_at = %(now)s, held_until = NULL
    FROM due WHERE clock_deadline.id = due.id RETURNING clock_deadline.*
"""


class End(StrEnum):
    """What became of a deadline that was due."""

    FIRED = "fired"  # done, once
    MOOT = "moot"  # the rules refused: no longer applied
    LOST = "lost"  # somebody else was first; nothing written
    PUT_OFF = "put_off"  # failed, will be tried again
    FAILED = "failed"  # failed too often, waits for a person


def fire_due(*, most: int = 100_000) -> Counter[End]:
    """Fire due deadlines until none is left or about `most` were seen; returns counts by `End`. I2, I9, X13.

    Must not run inside a transaction. Those that move something and those that only note something take turns in
    small batches with a commit after each, so neither waits for the whole of the other, and people wait for neither.
    """
    ends: Counter[End] = Counter()
    while ends.total() < most:
        claimed = _claim()
        ends.update(_fire_one(deadline) for deadline in claimed)
        noted = _fire_many()
        ends.update(noted)
        if len(claimed) < CLAIM_SIZE and noted.total() < BULK_SIZE:
            break
    return ends


def _oldest(change: str, wanted: Sequence[str], size: int, **values: Any) -> list[Deadline]:
    holds = {"lease": LEASE, "first_wait": FIRST_WAIT, "longest_wait": LONGEST_WAIT}
    rows = Deadline.objects.raw(DUE + change, {"kinds": list(wanted), "size": size, **holds, **values})
    return sorted(rows, key=lambda deadline: (deadline.due_at, deadline.pk))


def _claim() -> list[Deadline]:
    with transaction.atomic(durable=True):
        at = now()
        return _oldest(CLAIM, kinds(bulk=False), CLAIM_SIZE, now=at, until=at + LEASE)


def _mine(deadline: Deadline, at: datetime) -> QuerySet[Deadline]:
    """The row, if it still is what was claimed: pending, not set anew, claimed by nobody else, lease not over; and
    due, for the clock may have been put back since."""
    return Deadline.objects.filter(
        Q(held_until=None) | Q(held_until__gt=at),
        pk=deadline.pk,
        due_at__lte=at,
        state=DeadlineState.PENDING,
        generation=deadline.generation,
        fence=deadline.fence,
    )


def _end(deadline: Deadline, outcome: Outcome, at: datetime) -> bool:
    """Take the deadline; False when it is not ours any more."""
    changes = {"state": DeadlineState.FIRED, "outcome": outcome, "fired_at": at, "held_until": None}
    return _mine(deadline, at).update(**changes) == 1


def _fire_one(deadline: Deadline) -> End:
    handler = handler_of(deadline.kind)
    try:
        with transaction.atomic(durable=True):
            at = now()
            if handler.lock:
                handler.lock(deadline)
            if not _end(deadline, Outcome.DONE, at):
                logger.info("deadline %s (%s) was no longer ours to fire", deadline.pk, deadline.kind)
                return End.LOST
            handler.fire(deadline if handler.lock else [deadline], at)
            return End.FIRED
    except Refused as refused:
        return _close_moot(deadline, refused)
    except Exception as error:
        logger.exception("deadline %s (%s) failed", deadline.pk, deadline.kind)
        return _put_off(deadline, error)


def _close_moot(deadline: Deadline, refused: Refused) -> End:
    with transaction.atomic(durable=True):
        at = now()
        if not _end(deadline, Outcome.MOOT, at):
            return End.LOST
        _tell("deadline.moot", deadline, at, code=refused.refusal.code)
        return End.MOOT


def _put_off(deadline: Deadline, error: Exception) -> End:
    attempts = deadline.attempts + 1
    failed = attempts >= MOST_ATTEMPTS
    first_line = next(iter(str(error).splitlines()), "")  # further lines of database errors quote whole rows
    with transaction.atomic(durable=True):
        at = now()
        changed = _mine(deadline, at).update(
            state=DeadlineState.FAILED if failed else DeadlineState.PENDING,
            attempts=F("attempts") + 1,
            last_error=f"{type(error).__name__}: {first_line}"[:300],
            held_until=at + min(FIRST_WAIT * 3 ** (attempts - 1), LONGEST_WAIT),
        )
        if not changed:
            return End.LOST
        if failed:
            _tell("deadline.failed", deadline, at, error=type(error).__name__)
        return End.FAILED if failed else End.PUT_OFF


def _fire_many() -> Counter[End]:
    """One batch of the bulk kinds in one transaction; when that fails, each of its rows alone."""
    batch: list[Deadline] = []
    try:
        with transaction.atomic(durable=True):
            at = now()
            batch = _oldest(TAKE_MANY, kinds(bulk=True), BULK_SIZE, now=at)
            for kind in sorted({deadline.kind for deadline in batch}):
                handler_of(kind).fire([deadline for deadline in batch if deadline.kind == kind], at)
        return Counter([End.FIRED] * len(batch))
    except Exception:
        if not batch:
            raise  # the database itself: there is nothing to put off
        logger.exception("a batch of %s deadlines failed; one by one now", len(batch))
        return Counter(_fire_one(deadline) for deadline in batch)


def _tell(kind: str, deadline: Deadline, at: datetime, **data: str) -> None:
    record(
        kind=kind,
        subject=(deadline.subject_kind, deadline.subject_id),
        shop_id=deadline.shop_id,
        actor_id=None,
        at=at,
        data={"deadline": deadline.pk, "deadline_kind": deadline.kind, "fires": deadline.fires, **data},
    )
