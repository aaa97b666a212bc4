"""One socket: frames in, frames out. What it does with the database is done in a thread (`Desk`), never here."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, Protocol

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable

from aftercare.core.errors import AftercareError, InvalidInput, NotFound, Refused
from aftercare.web.live.hub import Hub

FRAME_BYTES: Final = 16 * 1024  # a message of 2,000 characters, twice over
FRAMES_A_SECOND: Final = 20
BURST: Final = 60
MOST_WATCHED: Final = 50  # conversations on one screen
TOO_LARGE, TOO_MANY, GONE, UNREADABLE = 1009, 1013, 4001, 1007
Frame = Mapping[str, Any]


class Desk(Protocol):
    """What one side may do; each call runs in a thread and reads rights anew (G3)."""

    def watch(self, conversation_id: int) -> int:
        """The conversation that may be watched. Raises NotFound."""

    def send(self, frame: Frame) -> Frame:
        """Keep what was written; the answer says so. Raises AftercareError."""

    def missed(self, conversation_id: int, after: int) -> tuple[Frame, int, bool]:
        """A frame with what came after the number, how far it reaches, and whether there is more. Raises NotFound once
        the right to see it is gone."""


class Socket:
    """A connection that was accepted, to its end."""

    def __init__(
        self, desk: Desk, hub: Hub, threads: ThreadPoolExecutor, doors: tuple[ASGIReceiveCallable, ASGISendCallable]
    ) -> None:
        self._desk, self._hub, self._threads = desk, hub, threads
        self._receive, self._send = doors
        self._reached: dict[int, int] = {}  # conversation -> last number that this screen has
        self._stale: set[int] = set()
        self._woken = asyncio.Event()
        self._allowed, self._counted = float(BURST), time.monotonic()

    def wake(self, conversation_id: int) -> None:
        self._stale.add(conversation_id)
        self._woken.set()

    async def run(self) -> None:
        """Until the other side goes, or is sent away."""
        telling = asyncio.get_running_loop().create_task(self._tell())
        try:
            while (message := await self._receive())["type"] == "websocket.receive":
                if not await self._take(message.get("text") or ""):
                    return
        finally:
            for conversation_id in self._reached:
                self._hub.leave(conversation_id, self)
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling

    async def _take(self, text: str) -> bool:
        """One frame; False when the socket was closed for it."""
        if len(text.encode()) > FRAME_BYTES:
            return await self._close(TOO_LARGE)
        if not self._may_go_on():
            return await self._close(TOO_MANY)
        try:
            frame = json.loads(text)
        except ValueError:
            return await self._close(UNREADABLE)
        if not isinstance(frame, dict) or not isinstance(frame.get("talk", 0), int):
            return await self._close(UNREADABLE)
        match frame.get("do"):
            case "watch":
                await self._watch(frame)
            case "leave":
                self._leave(frame.get("talk", 0))
            case "send":
                await self._answer(frame, self._desk.send)
            case _:
                return await self._close(UNREADABLE)
        return True

    def _may_go_on(self) -> bool:
        at = time.monotonic()
        self._allowed = min(BURST, self._allowed + (at - self._counted) * FRAMES_A_SECOND) - 1
        self._counted = at
        return self._allowed >= 0

    async def _watch(self, frame: Frame) -> None:
        after = frame.get("after")
        if len(self._reached) >= MOST_WATCHED and frame.get("talk") not in self._reached:
            await self._write({"is": "refused", "code": "too_many_talks"})
            return

        def watch(frame: Frame) -> Frame:
            return {"is": "watched", "talk": self._desk.watch(frame.get("talk", 0))}

        told = await self._answer(frame, watch)
        if told["is"] == "watched":
            conversation_id = told["talk"]
            self._reached[conversation_id] = after if isinstance(after, int) and after >= 0 else 0
            self._hub.join(conversation_id, self)
            self.wake(conversation_id)

    def _leave(self, conversation_id: int) -> None:
        if self._reached.pop(conversation_id, None) is not None:
            self._hub.leave(conversation_id, self)

    async def _answer(self, frame: Frame, work: Callable[[Frame], Frame]) -> Frame:
        """Do it in a thread, and say how it went, with the writer's own number."""
        try:
            told = await self.in_thread(work, frame)
        except AftercareError as error:
            told = _problem(error)
        told = {**told, **({"id": frame["id"]} if isinstance(frame.get("id"), str) else {})}
        await self._write(told)
        return told

    async def _tell(self) -> None:
        """Send what is new, as fast as the other side takes it; what is only woken meanwhile is read once."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._stale:
                await self._catch_up(self._stale.pop())

    async def _catch_up(self, conversation_id: int) -> None:
        more = True
        while more and conversation_id in self._reached:
            try:
                frame, last, more = await self.in_thread(
                    self._desk.missed, conversation_id, self._reached[conversation_id]
                )
            except NotFound:  # the right to see it is gone
                self._leave(conversation_id)
                await self._write({"is": "gone", "talk": conversation_id})
                return
            if conversation_id in self._reached and last > self._reached[conversation_id]:
                await self._write(frame)
                self._reached[conversation_id] = last

    async def in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """What touches the database."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)

    async def _write(self, frame: Frame) -> None:
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        await self._send({"type": "websocket.send", "text": text, "bytes": None})

    async def _close(self, code: int) -> bool:
        await self._send({"type": "websocket.close", "code": code, "reason": None})
        return False


def _problem(error: AftercareError) -> Frame:
    if isinstance(error, Refused):
        return {"is": "refused", "code": error.refusal.code, "text": str(error.refusal), **_numbers(error)}
    if isinstance(error, InvalidInput):
        return {
            "is": "refused",
            "code": "invalid",
            "problems": {name: str(why) for name, why in error.problems.items()},
        }
    return {"is": "refused", "code": "not_found"}


def _numbers(error: Refused) -> Frame:
    seq = error.refusal.params.get("seq")
    return {"seq": seq} if isinstance(seq, int) else {}
