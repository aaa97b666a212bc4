"""The door of the sockets: who may come in, and what stands behind it."""

import asyncio
from collections.abc import Mapping, Sequence
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from asgiref.typing import ASGIReceiveCallable, ASGIReceiveEvent, ASGISendCallable, WebSocketScope
from django.conf import settings
from django.utils.module_loading import import_string

from aftercare.live.hub import LOOK_EVERY, Hub, hear_postgres, hear_redis
from aftercare.live.places import Places, Seat, network_of
from aftercare.live.socket import Socket
from aftercare.live.threads import Threads

# Of each process, beside those of the pages. Buyers have their own: however many write, agents are not held up (G7).
# Few: what they do is Python's work more than waiting, and threads that fight for the interpreter cost more than that.
# Telling screens what is new goes first; with two, agents' answers starved behind it at 200 messages a second.
STAFF_THREADS: Final = 3
BUYER_THREADS: Final = 2
MOST_OF_ADDRESS: Final = 200  # sockets of buyers in one process: an office or a town behind one address
MOST_OF_VISITOR: Final = 8  # tabs
ENTER_WITHIN: Final = 10.0  # seconds: a buyer's browser says who it is, or goes
STAFF_PATH: Final = "/live/"
WIDGET_PATH: Final = "/widget/live/"
# By name: they need the models, and Django is not set up yet.
STAFF_DESK: Final = "aftercare.web.talks.desk.StaffDesk"
WIDGET_DESK: Final = "aftercare.portal.desk.BuyerDesk"
FORBIDDEN, SILENT, TOO_MANY = 4003, 4008, 4013
Headers = Mapping[bytes, str]


class Sockets:
    """Answers handshakes: a socket comes from a page of ours (G2). Staff are logged in already; a buyer's browser says
    first who it is. A socket that is closed before it is accepted is an HTTP 403."""

    def __init__(
        self,
        conninfo: str,
        *,
        look_every: float = LOOK_EVERY,
        enter_within: float = ENTER_WITHIN,
        trusted: Sequence[str] = (),
    ) -> None:
        """`trusted`: networks of proxies. What they bring without saying from whom is not counted by their address."""
        self._conninfo, self._look_every, self._enter_within = conninfo, look_every, enter_within
        self._hub: Hub | None = None
        self._threads = Threads(STAFF_THREADS, "socket")
        self._buyers = Threads(BUYER_THREADS, "widget")
        self._door = Threads(1, "door")
        self._addresses, self._visitors = Places(MOST_OF_ADDRESS), Places(MOST_OF_VISITOR)
        self._proxies = tuple(map(ip_network, trusted))

    async def __call__(self, scope: WebSocketScope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        await receive()  # websocket.connect
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        serve = {STAFF_PATH: self._serve_staff, WIDGET_PATH: self._serve_buyer}.get(scope["path"])
        if serve is None or not is_ours(headers):
            await _close(send, FORBIDDEN)
            return
        if serve == self._serve_staff:
            await self._serve_staff(headers, receive, send)
            return
        address = self._counted_address(scope)
        seat = Seat(self._addresses)
        if address and not seat.take(address):
            await _close(send, TOO_MANY)
            return
        try:
            await self._serve_buyer(headers, receive, send)
        finally:
            seat.leave()

    def _counted_address(self, scope: WebSocketScope) -> str:
        """'' for one that is not counted."""
        client = scope.get("client")
        host = client[0] if client else ""
        try:
            is_proxy = any(ip_address(host) in network for network in self._proxies)
        except ValueError:
            is_proxy = False
        return "" if is_proxy else network_of(host)

    async def _serve_staff(self, headers: Headers, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        desk = import_string(STAFF_DESK)(headers.get(b"cookie", ""))
        socket = Socket(desk, self.hub, self._threads, (receive, send))
        # Anybody may knock: whoever does it without end holds up other knocks, and nobody who is in (G7).
        if not await self._door.run(desk.may_enter):
            await _close(send, FORBIDDEN)
            return
        await _accept(send)
        await socket.run()

    async def _serve_buyer(self, _headers: Headers, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        seat = Seat(self._visitors)
        desk = import_string(WIDGET_DESK)(seat)
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
        try:
            await Socket(desk, self.hub, self._buyers, (receive_in_time, send)).run()
        finally:
            seat.leave()

    async def close(self) -> None:
        """Hear no more, and give the database connections of the threads back."""
        if self._hub is not None:
            await self._hub.close()
        await self._threads.close()
        await self._buyers.close()
        await self._door.close()

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


def is_ours(headers: Headers) -> bool:
    """Whether the page that asks is one of this address: browsers always say where they come from."""
    origin = urlsplit(headers.get(b"origin", ""))
    return bool(origin.netloc) and origin.netloc == headers.get(b"host", "")
