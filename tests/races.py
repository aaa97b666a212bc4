"""Races: several threads that start at the same instant, each on a connection of its own.

Needs a test with `transactional_db`: what one thread writes must be committed for the others to see it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from django.db import connection

PATIENCE = 30  # seconds; a race that takes longer hangs


@dataclass(frozen=True)
class Finish:
    """How one racer came in: what it returned, or what it raised."""

    value: Any = None
    error: Exception | None = None

    @property
    def won(self) -> bool:
        return self.error is None


Racer = Callable[[], Any]


@contextmanager
def racetrack(lanes: int) -> Iterator[Callable[..., list[Finish]]]:
    """Keep `lanes` connected threads ready; what it gives runs that many functions at once, as often as wanted.

    >>> with racetrack(2) as race:
    ...     for _ in range(3000):
    ...         person, clock = race(agree, fire)
    """
    barrier = Barrier(lanes, timeout=PATIENCE)

    def run(racer: Racer) -> Finish:
        connection.ensure_connection()
        barrier.wait()
        try:
            return Finish(value=racer())
        except Exception as error:
            return Finish(error=error)

    def race(*racers: Racer) -> list[Finish]:
        if len(racers) != lanes:
            raise ValueError(f"this track has {lanes} lanes")
        # a copy of the context each, so that a moved `now()` is moved for all of them
        started = [threads.submit(copy_context().run, run, racer) for racer in racers]
        return [finish.result(PATIENCE) for finish in started]

    def leave() -> None:
        barrier.wait()  # so that each thread gets one
        connection.close()

    with ThreadPoolExecutor(lanes) as threads:
        try:
            yield race
        finally:
            for finish in [threads.submit(leave) for _ in range(lanes)]:
                finish.result(PATIENCE)


def race(*racers: Racer) -> list[Finish]:
    """Run all at the same instant, once; how each came in, in the order given."""
    with racetrack(len(racers)) as run:
        return run(*racers)
