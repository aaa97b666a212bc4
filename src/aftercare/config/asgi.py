"""The ASGI door: pages behind WSGI in a few threads.

Every page is synchronous. Django's own ASGI handler would start a thread and open a database connection for each
request; threads that live on keep both (measured in docs/measurements.md). Sockets, when there are some, are answered
by this door in the same process and on the same port.
"""

import os
import tempfile
from collections.abc import Generator
from contextlib import closing
from typing import IO, Any

from a2wsgi import WSGIMiddleware
from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope, Scope
from django.core.wsgi import get_wsgi_application

THREADS = 4
IN_MEMORY = 256 * 1024  # bytes of a body; a larger one waits in a temporary file
LARGEST_BODY = 120 * 1024 * 1024  # bytes; an order report may have 100 MB
PIECE = 256 * 1024


class Pages:
    """Takes a request in whole before a thread gets it: a slow sender must not hold one of the few threads."""

    def __init__(self, application: Any, threads: int = THREADS) -> None:
        self._pages = WSGIMiddleware(application, workers=threads)

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self._pages(scope, receive, send)  # type: ignore[arg-type]
            return
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            if not await _take(receive, body):
                return  # the browser has gone
            if body.tell() > LARGEST_BODY:
                await _refuse(send)
                return
            body.seek(0)
            with closing(_pieces(body)) as pieces:

                async def replay() -> Any:
                    return next(pieces)

                await self._pages(_with_plain_headers(scope), replay, send)  # type: ignore[arg-type]


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


def _pieces(body: IO[bytes]) -> Generator[dict[str, Any], None, None]:
    while piece := body.read(PIECE):
        yield {"type": "http.request", "body": piece, "more_body": True}
    while True:
        yield {"type": "http.request", "body": b"", "more_body": False}


def _with_plain_headers(scope: HTTPScope) -> HTTPScope:
    """Without names that have an underscore: WSGI could not tell them from the ones a proxy sets."""
    headers = [(name, value) for name, value in scope["headers"] if b"_" not in name]
    return {**scope, "headers": headers}


async def _refuse(send: ASGISendCallable) -> None:
    text = f"413: more than {LARGEST_BODY // 1024 // 1024} MB".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"%d" % len(text))]
    await send({"type": "http.response.start", "status": 413, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": text, "more_body": False})


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftercare.config.settings")
application = Pages(get_wsgi_application())
