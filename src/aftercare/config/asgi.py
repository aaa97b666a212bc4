"""The ASGI door: pages behind WSGI in a few threads, sockets and pushes of couriers beside them.

Every page is synchronous. Django's own ASGI handler would start a thread and open a database connection for each
request; threads that live on keep both (measured in docs/measurements.md).
"""

import asyncio
import io
import os
import string
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import copy_context
from dataclasses import dataclass
from typing import IO, Any, cast
from urllib.parse import quote

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from asgiref.wsgi import WsgiToAsgiInstance
from django.core.wsgi import get_wsgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from aftercare.config.environment import environment
from aftercare.config.pushes import Pushes
from aftercare.config.sockets import Sockets
from aftercare.intake.limits import FILE_BYTES, MIB
from aftercare.live.threads import Threads
from aftercare.parcels.addresses import pushed_token
from aftercare.web.middleware import TOO_LARGE

THREADS = 3  # of each process; more only take the interpreter from each other
IN_MEMORY = 256 * 1024  # bytes of a body; a larger one waits in a temporary file
LARGEST_BODY = FILE_BYTES + 20 * MIB  # the largest file that we take, and the form around it
PIECE = 256 * 1024  # bytes of a file at a time

Headers = list[tuple[bytes, bytes]]
Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


class FileToSend:
    """A file that Django hands over instead of reading it (`wsgi.file_wrapper`)."""

    def __init__(self, file: IO[bytes], _block_size: int = PIECE) -> None:
        self.file = file


@dataclass
class Answer:
    """What a page answered: its bytes, or a file that is still to be read."""

    status: int
    headers: Headers
    content: bytes | FileToSend


UNREADABLE = Answer(400, [(b"content-type", b"text/plain")], b"400: this request cannot be read")


class Pages:
    """Takes a request in whole before a thread gets it, and lets the thread go before the answer is sent: nobody slow
    holds one of the few threads."""

    def __init__(self, application: Application, threads: int = THREADS) -> None:
        self._application = application
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="page")

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            if not await _take(receive, body):
                return  # the browser has gone
            is_too_large = body.tell() > LARGEST_BODY
            body.seek(0)
            try:
                environ = environ_of(scope, io.BytesIO() if is_too_large else body)
            except ValueError:  # the same header a hundred times over
                await _send(send, UNREADABLE)
                return
            if is_too_large:  # a page says so, in the language of the person
                environ |= {TOO_LARGE: True, "CONTENT_LENGTH": "0"}
            run = copy_context().run
            answer = await asyncio.get_running_loop().run_in_executor(self._threads, run, self._answer, environ)
        await _send(send, answer)

    def _answer(self, environ: Environ) -> Answer:
        """In a thread."""
        told: list[tuple[int, Headers]] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: Any = None) -> None:
            encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
            told.append((int(status.split(" ", 1)[0]), encoded))

        pieces = self._application(environ, start_response)
        if isinstance(pieces, FileToSend):
            return Answer(*told[-1], pieces)
        try:
            return Answer(*told[-1], b"".join(pieces))
        finally:
            getattr(pieces, "close", lambda: None)()


def environ_of(scope: HTTPScope, body: IO[bytes]) -> Environ:
    """The request as WSGI says it, without header names that have an underscore: they could not be told from the ones a
    proxy sets. Raises ValueError on one that cannot be said."""
    scope = {
        **scope,
        "headers": [(name, value) for name, value in scope["headers"] if b"_" not in name],
        "query_string": quote(scope["query_string"], safe=string.punctuation).encode(),
    }
    instance = WsgiToAsgiInstance(None)
    instance.scope = scope
    environ: Environ = instance.build_environ(scope, body)
    environ["wsgi.file_wrapper"] = FileToSend
    return environ


async def _take(receive: ASGIReceiveCallable, body: IO[bytes]) -> bool:
    """Read the body to its end, but keep no more than shows that it is too large; false when the sender has gone."""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return False
        if body.tell() <= LARGEST_BODY:
            body.write(message["body"])
        if not message["more_body"]:
            return True


async def _send(send: ASGISendCallable, answer: Answer) -> None:
    """Send it as fast as the browser takes it."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers, "trailers": False})
    if isinstance(answer.content, bytes):
        await send({"type": "http.response.body", "body": answer.content, "more_body": False})
        return
    async with aclosing(_pieces(answer.content.file)) as pieces:
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": bool(piece)})


async def _pieces(file: IO[bytes]) -> AsyncGenerator[bytes, None]:
    """The pieces of the file, then an empty one; it is closed however this ends."""
    loop = asyncio.get_running_loop()
    try:
        while piece := await loop.run_in_executor(None, file.read, PIECE):
            yield piece
        yield b""
    finally:
        file.close()


class Door:
    """Pages, sockets and pushes on one port."""

    def __init__(self, pages: Pages, sockets: Sockets, pushes: Pushes) -> None:
        self._pages, self._sockets, self._pushes = pages, sockets, pushes

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "websocket":
            await self._sockets(scope, receive, send)
        elif scope["type"] == "http" and (token := pushed_token(scope["path"])) is not None:
            await self._pushes(token, scope, receive, send)
        else:
            await self._pages(scope, receive, send)


def behind_proxies(door: Door, trusted: Sequence[str]) -> Any:
    """The door as those come to it who stand behind a proxy that we trust: `client` is then the last hop that is none,
    and nobody else's word counts (G7)."""
    return ProxyHeadersMiddleware(door, list(trusted))  # type: ignore[arg-type]


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercare.config.settings")
application = behind_proxies(
    Door(
        Pages(cast(Application, get_wsgi_application())),
        Sockets(environment.libpq_url, trusted=environment.trusted_proxies),
        Pushes(Threads(1, "pushes")),
    ),
    environment.trusted_proxies,
)
