"""The door to the pages: bodies are taken in whole, headers cannot be forged, a gone browser costs no thread."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from aftercare.config import asgi
from aftercare.config.asgi import Pages
from aftercare.web.middleware import TOO_LARGE

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


def ask(
    application: Callable[[dict[str, Any], StartResponse], Iterable[bytes]],
    *messages: dict[str, Any],
    headers: Iterable[tuple[bytes, bytes]] = (),
    query: bytes = b"",
    breaks_at: int | None = None,
) -> list[dict[str, Any]]:
    """What the door sends when these messages come in; the line breaks at the message of that number."""
    waiting, sent = list(messages), []

    async def receive() -> Any:
        return waiting.pop(0)

    async def send(message: Any) -> None:
        if len(sent) == breaks_at:
            raise ConnectionResetError
        sent.append(message)

    scope: Any = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/there", "query_string": query,
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


TOO_MUCH = (piece(b"123456", more=True), piece(b"78901", more=True), piece(b"more"))


def test_of_a_body_that_is_too_large_a_page_gets_nothing_but_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LARGEST_BODY", 10)
    application = Recorder()

    ask(application, *TOO_MUCH, headers=[(b"content-length", b"15")])

    assert application.bodies == [b""]
    assert (application.environ[TOO_LARGE], application.environ["CONTENT_LENGTH"]) == (True, "0")


def test_a_body_as_large_as_allowed_is_not_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "LARGEST_BODY", 10)
    application = Recorder()

    ask(application, piece(b"1234567890"))

    assert application.bodies == [b"1234567890"]
    assert TOO_LARGE not in application.environ


@pytest.mark.attack("F11")
@pytest.mark.parametrize(("language", "title"), [("zh-hans", "文件过大"), ("en", "That is too large")])
def test_a_body_that_is_too_large_is_answered_by_a_page(
    monkeypatch: pytest.MonkeyPatch, language: str, title: str
) -> None:
    monkeypatch.setattr(asgi, "LARGEST_BODY", 10)
    headers = [(b"host", b"localhost"), (b"cookie", f"language={language}".encode())]

    start, *body = ask(get_wsgi_application(), *TOO_MUCH, headers=headers)

    text = b"".join(message["body"] for message in body).decode()
    assert start["status"] == 413
    assert f"<h1>{title}</h1>" in text


def test_a_file_is_sent_in_pieces_after_the_thread_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi, "PIECE", 4)
    path = tmp_path / "picture"
    path.write_bytes(b"0123456789")
    opened = path.open("rb")

    def application(environ: dict[str, Any], start_response: StartResponse) -> Any:
        start_response("200 OK", [("Content-Length", "10")])
        return environ["wsgi.file_wrapper"](opened)

    sent = ask(application, piece(b""))

    assert [message["body"] for message in sent[1:]] == [b"0123", b"4567", b"89", b""]
    assert [message["more_body"] for message in sent[1:]] == [True, True, True, False]
    assert opened.closed


def test_a_file_is_closed_when_the_browser_goes_away(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(b"0123456789")
    opened = path.open("rb")

    def application(environ: dict[str, Any], start_response: StartResponse) -> Any:
        start_response("200 OK", [])
        return environ["wsgi.file_wrapper"](opened)

    with pytest.raises(ConnectionResetError):
        ask(application, piece(b""), breaks_at=1)

    assert opened.closed


def test_letters_that_nobody_encoded_reach_the_page_as_they_were_meant() -> None:
    application = Recorder()

    ask(application, piece(b""), query="q=退货&a=%E9%80%80".encode())

    assert application.environ["QUERY_STRING"] == "q=%E9%80%80%E8%B4%A7&a=%E9%80%80"


def test_a_request_that_cannot_be_said_in_wsgi_is_refused() -> None:
    application = Recorder()

    sent = ask(application, piece(b""), headers=[(b"x-many", b"1")] * 101)

    assert sent[0]["status"] == 400
    assert application.bodies == []


def test_a_header_with_an_underscore_does_not_pass_for_another() -> None:
    application = Recorder()

    ask(application, piece(b""), headers=[(b"x_forwarded_proto", b"https"), (b"x-other", b"here")])

    assert "HTTP_X_FORWARDED_PROTO" not in application.environ
    assert application.environ["HTTP_X_OTHER"] == "here"
