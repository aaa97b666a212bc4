"""The door of the aggregators of couriers: open, and every push is looked at before anything is kept (F10).

A thousand pushes a second would hold every page up. So no page is asked: what comes while the last statement runs is
looked at and stored together, by one thread with one database connection, and each push is answered once it is
committed.
"""

import asyncio
import json
import logging
import traceback
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, HTTPScope
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http.request import split_domain_port, validate_host
from django.utils.module_loading import import_string

from aftercare.core.text import read_number
from aftercare.live.threads import Worker

# By name: it needs the models, and Django is not set up yet.
TAKE: Final = "aftercare.parcels.actions.take_pushes"
MOST_BYTES: Final = 512 * 1024  # of one push
MOST_FIELDS: Final = 100  # of its form; aggregators send three
MOST_HELD: Final = 64 * 1024 * 1024  # bytes of all pushes that are here at the same time
MOST_TOGETHER: Final = 200  # pushes by one statement
BYTES_TOGETHER: Final = 4 * 1024 * 1024  # of them; one push may be more
SENT_WITHIN: Final = 10.0  # seconds for the whole body: whoever dribbles holds no room
STORED_WITHIN: Final = 20.0  # seconds
FORM: Final = "application/x-www-form-urlencoded"
PLAIN: Final = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
]
Headers = Mapping[bytes, bytes]
log = logging.getLogger("aftercare.parcels")


@dataclass(frozen=True)
class Posted:
    """A push as it came in whole."""

    token: str
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Answer:
    """Status, body and what else is to be said."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()


BAD = Answer(400)
NOT_ALLOWED = Answer(405, headers=((b"allow", b"POST"),))
TOO_SLOW = Answer(408, headers=((b"connection", b"close"),))
TOO_LARGE = Answer(413)
COME_AGAIN = Answer(503, headers=((b"retry-after", b"10"),))  # aggregators do, for days


class Pushes:
    """Takes each push in whole, and lets those that are here at the same time be kept together."""

    def __init__(
        self, thread: Worker, *, sent_within: float = SENT_WITHIN, stored_within: float = STORED_WITHIN
    ) -> None:
        """`thread`: a single one; a second group would wait for the first one's commit all the same."""
        self._thread, self._sent_within, self._stored_within = thread, sent_within, stored_within
        self._waiting: deque[tuple[Posted, asyncio.Future[Answer]]] = deque()
        self._storing: asyncio.Task[None] | None = None
        self._held = 0  # bytes

    async def __call__(
        self, token: str, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """One request to the address with that token."""
        headers = dict(scope["headers"])
        refusal = _turn_away(scope["method"], headers)
        if refusal is not None:
            await _send(send, refusal)
            return
        body = bytearray()
        try:
            answer = await self._take(receive, body)
            if answer is None:
                posted = Posted(token, headers.get(b"content-type", b"").decode("latin-1"), bytes(body))
                answer = await self._keep(posted)
        except ConnectionAbortedError:
            return
        finally:
            self._held -= len(body)
        await _send(send, answer)

    async def _take(self, receive: ASGIReceiveCallable, body: bytearray) -> Answer | None:
        """Read the body to its end; an answer when it is not to be kept. Raises ConnectionAbortedError when the sender
        has gone."""
        try:
            async with asyncio.timeout(self._sent_within):
                while True:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise ConnectionAbortedError
                    piece = message["body"]
                    if self._held + len(piece) > MOST_HELD:
                        return COME_AGAIN
                    body += piece
                    self._held += len(piece)
                    if len(body) > MOST_BYTES:
                        return TOO_LARGE
                    if not message["more_body"]:
                        return None
        except TimeoutError:
            return TOO_SLOW

    async def _keep(self, posted: Posted) -> Answer:
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[Answer] = loop.create_future()
        self._waiting.append((posted, kept))
        if self._storing is None:
            self._storing = loop.create_task(self._store())
        try:
            return await asyncio.wait_for(kept, self._stored_within)
        except TimeoutError:
            return COME_AGAIN  # it may be stored all the same: told twice, it is known

    async def _store(self) -> None:
        """One group after the other, while anybody waits."""
        try:
            while self._waiting:
                group = self._next_group()
                posted = [one for one, _kept in group]
                try:
                    answers = await self._thread.run(take_posted, posted)
                except Exception as trouble:
                    _complain(trouble)
                    answers = [COME_AGAIN] * len(group)
                for (_one, kept), answer in zip(group, answers, strict=True):
                    if not kept.done():
                        kept.set_result(answer)
        finally:
            self._storing = None

    def _next_group(self) -> list[tuple[Posted, asyncio.Future[Answer]]]:
        group, size = [self._waiting.popleft()], 0
        size = len(group[0][0].body)
        while self._waiting and len(group) < MOST_TOGETHER:
            size += len(self._waiting[0][0].body)
            if size > BYTES_TOGETHER:
                break
            group.append(self._waiting.popleft())
        return group


def take_posted(posted: Sequence[Posted]) -> list[Answer]:
    """Read the forms, and keep what is genuine; in the thread."""
    take = import_string(f"{TAKE}.take_pushes")
    push = import_string(f"{TAKE}.Push")
    forms = [read_form(one) for one in posted]
    told = iter(take([push(one.token, form) for one, form in zip(posted, forms, strict=True) if form is not None]))
    return [BAD if form is None else _answer_of(next(told)) for form in forms]


def read_form(posted: Posted) -> Mapping[str, str] | None:
    """Its fields, the last of several of one name; none of another kind of body. None: it cannot be read."""
    kind, *options = (part.strip().lower() for part in posted.content_type.split(";"))
    if kind != FORM:
        return {}
    if any(option.startswith("charset=") and option[8:].strip('"') not in ("utf-8", "utf8") for option in options):
        return None
    try:
        text = posted.body.decode()
    except UnicodeDecodeError:
        text = posted.body.decode("latin-1")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return None


def _turn_away(method: str, headers: Headers) -> Answer | None:
    domain, _port = split_domain_port(headers.get(b"host", b"").decode("latin-1"))
    if not (domain and validate_host(domain, settings.ALLOWED_HOSTS)):
        return BAD
    if method != "POST":
        return NOT_ALLOWED
    length = read_number(headers.get(b"content-length", b"").decode("latin-1"))
    return TOO_LARGE if length is None or length > MOST_BYTES else None


def _complain(trouble: Exception) -> None:
    """To the log, without the words of the error: pushes may stand in them. That the database is away says enough."""
    is_away = isinstance(trouble, OperationalError | InterfaceError)
    where = "" if is_away else "\n" + "".join(traceback.format_tb(trouble.__traceback__))
    log.error("pushes cannot be kept just now: %s%s", type(trouble).__name__, where)


def _answer_of(told: Any) -> Answer:
    body = b"" if told.body is None else json.dumps(told.body, ensure_ascii=False).encode()
    return Answer(told.status, body)


async def _send(send: ASGISendCallable, answer: Answer) -> None:
    headers = [*PLAIN, *answer.headers, (b"content-length", str(len(answer.body)).encode())]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers, "trailers": False})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})
