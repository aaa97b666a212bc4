"""The product's own web server in a thread: pages, sockets and pushes on one port, on the database of the test."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any, cast

import uvicorn
from django.core.wsgi import get_wsgi_application
from django.db import connection, connections
from psycopg.conninfo import make_conninfo

from aftercare.config.asgi import THREADS, Application, Door, Pages
from aftercare.config.pushes import Pushes
from aftercare.config.sockets import Sockets
from aftercare.config.webserver import bind
from aftercare.live.threads import Threads

PATIENCE = 20.0


@dataclass
class Served:
    """Where it listens: on two ports, which are two origins. `pages` are those of other sites, by their path; they are
    served here, since a browser lets no page of the internet ask for something on this machine. `lets_sockets` False:
    as a proxy that knows none."""

    port: int
    far_port: int
    pages: dict[str, str] = field(default_factory=dict)
    lets_sockets: bool = True
    cuts: list[Callable[[], None]] = field(default_factory=list)

    @property
    def near(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def far(self) -> str:
        """Another origin of the same site, as shop.example and chat.shop.example are."""
        return f"http://127.0.0.1:{self.far_port}"

    @property
    def foreign(self) -> str:
        """Another site altogether: there a frame of ours may have no storage."""
        return f"http://localhost:{self.far_port}"

    def cut(self) -> None:
        """Cut every socket that is open now, as a restart of the server does."""
        for one in (*self.cuts,):
            one()


@contextmanager
def served() -> Iterator[Served]:
    """Runs until the block ends; then no thread of it holds a database connection."""
    params = {name: value for name, value in connection.get_connection_params().items() if isinstance(value, str | int)}
    known = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if name in params}
    sockets, pages = Sockets(make_conninfo(**known)), Pages(cast(Application, get_wsgi_application()))
    pushers = Threads(1, "pushes")
    door, here = Door(pages, sockets, Pushes(pushers)), Served(0, 0)

    async def guarded(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket" and not here.lets_sockets:
            await receive()
            await send({"type": "websocket.close", "code": 4003, "reason": None})
        elif scope["type"] == "http" and scope["path"] in here.pages:
            headers = [(b"content-type", b"text/html; charset=utf-8")]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": here.pages[scope["path"]].encode()})
        elif scope["type"] == "websocket":
            await cuttable(scope, receive, send)
        else:
            await door(scope, receive, send)

    async def cuttable(scope: Any, receive: Any, send: Any) -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()

        def cut() -> None:
            loop.call_soon_threadsafe(end.set)

        async def receive_or_end() -> Any:
            waiting = [asyncio.ensure_future(receive()), asyncio.ensure_future(end.wait())]
            done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for one in left:
                one.cancel()
            if waiting[0] in done:
                return waiting[0].result()
            await send({"type": "websocket.close", "code": 1012, "reason": None})
            return {"type": "websocket.disconnect", "code": 1012, "reason": None}

        here.cuts.append(cut)
        try:
            await door(scope, receive_or_end, send)
        finally:
            here.cuts.remove(cut)

    quiet = {"lifespan": "off", "log_config": None, "access_log": False}
    listeners = [bind("127.0.0.1", 0), bind("127.0.0.1", 0)]
    here.port, here.far_port = (one.getsockname()[1] for one in listeners)
    config = uvicorn.Config(guarded, timeout_graceful_shutdown=5, **quiet)
    server = uvicorn.Server(config)
    started = threading.Event()

    async def run() -> None:
        async def tell() -> None:
            while not server.started:
                await asyncio.sleep(0.01)
            started.set()

        telling = asyncio.create_task(tell())
        await server.serve(sockets=listeners)
        await telling
        await sockets.close()
        await pushers.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert started.wait(PATIENCE)
    try:
        yield here
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        close_connections(pages)


def close_connections(pages: Pages) -> None:
    """Of the threads that answered pages."""
    all_here = Barrier(THREADS)

    def leave() -> None:
        all_here.wait(PATIENCE)
        connections.close_all()

    for leaving in [pages._threads.submit(leave) for _ in range(THREADS)]:
        leaving.result(PATIENCE)
