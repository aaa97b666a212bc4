"""Threads for what asks the database, beside an event loop."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple, Protocol

from django.db import close_old_connections, connections

log = logging.getLogger("aftercare.live")


class Worker(Protocol):
    """Does work beside the event loop that asks for it."""

    def run(self, work: Callable[..., Any], *arguments: Any, is_urgent: bool = False) -> asyncio.Future[Any]:
        """What it returns or raises, for the loop that asks; called from that loop only."""


class _Job(NamedTuple):
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[Any]
    work: Callable[..., Any]
    arguments: tuple[Any, ...]


class Threads:
    """So many threads that live on, each with its database connection; one that has broken is not taken again.

    What is urgent goes first: telling screens what is new comes before taking more, so that under a flood people do
    not answer what they have not seen. They are started by the first work, after this process was forked.
    """

    def __init__(self, count: int, name: str) -> None:
        self._threads = [Thread(target=self._work, name=f"{name}-{number}", daemon=True) for number in range(count)]
        self._urgent: deque[_Job] = deque()
        self._others: deque[_Job] = deque()
        self._turns: SimpleQueue[bool] = SimpleQueue()  # True for each job, False to end
        self._is_started = False

    def run(self, work: Callable[..., Any], *arguments: Any, is_urgent: bool = False) -> asyncio.Future[Any]:
        """What it returns or raises, for the loop that asks; called from that loop only."""
        loop = asyncio.get_running_loop()
        job = _Job(loop, loop.create_future(), work, arguments)
        (self._urgent if is_urgent else self._others).append(job)
        self._turns.put(True)
        if not self._is_started:
            self._is_started = True
            for thread in self._threads:
                thread.start()
        return job.future

    async def close(self) -> None:
        """Do what was asked for, and give all database connections back."""
        if self._is_started:
            for _thread in self._threads:
                self._turns.put(False)
            for thread in self._threads:
                await asyncio.to_thread(thread.join)

    def _work(self) -> None:
        while self._turns.get():
            try:
                job = self._urgent.popleft()
            except IndexError:
                job = self._others.popleft()
            _do(job)
        connections.close_all()


def _do(job: _Job) -> None:
    if job.future.cancelled():
        return
    result, error = None, None
    try:
        close_old_connections()
        try:
            result = job.work(*job.arguments)
        finally:
            close_old_connections()
    except Exception as raised:
        error = raised
    try:
        job.loop.call_soon_threadsafe(_settle, job.future, result, error)
    except RuntimeError:
        log.warning("The loop that asked has ended before its answer")


def _settle(future: asyncio.Future[Any], result: Any, error: Exception | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
