"""The door of the sockets: who may come in, and what stands behind it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final
from urllib.parse import urlsplit

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, WebSocketScope
from django.db import connections
from django.utils.module_loading import import_string

from aftercare.web.live.hub import LOOK_EVERY, Hub, hear_postgres
from aftercare.web.live.socket import Socket

THREADS: Final = 4  # of each process, beside those of the pages
STAFF_PATH: Final = "/live/"
STAFF_DESK: Final = "aftercare.web.live.staff.StaffDesk"  # it needs the models, and Django is not set up yet
FORBIDDEN: Final = 4003


class Sockets:
    """Answers handshakes: a socket comes from a page of ours, and somebody is logged in (G2). A socket that is closed
    before it is accepted is an HTTP 403."""

    def __init__(self, conninfo: str, *, look_every: float = LOOK_EVERY) -> None:
        self._conninfo, self._look_every = conninfo, look_every
        self._hub: Hub | None = None
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="socket")
        self._leaving = Barrier(THREADS)

    async def __call__(self, scope: WebSocketScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()  # websocket.connect
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        desk = import_string(STAFF_DESK)(headers.get(b"cookie", ""))
        socket = Socket(desk, self.hub, self._threads, (receive, send))
        if scope["path"] != STAFF_PATH or not is_ours(headers) or not await socket.in_thread(desk.may_enter):
            await send({"type": "websocket.close", "code": FORBIDDEN, "reason": None})
            return
        await send({"type": "websocket.accept", "subprotocol": None, "headers": []})
        await socket.run()

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
            self._hub = Hub(hear_postgres(self._conninfo), look_every=self._look_every)
        return self._hub


def _leave(all_here: Barrier) -> None:
    all_here.wait()  # so that each thread gets one
    connections.close_all()


def is_ours(headers: dict[bytes, str]) -> bool:
    """Whether the page that asks is one of this address: browsers always say where they come from."""
    origin = urlsplit(headers.get(b"origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get(b"host", "")
