"""One socket: frames in, frames out. What touches the database is done in a thread (`Desk`)."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable

from aftercare.chat.hints import READ, Hint, Sign, Staffing, talk_topic
from aftercare.core.errors import AftercareError, NotFound
from aftercare.live.echoes import Echoes
from aftercare.live.frames import Desk, Frame, Missed, is_number, problem, read_frame
from aftercare.live.hub import Hub
from aftercare.live.marks import Marks
from aftercare.live.pace import Allowance
from aftercare.live.threads import Threads

FRAME_BYTES: Final = 16 * 1024  # a message of 2,000 characters, twice over
FRAMES_A_SECOND: Final = 20
BURST: Final = 60
MARKS_A_SECOND: Final = 200  # marks of reading are counted apart: a screen sends one for every message
MOST_WATCHED: Final = 50  # conversations on one screen
COALESCE: Final = 0.25  # seconds: changes of a queue are told together
TOO_LARGE, TOO_MANY, GONE, UNREADABLE, BROKEN = 1009, 1013, 4001, 1007, 1011
log = logging.getLogger("aftercare.live")


class Socket:
    """A connection that was accepted, to its end."""

    def __init__(
        self, desk: Desk, hub: Hub, threads: Threads, doors: tuple[ASGIReceiveCallable, ASGISendCallable]
    ) -> None:
        self._desk, self._hub, self._threads = desk, hub, threads
        self._receive, self._tell_out = doors
        self._reached: dict[int, int] = {}  # conversation -> last number that this screen has
        self._state: dict[int, Any] = {}  # conversation -> the state that this screen was told last
        self._stale: set[int] = set()
        self._echoes = Echoes()
        self._changed: set[int] = set()
        self._signs: list[Sign] = []
        self._staffing: Staffing | None = None
        self._listed: tuple[str, ...] = ()
        self._woken = asyncio.Event()
        self._ripe_at = 0.0  # when the changes of lists are told
        self._frames, self._read = Allowance(FRAMES_A_SECOND, BURST), Allowance(MARKS_A_SECOND, 2 * MARKS_A_SECOND)
        self._marks = Marks(self._keep_marks)
        self._reads: dict[tuple[int, int], Sign] = {}  # conversation and reader -> how far

    def wake(self, topic: str, hint: Hint | None) -> None:
        kind, _colon, pk = topic.partition(":")
        if kind == "talk":
            if not self._echoes.takes(int(pk), hint):
                self._look(int(pk))
            return
        if kind == "visitor" and hint is not None and hint.conversation_id in self._reached:
            return  # that conversation is told itself
        if not self._changed:
            asyncio.get_running_loop().call_later(COALESCE, self._woken.set)
            self._ripe_at = time.monotonic() + COALESCE / 2
        self._changed.add(hint.conversation_id if hint else 0)

    def _look(self, conversation_id: int) -> None:
        self._stale.add(conversation_id)
        self._woken.set()

    def see(self, sign: Sign) -> None:
        if sign.what == READ:
            key = (sign.conversation_id, sign.staff_id)
            self._reads[key] = max(sign, self._reads.get(key, sign))
            self._woken.set()
        elif len(self._signs) < MOST_WATCHED:
            self._signs.append(sign)
            self._woken.set()

    def staffed(self, told: Staffing) -> None:
        self._staffing = told
        self._woken.set()

    async def run(self) -> None:
        """Until the other side goes, or is sent away."""
        telling = asyncio.get_running_loop().create_task(self._tell())
        try:
            while (message := await self._receive())["type"] == "websocket.receive":
                if not await self._take(message.get("text") or ""):
                    return
        finally:
            for topic in (*map(talk_topic, self._reached), *self._listed):
                self._hub.leave(topic, self)
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
            await self._marks.close()

    async def _take(self, text: str) -> bool:
        """One frame; False when the socket was closed for it."""
        if len(text.encode()) > FRAME_BYTES:
            return await self._close(TOO_LARGE)
        frame = read_frame(text)
        is_mark = frame is not None and frame.get("do") == READ and is_number(frame.get("seq"))
        if not (is_mark and self._read.spend()) and not self._frames.spend():
            return await self._close(TOO_MANY)
        if frame is None:
            return await self._close(UNREADABLE)
        match frame.get("do"):
            case "read" if is_mark:
                self._marks.put(frame.get("talk", 0), frame["seq"])
            case "watch":
                await self._watch(frame)
            case "leave":
                self._leave(frame.get("talk", 0))
                await self._marks.flush()
            case "list":
                await self._list()
            case "send":
                await self._send(frame)
            case str(verb):
                return await self._do(verb, frame)
            case _:
                return await self._close(UNREADABLE)
        return True

    async def _watch(self, frame: Frame) -> None:
        after = frame.get("after")
        if len(self._reached) >= MOST_WATCHED and frame.get("talk") not in self._reached:
            await self._write({"is": "refused", "code": "too_many_talks"})
            return

        try:
            conversation_id = await self.in_thread(self._desk.watch, frame.get("talk", 0))
        except AftercareError as error:
            await self._write(_with_id(problem(error), frame))
        else:
            await self._write(_with_id({"is": "watched", "talk": conversation_id}, frame))
            self._reached[conversation_id] = after if is_number(after) and after >= 0 else 0
            self._state.pop(conversation_id, None)
            self._hub.join(talk_topic(conversation_id), self)
            self._look(conversation_id)

    async def _keep_marks(self, marks: Mapping[int, int]) -> bool:
        try:
            await self.in_thread(self._desk.read, marks)
        except AftercareError as error:
            with contextlib.suppress(Exception):  # the other side may be gone
                await self._write(problem(error))
        except Exception as error:
            log.warning("Marks of reading could not be kept (%s)", type(error).__name__)
            return False
        return True

    def _leave(self, conversation_id: int) -> None:
        if self._reached.pop(conversation_id, None) is not None:
            self._state.pop(conversation_id, None)
            self._hub.leave(talk_topic(conversation_id), self)

    async def _list(self) -> None:
        """From now on tell of changes in the lists of this side. Asked again, it hears on meanwhile."""
        topics: tuple[str, ...] = ()
        told: Frame = {"is": "listed"}
        try:
            topics = await self.in_thread(self._desk.topics)
        except AftercareError as error:  # logged out meanwhile
            told = problem(error)
        for topic in topics:
            self._hub.join(topic, self)
        for topic in set(self._listed) - set(topics):
            self._hub.leave(topic, self)
        self._listed = topics
        await self._write(told)

    async def _send(self, frame: Frame) -> None:
        """What a screen lacks by its own message it is told at once: the hint of it makes nobody look again."""
        talk = frame.get("talk", 0)
        self._echoes.begin(talk)
        missed: Missed | None = None
        try:
            told, missed = await self.in_thread(self._desk.send, frame)
        except AftercareError as error:
            told = problem(error)
        finally:
            is_next = missed is not None and self._reached.get(talk) == missed.last - 1
            if self._echoes.end(talk, missed.last if missed and is_next else None):
                self._look(talk)
        if missed and is_next:
            await self._show_missed(talk, missed)
            if missed.more:
                self._look(talk)
        await self._write(_with_id(told, frame))

    async def _do(self, verb: str, frame: Frame) -> bool:
        try:
            told = await self.in_thread(self._desk.do, verb, frame)
        except AftercareError as error:
            told = problem(error)
        if told is None:
            return await self._close(UNREADABLE)
        if told["is"] != "done":
            await self._write(_with_id(told, frame))
        return True

    async def _tell(self) -> None:
        """A screen that cannot be told what is new is cut, so that it comes again and asks (B17)."""
        try:
            await self._tell_on()
        except Exception as error:
            log.warning("A socket is cut: what is new could not be told (%s)", type(error).__name__)
            with contextlib.suppress(Exception):
                await self._close(BROKEN)

    async def _tell_on(self) -> None:
        """Send what is new, as fast as the other side takes it; what is only woken meanwhile is read once."""
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._stale:
                await self._catch_up(self._stale.pop())
            signs, self._signs = [*self._signs, *self._reads.values()], []
            self._reads = {}
            for sign in signs:
                if (frame := self._desk.show(sign)) is not None:
                    await self._write(frame)
            if (told := self._staffing) is not None:
                self._staffing = None
                await self._write({"is": "staffed", "staffed": told.is_staffed})
            if self._changed and time.monotonic() >= self._ripe_at:
                changed, self._changed = self._changed, set()
                await self._write({"is": "changed", "talks": [0] if len(changed) > MOST_WATCHED else sorted(changed)})

    async def _catch_up(self, conversation_id: int) -> None:
        more = True
        while more and conversation_id in self._reached:
            reached = self._reached[conversation_id]
            try:
                frame, last, more = await self._threads.run(self._desk.missed, conversation_id, reached, is_urgent=True)
            except NotFound:  # the right to see it is gone
                self._leave(conversation_id)
                await self._write({"is": "gone", "talk": conversation_id})
                return
            if self._reached.get(conversation_id) != reached:  # it was left, or begun anew from elsewhere
                more = True
                continue
            if last > reached or frame.get("state") != self._state.get(conversation_id):
                await self._show_missed(conversation_id, Missed(frame, max(last, reached), more))

    async def _show_missed(self, conversation_id: int, missed: Missed) -> None:
        """Noted before it is written: whoever else has something to tell of it meanwhile goes on from there."""
        self._reached[conversation_id] = missed.last
        self._state[conversation_id] = missed.frame.get("state")
        await self._write(missed.frame)

    async def in_thread(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """What touches the database."""
        return await self._threads.run(work, *arguments)

    async def _write(self, frame: Frame) -> None:
        text = json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
        await self._tell_out({"type": "websocket.send", "text": text, "bytes": None})

    async def _close(self, code: int) -> bool:
        await self._tell_out({"type": "websocket.close", "code": code, "reason": None})
        return False


def _with_id(told: Frame, frame: Frame) -> Frame:
    """With the writer's own number."""
    return {**told, **({"id": frame["id"]} if isinstance(frame.get("id"), str) else {})}
