"""The door of the sockets: who may come in, and what stands behind it."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any, Final
from urllib.parse import urlsplit

from asgiref.typing import ASGIReceiveCallable, ASGIReceiveEvent, ASGISendCallable, WebSocketScope
from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from aftercare.live.hub import LOOK_EVERY, Hub, hear_postgres, hear_redis
from aftercare.live.socket import Socket

THREADS: Final = 4  # of each process, beside those of the pages
ENTER_WITHIN: Final = 10.0  # seconds: a buyer's browser says who it is, or goes
STAFF_PATH: Final = "/live/"
WIDGET_PATH: Final = "/widget/live/"
# By name: they need the models, and Django is not set up yet.
STAFF_DESK: Final = "aftercare.web.talks.desk.StaffDesk"
WIDGET_DESK: Final = "aftercare.portal.desk.BuyerDesk"
FORBIDDEN, SILENT = 4003, 4008
Headers = Mapping[bytes, str]


class Threads(ThreadPoolExecutor):
    """Threads that live on and ask the database: a connection that has broken is not taken again."""

    def submit(self, work: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        def run() -> Any:
            close_old_connections()
            try:
                return work(*arguments, **options)
            finally:
                close_old_connections()

        return super().submit(run)


class Sockets:
    """Answers handshakes: a socket comes from a page of ours (G2). Staff are logged in already; a buyer's browser says
    first who it is. A socket that is closed before it is accepted is an HTTP 403."""

    def __init__(self, conninfo: str, *, look_every: float = LOOK_EVERY, enter_within: float = ENTER_WITHIN) -> None:
        self._conninfo, self._look_every, self._enter_within = conninfo, look_every, enter_within
        self._hub: Hub | None = None
        self._threads = Threads(THREADS, thread_name_prefix="socket")
        self._leaving = Barrier(THREADS)

    async def __call__(self, scope: WebSocketScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()  # websocket.connect
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        serve = {STAFF_PATH: self._serve_staff, WIDGET_PATH: self._serve_buyer}.get(scope["path"])
        if serve is None or not is_ours(headers):
            await _close(send, FORBIDDEN)
            return
        await serve(headers, receive, send)

    async def _serve_staff(self, headers: Headers, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        desk = import_string(STAFF_DESK)(headers.get(b"cookie", ""))
        socket = Socket(desk, self.hub, self._threads, (receive, send))
        if not await socket.in_thread(desk.may_enter):
            await _close(send, FORBIDDEN)
            return
        await _accept(send)
        await socket.run()

    async def _serve_buyer(self, _headers: Headers, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        desk = import_string(WIDGET_DESK)()
        loop = asyncio.get_running_loop()
        until = loop.time() + self._enter_within

        async def receive_in_time() -> ASGIReceiveEvent:
            """Until it has entered, only for so long: whoever says nothing holds no place."""
            if desk.has_entered:
                return await receive()
            try:
                return await asyncio.wait_for(receive(), max(until - loop.time(), 0))
            except TimeoutError:
                await _close(send, SILENT)
                return {"type": "websocket.disconnect", "code": SILENT, "reason": None}

        await _accept(send)
        await Socket(desk, self.hub, self._threads, (receive_in_time, send)).run()

    async def close(self) -> None:
        """Hear no more, and give the database connections of the threads back."""
        if self._hub is not None:
            await self._hub.close()
        for leaving in [self._threads.submit(_leave, self._leaving) for _ in range(THREADS)]:
            await asyncio.wrap_future(leaving)
        self._threads.shutdown()

    @property
    def hub(self) -> Hub:
        """One for this process; made after it was forked."""
        if self._hub is None:
            hear = hear_redis(settings.REDIS_URL) if settings.REDIS_URL else hear_postgres(self._conninfo)
            self._hub = Hub(hear, look_every=self._look_every)
        return self._hub


async def _accept(send: ASGISendCallable) -> None:
    await send({"type": "websocket.accept", "subprotocol": None, "headers": []})


async def _close(send: ASGISendCallable, code: int) -> None:
    await send({"type": "websocket.close", "code": code, "reason": None})


def _leave(all_here: Barrier) -> None:
    all_here.wait()  # so that each thread gets one
    connections.close_all()


def is_ours(headers: Headers) -> bool:
    """Whether the page that asks is one of this address: browsers always say where they come from."""
    origin = urlsplit(headers.get(b"origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get(b"host", "")
