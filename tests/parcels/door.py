"""The door of the aggregators, from a test."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlencode

from aftercare.config.asgi import Door
from aftercare.config.pushes import FORM, Pushes
from aftercare.live.threads import Threads

PATIENCE = 60.0
Asked = tuple[dict[str, Any], list[dict[str, Any]]]  # scope, messages


@dataclass(frozen=True)
class Answered:
    """What came back; status 0: nothing, the sender had gone."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Here:
    """Runs what it is given in the thread of the test, whose transaction it then sees."""

    def __init__(self) -> None:
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def run(self, work: Callable[..., Any], *arguments: Any, is_urgent: bool = False) -> asyncio.Future[Any]:
        future: Future[Any] = Future()

        def run() -> None:
            try:
                future.set_result(work(*arguments))
            except BaseException as error:
                future.set_exception(error)

        self._work.put(run)
        return asyncio.wrap_future(future)

    def play(self, story: Callable[[], Awaitable[Any]]) -> Any:
        """The story's end; it runs in an event loop of its own."""
        told: Future[Any] = Future()

        async def run() -> Any:
            return await story()

        def tell() -> None:
            try:
                told.set_result(asyncio.run(run()))
            except BaseException as error:
                told.set_exception(error)
            self._work.put(None)

        thread = Thread(target=tell)
        thread.start()
        while work := self._work.get(timeout=PATIENCE):
            work()
        thread.join()
        return told.result()


def request(
    path: str, form: Mapping[str, str] | bytes, *, method: str = "POST", pieces: int = 2, **headers: str | None
) -> Asked:
    """A request whose body comes in pieces; headers as in `content_type="text/plain"`, None leaves one away."""
    body = form if isinstance(form, bytes) else urlencode(form).encode()
    said = {"host": "testserver", "content_type": FORM, "content_length": str(len(body)), **headers}
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "path": path, "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in said.items() if value],
        "server": ("127.0.0.1", 8000), "client": ("127.0.0.1", 9),
    }  # fmt: skip
    size = len(body) // pieces + 1
    parts = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages[-1]["more_body"] = False
    return scope, messages


async def ask(pushes: Pushes, asked: Asked) -> Answered:
    """Through the door that tells pushes from pages. A request without an end waits."""
    scope, messages = asked
    waiting, sent = list(messages), []

    async def receive() -> Any:
        return waiting.pop(0) if waiting else await asyncio.Event().wait()

    async def send(message: Any) -> None:
        sent.append(message)

    await Door(None, None, pushes)(scope, receive, send)  # type: ignore[arg-type] neither page nor socket is meant
    if not sent:
        return Answered(0, {}, b"")
    told = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answered(sent[0]["status"], told, b"".join(message["body"] for message in sent[1:]))


def asked_together(requests: Sequence[Asked], **limits: float) -> list[Answered]:
    """All at once; the database's part happens in the test's own transaction."""
    here = Here()

    async def story() -> list[Answered]:
        pushes = Pushes(here, **limits)
        return list(await asyncio.gather(*(ask(pushes, one) for one in requests)))

    answers: list[Answered] = here.play(story)
    return answers


def post(path: str, form: Mapping[str, str] | bytes, **options: Any) -> Answered:
    """One request, answered."""
    return asked_together([request(path, form, **options)])[0]


def asked_in_thread(
    requests: Sequence[Asked], *, answered: Callable[[], object] = lambda: None, **limits: float
) -> list[Answered]:
    """All at once, by a thread and a connection of their own as in the product; needs a test that commits. `answered`
    is called when they are, while the thread may still be at work."""

    async def story() -> list[Answered]:
        thread = Threads(1, "pushes")
        pushes = Pushes(thread, **limits)
        try:
            answers = list(await asyncio.gather(*(ask(pushes, one) for one in requests)))
            answered()
            return answers
        finally:
            await thread.close()

    return asyncio.run(story())
