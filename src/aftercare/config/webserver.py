"""The web server: the one place that knows which one it is."""

import asyncio
import logging
import os
import select
import socket
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.db import connections
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver
from django.utils import translation

from aftercare.config.environment import Unusable
from aftercare.config.household import Child, follow_parent, stop_on_signals
from aftercare.config.loading import made_to_stay
from aftercare.config.postgres import Server

APPLICATION = "aftercare.config.asgi:application"
GRACE_SECONDS = 5  # for answers under way when we are told to stop
BACKLOG = 512
SOCKET_FRAME = 64 * 1024  # bytes; what is longer closes the socket before anybody reads it (G7)
PING_SECONDS = 20.0  # a browser that does not answer so long has gone
REST_EACH, MOST_REST, LONG_REST = 0.0005, 0.01, 1.0  # seconds before the next connection is taken
log = logging.getLogger("aftercare.serve")
_fork = get_context("fork")


def bind(host: str, port: int) -> socket.socket:
    """Take the address now, so that a taken port is one clear sentence before anything is started."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise Unusable(
            f"Port {port} on {host} cannot be used ({error.strerror}). Set AFTERCARE_PORT to another."
        ) from None
    return listener


def is_free(host: str, port: int) -> bool:
    """Whether we could listen there: it is this machine's own loopback, and nobody does yet."""
    if host not in ("127.0.0.1", "localhost"):
        return False
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Readiness:
    """Tells the parent once any of its web processes answers, and the web processes when the parent is gone."""

    def __init__(self) -> None:
        self._ready_read, self._ready_write = os.pipe()
        self._life_read, self._life_write = os.pipe()

    def is_told(self) -> bool:
        """In the parent: whether pages can be asked for."""
        return bool(select.select([self._ready_read], [], [], 0)[0])

    def tell(self) -> None:
        """In a web process."""
        os.write(self._ready_write, b".")

    def follow(self, *, at_last: Callable[[], object]) -> None:
        """In a web process: stop when the parent is gone, however it went."""
        os.close(self._life_write)
        follow_parent(self._life_read, at_last=at_last)


class _Server(uvicorn.Server):
    """uvicorn that takes one waiting connection at a time, and rests the longer the more it has: the next one goes to
    another process.

    asyncio takes all that wait at once: eight agents who connect in the same moment would share one process.
    """

    def __init__(self, config: uvicorn.Config, listener: socket.socket, readiness: Readiness) -> None:
        super().__init__(config)
        self._listener, self._readiness = listener, readiness
        self._arriving: set[asyncio.Task[Any]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=[])
        self._listener.setblocking(False)
        self._listen()
        self._readiness.tell()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        asyncio.get_running_loop().remove_reader(self._listener)
        await super().shutdown(sockets=[])

    def _listen(self) -> None:
        if not self.should_exit:
            asyncio.get_running_loop().add_reader(self._listener, self._accept)

    def _accept(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            connection, _address = self._listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return  # another process was quicker, or the browser has gone
        except OSError as error:  # no file numbers left: those who wait can wait a moment longer
            log.warning("A connection could not be accepted: %s", error.strerror)
            self._rest(LONG_REST)
            return
        self._rest(min(REST_EACH * (1 + len(self.server_state.connections)), MOST_REST))
        arriving = loop.create_task(loop.connect_accepted_socket(self._protocol, connection))
        self._arriving.add(arriving)
        arriving.add_done_callback(self._arriving.discard)

    def _rest(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(self._listener)
        loop.call_later(seconds, self._listen)

    def _protocol(self) -> asyncio.Protocol:
        made: asyncio.Protocol = self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
        return made


def preload() -> None:
    """Make what every page needs once, so that forked processes share the memory: views, words, templates."""
    with made_to_stay():
        uvicorn.Config(APPLICATION).load()
        get_resolver().url_patterns  # noqa: B018 - imports every view
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                translation.gettext("")
        for folder in map(Path, get_app_template_dirs("templates")):
            for path in folder.rglob("*.html") if folder.is_relative_to(settings.SOURCE) else ():
                get_template(path.relative_to(folder).as_posix())
    connections.close_all()  # a connection must not be shared by two processes


class WebProcess(Child):
    """One forked process that serves pages on the shared listener."""

    def __init__(self, listener: socket.socket, readiness: Readiness, database: Server | None) -> None:
        super().__init__("web process")
        self._listener, self._readiness, self._database = listener, readiness, database
        self._process: BaseProcess

    def _start(self) -> None:
        self._process = _fork.Process(target=self._serve, daemon=True)
        self._process.start()

    def _serve(self) -> None:
        """In the new process, to its end."""
        os.setsid()  # Ctrl-C comes to the parent, which tells the children in order
        stop_on_signals(0)  # uvicorn answers them first, and passes them on when it is done
        self._readiness.follow(at_last=self._leave)
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
        config = uvicorn.Config(
            APPLICATION,
            lifespan="off",
            access_log=False,
            log_config=None,
            server_header=False,
            proxy_headers=False,  # asgi.py: by our own setting
            timeout_graceful_shutdown=GRACE_SECONDS,
            ws="websockets-sansio",
            ws_max_size=SOCKET_FRAME,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_per_message_deflate=False,  # its windows cost more memory than short texts save
        )
        try:
            _Server(config, self._listener, self._readiness).run()
        finally:
            self._leave()

    def _leave(self) -> None:
        """We hold the parent's share of the embedded database as well: when the parent was killed, and we are the last
        one, it stops with us."""
        if self._database is not None:
            self._database.leave()

    def _has_ended(self) -> bool:
        return not self._process.is_alive()

    def _terminate(self) -> None:
        self._process.terminate()

    def _kill(self) -> None:
        self._process.kill()

    def _wait(self, seconds: float | None) -> bool:
        self._process.join(seconds)
        return not self._process.is_alive()

    def _put_away(self) -> None:
        self._process.close()
