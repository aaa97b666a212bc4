"""Who listens to what in this process, and the hints of all processes that wake them."""

import asyncio
import contextlib
import logging
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager
from typing import Any, Final, Protocol

import psycopg
import redis.asyncio
from psycopg import sql

from aftercare.chat.broker import EVERYTHING
from aftercare.chat.hints import CHANNEL, PRESENCE, STAFFING, Hint, Sign, Staffing, staffing_topic

LOOK_EVERY: Final = 4.0  # seconds: while hints cannot be heard, everybody looks by themselves
AGAIN_AFTER: Final = 1.0
CHANNELS: Final = (CHANNEL, PRESENCE, STAFFING)
# A server that has gone without a word is found out within half a minute.
ALIVE: Final[dict[str, Any]] = {"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3}
REDIS_ALIVE: Final[dict[str, Any]] = {
    "socket_keepalive": True,
    "socket_keepalive_options": {socket.TCP_KEEPIDLE: 15, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3},
}
log = logging.getLogger("aftercare.live")

Told = tuple[str, str]  # channel, payload
Hear = Callable[[], AbstractAsyncContextManager[AsyncIterator[Told]]]


class Listener(Protocol):
    """A socket as the hub knows it."""

    def wake(self, topic: str, hint: Hint | None) -> None:
        """Something may be new under that topic; without a hint, look yourself."""

    def see(self, sign: Sign) -> None:
        """Somebody is there, or has read, in a conversation that it listens to."""

    def staffed(self, told: Staffing) -> None:
        """Somebody takes conversations of a shop that it listens to, or nobody does."""


class Hub:
    """One in each web process. `hear` opens the stream of hints; it is opened again whenever it breaks, and meanwhile
    everybody who listens is woken every `look_every` seconds."""

    def __init__(self, hear: Hear, *, look_every: float = LOOK_EVERY) -> None:
        self._hear, self._look_every = hear, look_every
        self._rooms: defaultdict[str, set[Listener]] = defaultdict(set)
        self._hearing: asyncio.Task[None] | None = None
        self.is_hearing = False

    def join(self, topic: str, listener: Listener) -> None:
        """Wake it from now on. The first one starts the hearing."""
        self._rooms[topic].add(listener)
        if self._hearing is None:
            self._hearing = asyncio.get_running_loop().create_task(self._go_on())

    def leave(self, topic: str, listener: Listener) -> None:
        room = self._rooms.get(topic)
        if room is not None:
            room.discard(listener)
            if not room:
                del self._rooms[topic]

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
                except Exception as error:  # whatever it is: a process that stays deaf would tell nobody
                    log.warning(
                        "Hints of conversations cannot be heard, looking every %ss: %s", self._look_every, error
                    )
                self.is_hearing = False
                await asyncio.sleep(AGAIN_AFTER)
        finally:
            looking.cancel()

    async def _hear_hints(self) -> None:
        async with self._hear() as told:
            self.is_hearing = True
            self._wake_all()  # what was said while nobody heard
            async for channel, payload in told:
                self._told(channel, payload)

    def _told(self, channel: str, payload: str) -> None:
        if payload == EVERYTHING:
            self._wake_all()
            return
        say = {PRESENCE: self._seen, STAFFING: self._staffed}.get(channel, self._changed)
        try:
            say(payload)
        except (TypeError, ValueError):
            log.warning("A hint that is none of ours: %r", payload[:80])

    def _changed(self, payload: str) -> None:
        hint = Hint.read(payload)
        for topic in hint.topics:
            for listener in self._in(topic):
                listener.wake(topic, hint)

    def _staffed(self, payload: str) -> None:
        told = Staffing.read(payload)
        for listener in self._in(staffing_topic(told.shop_id)):
            listener.staffed(told)

    def _seen(self, payload: str) -> None:
        sign = Sign.read(payload)
        for listener in {one for topic in sign.topics for one in self._in(topic)}:
            listener.see(sign)

    def _in(self, topic: str) -> Iterable[Listener]:
        return tuple(self._rooms.get(topic, ()))

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._look_every)
            if not self.is_hearing:
                self._wake_all()

    def _wake_all(self) -> None:
        for topic in tuple(self._rooms):
            for listener in self._in(topic):
                listener.wake(topic, None)


def hear_postgres(conninfo: str) -> Hear:
    """Hints as PostgreSQL tells them, on a connection of their own."""

    @contextlib.asynccontextmanager
    async def hear() -> AsyncIterator[AsyncIterator[Told]]:
        connection = await psycopg.AsyncConnection.connect(conninfo, autocommit=True, connect_timeout=5, **ALIVE)
        try:
            for channel in CHANNELS:
                await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
            yield _told(connection)
        finally:
            await connection.close()

    return hear


def hear_redis(url: str) -> Hear:
    """Hints as Redis tells them."""

    @contextlib.asynccontextmanager
    async def hear() -> AsyncIterator[AsyncIterator[Told]]:
        alive = {} if url.startswith("unix") else REDIS_ALIVE
        client = redis.asyncio.Redis.from_url(url, socket_connect_timeout=5, health_check_interval=10, **alive)
        try:
            async with client.pubsub(ignore_subscribe_messages=True) as listening:
                await listening.subscribe(*CHANNELS)
                yield _published(listening)
        finally:
            await client.aclose()

    return hear


async def _published(listening: Any) -> AsyncIterator[Told]:
    async for message in listening.listen():
        yield message["channel"].decode(), message["data"].decode()


async def _told(connection: psycopg.AsyncConnection) -> AsyncIterator[Told]:
    async for notice in connection.notifies():
        yield notice.channel, notice.payload
