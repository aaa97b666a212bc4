"""The one place that knows what time it is: the database's time at the start of the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection

from aftercare.core.database import Prepared

_NOW = Prepared("SELECT transaction_timestamp()")
_shift: ContextVar[timedelta] = ContextVar("aftercare_time_shift", default=timedelta())


def now() -> datetime:
    """Aware UTC time of the database at the start of the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        (at,) = cursor.fetchone()
    return moved(at)


def moved(at: datetime) -> datetime:
    """What a statement has told as its `transaction_timestamp()`, as `now()` gives it: one round trip less."""
    return at + _shift.get()


def moved_by() -> timedelta:
    """What a statement adds that compares with its own `transaction_timestamp()`."""
    return _shift.get()


@contextmanager
def travel(delta: timedelta) -> Iterator[None]:
    """Move `now()` by `delta` inside the block; for tests and for the demo's past month."""
    token = _shift.set(_shift.get() + delta)
    try:
        yield
    finally:
        _shift.reset(token)
