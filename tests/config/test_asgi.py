"""The door to the pages: bodies are taken in whole, headers cannot be forged, a gone browser costs no thread."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from aftercare.config import asgi
from aftercare.config.asgi import Pages

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def ask(
    application: Callable[[dict[str, Any], StartResponse], Iterable[bytes]],
    *messages: dict[str, Any],
    headers: Iterable[tuple[bytes, bytes]] = (),
) -> list[dict[str, Any]]:
    """What the door sends when these messages come in."""
    waiting, sent = list(messages), []

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope: Any = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/there", "query_string": b"",
        "headers": list(headers), "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 9),
    }  # fmt: skip
    asyncio.run(Pages(application, threads=1)(scope, receive, send))
    return sent


def piece(body: bytes, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


class Recorder:
    """A WSGI application that remembers what it was asked."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.environ: dict[str, Any] = {}

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> list[bytes]:
        self.environ = environ
        self.bodies.append(environ["wsgi.input"].read())
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]


def test_a_body_in_pieces_arrives_whole() -> None:
    application = Recorder()
    long = b"x" * (asgi.IN_MEMORY + 1)

    sent = ask(application, piece(b"first,", more=True), piece(long, more=True), piece(b",last"))

    assert application.bodies == [b"first," + long + b",last"]
    assert sent[0]["status"] == 200
    assert b"".join(message["body"] for message in sent[1:]) == b"ok"


def test_a_browser_that_goes_away_while_sending_reaches_no_page() -> None:
    application = Recorder()

    sent = ask(application, piece(b"half", more=True), {"type": "http.disconnect"})

    assert application.bodies == []
    assert sent == []


def test_a_body_that_is_too_large_is_read_and_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LARGEST_BODY", 10)
    application = Recorder()

    sent = ask(application, piece(b"123456", more=True), piece(b"78901", more=True), piece(b"more"))

    assert application.bodies == []
    assert sent[0]["status"] == 413


def test_a_header_with_an_underscore_does_not_pass_for_another() -> None:
    application = Recorder()

    ask(application, piece(b""), headers=[(b"x_forwarded_proto", b"https"), (b"x-other", b"here")])

    assert "HTTP_X_FORWARDED_PROTO" not in application.environ
    assert application.environ["HTTP_X_OTHER"] == "here"
