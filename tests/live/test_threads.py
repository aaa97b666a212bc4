"""Threads beside an event loop: what is urgent first, errors to whoever asked, no connection kept (G7)."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from aftercare.core.errors import NotFound
from aftercare.live.threads import Threads


def play(story: Callable[[Threads], Any], count: int = 1) -> None:
    async def run() -> None:
        threads = Threads(count, "test")
        try:
            await asyncio.wait_for(story(threads), 20)
        finally:
            await threads.close()

    asyncio.run(run())


def test_what_is_urgent_goes_first():
    done: list[str] = []

    async def story(threads: Threads) -> None:
        gate = threading.Event()
        asked = [threads.run(gate.wait, 10)]
        asked += [threads.run(done.append, name) for name in ("first", "second")]
        asked.append(threads.run(done.append, "urgent", is_urgent=True))
        gate.set()
        await asyncio.gather(*asked)

    play(story)
    assert done == ["urgent", "first", "second"]


def test_an_error_comes_to_whoever_asked_and_the_thread_lives_on():
    def refuse() -> None:
        raise NotFound("nobody")

    async def story(threads: Threads) -> None:
        with pytest.raises(NotFound):
            await threads.run(refuse)
        assert await threads.run(max, 1, 2) == 2

    play(story)


def test_who_has_gone_is_not_answered_and_holds_nobody_up():
    done: list[int] = []

    async def story(threads: Threads) -> None:
        gate = threading.Event()
        busy = threads.run(gate.wait, 10)
        left = threads.run(done.append, 1)
        left.cancel()
        gate.set()
        await busy
        assert await threads.run(len, "abc") == 3

    play(story)
    assert done == []


def test_closing_finishes_what_was_asked_for_and_one_without_work_has_no_threads():
    done: list[int] = []
    before = threading.active_count()

    async def run() -> None:
        Threads(3, "idle")
        assert threading.active_count() == before
        threads = Threads(2, "busy")
        asked = [threads.run(done.append, number) for number in range(100)]
        await threads.close()
        await asyncio.gather(*asked)

    asyncio.run(run())
    assert sorted(done) == list(range(100))


@pytest.mark.django_db(transaction=True)
def test_the_connections_of_the_threads_are_given_back():
    ids: list[int] = []

    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            ids.append(cursor.fetchone()[0])

    async def story(threads: Threads) -> None:
        await asyncio.gather(*(threads.run(ask) for _time in range(8)))

    play(story, count=2)
    left, until = ids, time.monotonic() + 10
    with connections["default"].cursor() as cursor:
        while left and time.monotonic() < until:  # the server's processes end a moment after they are told to
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT pid FROM pg_stat_activity WHERE pid = ANY(%s)", [ids])
            left = [pid for (pid,) in cursor.fetchall()]
    assert left == []
