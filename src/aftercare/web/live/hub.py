"""Who listens to which conversation in this process, and the hints of all processes that wake them."""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol

import psycopg
from psycopg import sql

from aftercare.chat.hints import CHANNEL, Hint

LOOK_EVERY: Final = 4.0  # seconds: while hints cannot be heard, everybody looks by themselves
AGAIN_AFTER: Final = 1.0
log = logging.getLogger("aftercare.live")


class Listener(Protocol):
    """A socket as the hub knows it."""

    def wake(self, conversation_id: int) -> None:
        """Something may be new in that conversation."""


Hear = Callable[[], AbstractAsyncContextManager[AsyncIterator[str]]]


class Hub:
    """One in each web process. `hear` opens the stream of hints' payloads; it is opened again whenever it breaks, and
    meanwhile everybody who listens is woken every `look_every` seconds."""

    def __init__(self, hear: Hear, *, look_every: float = LOOK_EVERY) -> None:
        self._hear, self._look_every = hear, look_every
        self._rooms: defaultdict[int, set[Listener]] = defaultdict(set)
        self._hearing: asyncio.Task[None] | None = None
        self.is_hearing = False

    def join(self, conversation_id: int, listener: Listener) -> None:
        """Wake it from now on. The first one starts the hearing."""
        self._rooms[conversation_id].add(listener)
        if self._hearing is None:
            self._hearing = asyncio.get_running_loop().create_task(self._go_on())

    def leave(self, conversation_id: int, listener: Listener) -> None:
        room = self._rooms.get(conversation_id, set())
        room.discard(listener)
        if not room:
            self._rooms.pop(conversation_id, None)

    async def close(self) -> None:
        """Hear no more."""
        if self._hearing is not None:
            self._hearing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._hearing
            self._hearing = None

    async def _go_on(self) -> None:
        looking = asyncio.get_running_loop().create_task(self._look())
        try:
            while True:
                try:
                    await self._hear_hints()
                except (psycopg.Error, OSError) as error:
                    log.warning(
                        "Hints of conversations cannot be heard, looking every %ss: %s", self._look_every, error
                    )
                self.is_hearing = False
                await asyncio.sleep(AGAIN_AFTER)
        finally:
            looking.cancel()

    async def _hear_hints(self) -> None:
        async with self._hear() as payloads:
            self.is_hearing = True
            self._wake_all()  # what was said while nobody heard
            async for payload in payloads:
                self._told(payload)

    def _told(self, payload: str) -> None:
        try:
            hint = Hint.read(payload)
        except (TypeError, ValueError):
            log.warning("A hint that is none of ours: %r", payload[:80])
            return
        for listener in tuple(self._rooms.get(hint.conversation_id, ())):
            listener.wake(hint.conversation_id)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            if not self.is_hearing:
                self._wake_all()

    def _wake_all(self) -> None:
        for conversation_id, listeners in tuple(self._rooms.items()):
            for listener in tuple(listeners):
                listener.wake(conversation_id)


def hear_postgres(conninfo: str) -> Hear:
    """Hints as PostgreSQL tells them, on a connection of their own."""

    @contextlib.asynccontextmanager
    async def hear() -> AsyncIterator[AsyncIterator[str]]:
        connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True, connect_timeout=5)
        try:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            yield _payloads(connection)
        finally:
            await connection.close()

    return hear


async def _payloads(connection: psycopg.AsyncConnection) -> AsyncIterator[str]:
    async for notice in connection.notifies():
        yield notice.payload
