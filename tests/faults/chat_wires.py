"""The other ends of the sockets in a test of delivery: agents' screens, and a line between them and the server that is
cut at any byte."""

import asyncio
import json
import time
from collections import deque
from contextlib import suppress
from random import Random
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Origin

AGAIN_AFTER = 0.3  # seconds
SIGN_OF_LIFE = 20.0
MOST_AT_ONCE, A_SECOND = 50.0, 15.0  # frames; the server takes a little more
Frame = dict[str, Any]


class CutLines:
    """Carries bytes from a port of its own to the server's, and cuts lines: at once, or in the middle of a frame."""

    def __init__(self, port: int, dice: Random) -> None:
        self._server, self._dice = port, dice
        self._lines: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._doomed: set[asyncio.StreamWriter] = set()  # the next bytes to them are carried in part, then they are cut
        self.port = self.cuts = 0

    async def __aenter__(self) -> Self:
        self._listener = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_error: object) -> None:
        self._listener.close()
        for line in tuple(self._lines):
            self._drop(line)

    @property
    def is_busy(self) -> bool:
        """Whether there is a line to cut."""
        return bool(self._lines)

    def cut(self) -> None:
        """One line, by chance; half of them in the middle of what is carried next."""
        line = self._dice.choice(sorted(self._lines, key=id))
        self.cuts += 1
        if self._dice.random() < 0.5:
            self._doomed.add(self._dice.choice(line))
        else:
            self._drop(line)

    def _drop(self, line: tuple[asyncio.StreamWriter, asyncio.StreamWriter]) -> None:
        for end in line:
            end.transport.abort()  # no farewell

    async def _carry(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            far, server = await asyncio.open_connection("127.0.0.1", self._server)
        except OSError:
            client.transport.abort()
            return
        line = (client, server)
        self._lines.add(line)
        try:
            await asyncio.gather(self._copy(reader, server), self._copy(far, client))
        except OSError:
            pass
        finally:
            self._lines.discard(line)
            self._doomed -= {*line}
            self._drop(line)

    async def _copy(self, source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            if target in self._doomed:
                target.write(data[: self._dice.randrange(len(data))])
                with suppress(OSError):
                    await target.drain()
                raise ConnectionAbortedError
            target.write(data)
            await target.drain()
        raise ConnectionAbortedError  # one side has gone: so does the other


class Screen:
    """An agent's workbench with many conversations open. `shown` is what it shows of each, in the order of coming;
    `kept` where an answer stands, by the screen's own number of it."""

    def __init__(self, port: int, cookie: str, name: str) -> None:
        self._port, self._cookie, self._name = port, cookie, name
        self.shown: dict[int, list[Frame]] = {}
        self.kept: dict[str, tuple[int, int]] = {}
        self.written: dict[int, list[str]] = {}  # conversation -> own numbers, in the order of writing
        self.refused: list[Frame] = []
        self.cuts = 0
        self._reached: dict[int, int] = {}
        self._unsent: dict[int, deque[Frame]] = {}
        self._under_way: set[str] = set()
        self._socket: ClientConnection | None = None
        self._allowed, self._counted = MOST_AT_ONCE, time.monotonic()

    async def live(self) -> None:
        """Keep a socket open until this is cancelled."""
        origin, cookie = Origin(f"http://127.0.0.1:{self._port}"), {"Cookie": self._cookie}
        options: dict[str, Any] = {"origin": origin, "additional_headers": cookie, "compression": None, "proxy": None}
        while True:
            with suppress(OSError, TimeoutError, WebSocketException):
                async with connect(f"ws://127.0.0.1:{self._port}/live/", **options) as socket:
                    self._socket, self._allowed = socket, MOST_AT_ONCE
                    await self._on(socket)
            self._socket = None
            self._under_way.clear()
            self.cuts += 1
            await asyncio.sleep(AGAIN_AFTER)

    async def watch(self, talk: int) -> None:
        """Open the conversation on this screen."""
        if talk not in self.shown:
            self.shown[talk], self._reached[talk], self._unsent[talk], self.written[talk] = [], 0, deque(), []
            await self._say(do="watch", talk=talk, after=0)

    async def write(self, talk: int, kind: str = "text") -> None:
        """An answer, or a note for colleagues; each conversation has a queue of its own."""
        own = f"{self._name}-{talk}-{len(self.written[talk])}"
        self.written[talk].append(own)
        self._unsent[talk].append({"do": "send", "talk": talk, "id": own, "kind": kind, "text": f"{kind} {own}"})
        await self._push(talk)

    @property
    def unsent(self) -> int:
        return sum(map(len, self._unsent.values()))

    def reached(self, talk: int) -> int:
        """The last number that it has."""
        return self._reached.get(talk, 0)

    async def _on(self, socket: ClientConnection) -> None:
        for talk in list(self.shown):
            await self._say(do="watch", talk=talk, after=self._reached[talk])
        alive = asyncio.create_task(self._stay_alive())
        try:
            async for text in socket:
                await self._hear(json.loads(text))
        finally:
            alive.cancel()

    async def _hear(self, frame: Frame) -> None:
        match frame["is"]:
            case "messages":
                self.shown[frame["talk"]] += frame["messages"]
                self._reached[frame["talk"]] = frame["last"]
                await self._push(frame["talk"])
            case "kept" | "refused":
                self._under_way.discard(frame["id"])
                talk = int(frame["id"].split("-")[1])
                if frame["is"] == "kept":
                    place = (frame["talk"], frame["seq"])
                    assert self.kept.setdefault(frame["id"], place) == place, "one answer, one place"
                elif frame["code"] == "unseen":  # what it has not seen comes by itself, then it is sent again
                    if self._reached[talk] >= frame["params"]["seq"]:
                        await self._push(talk)
                    return
                else:
                    self.refused.append(frame)
                self._unsent[talk].popleft()
                await self._push(talk)

    async def _push(self, talk: int) -> None:
        """The first of the queue, with what is on the screen; one at a time keeps the order."""
        queue = self._unsent[talk]
        if queue and queue[0]["id"] not in self._under_way and self._socket is not None:
            self._under_way.add(queue[0]["id"])
            await self._say(**queue[0], seen=self._reached[talk])

    async def _stay_alive(self) -> None:
        while True:
            await asyncio.sleep(SIGN_OF_LIFE)
            await self._say(do="alive")

    async def _say(self, **frame: Any) -> None:
        """Not faster than the server takes it."""
        at = time.monotonic()
        self._allowed = min(MOST_AT_ONCE, self._allowed + (at - self._counted) * A_SECOND) - 1
        self._counted = at
        if self._allowed < 0:
            await asyncio.sleep(-self._allowed / A_SECOND)
        if self._socket is not None:
            with suppress(WebSocketException, OSError):  # it is opened again, and says it then
                await self._socket.send(json.dumps(frame))
