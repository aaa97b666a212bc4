"""One buyer's browser, as the widget's own script is: it enters, keeps a socket, sends again what was not acknowledged,
and asks for what came after the last number that it has."""

import asyncio
import json
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import uuid4

import requests
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException
from websockets.typing import Origin

from aftercare.core.errors import AftercareError

TIMEOUT: Final = 20.0  # seconds for one answer of the server
AGAIN_AFTER: Final = 0.5  # seconds before a lost socket is opened again
SLOWER: Final = 2.5  # seconds after "too fast"
Frame = dict[str, Any]


class Unreachable(AftercareError):
    """There is no server, or no such shop."""


@dataclass(frozen=True)
class Door:
    """Where the widget of a shop is: `server` as people write it, without a path."""

    server: str
    shop: str

    def page(self, path: str) -> str:
        """The address of something of the shop's widget."""
        return f"{self.server.rstrip('/')}/widget/{self.shop}/{path}"

    @property
    def socket(self) -> str:
        parts = urlsplit(self.server)
        return f"{'wss' if parts.scheme == 'https' else 'ws'}://{parts.netloc}/widget/live/"


class Browser:
    """Everything that it has of the conversation that goes on stands in `messages`, in order; `state` is what the shop
    tells of it. `tally` counts what happened, `broken` says where the law of delivery was."""

    def __init__(self, door: Door, tally: Counter[str], *, token: str = "", language: str = "zh-hans") -> None:
        self.door, self.tally, self.token, self._language = door, tally, token, language
        self.talk = self.reached = 0
        self.is_staffed = False
        self.messages: list[Frame] = []
        self.state: Frame = {}
        self.kept: dict[str, tuple[int, int]] = {}  # own number -> conversation, number there
        self.broken: list[str] = []
        self._unsent: deque[Frame] = deque()
        self._under_way = ""  # own number of what waits for its acknowledgement: one at a time keeps the order
        self._socket: ClientConnection | None = None
        self._news = asyncio.Event()

    async def enter(self) -> None:
        """Ask for a token. Raises Unreachable."""
        told = {"guest": self.token, "language": self._language}
        answer = await asyncio.to_thread(_ask, "POST", self.door.page("enter/"), json=told)
        if "code" in answer:
            raise Unreachable(f"{answer['code']}: {answer.get('text', '')}")
        self.token = answer.get("token") or self.token

    async def probe(self) -> None:
        """Raises Unreachable when the shop's widget is not there."""
        server, shop = self.door.server.rstrip("/"), self.door.shop
        try:
            answer = await asyncio.to_thread(requests.get, f"{server}/widget/{shop}.js", timeout=TIMEOUT)
        except requests.RequestException:
            raise Unreachable(f"Nobody answers at {server}.") from None
        if answer.status_code != requests.codes.ok:
            raise Unreachable(f"{server} has no widget of a shop {shop}.")

    async def live(self) -> None:
        """Keep a socket open until this is cancelled."""
        while True:
            with suppress(OSError, TimeoutError, WebSocketException):
                async with connect(self.door.socket, **self._options()) as socket:
                    await self._on(socket)
            self._socket, self._under_way = None, ""
            self.tally["cut"] += 1
            await asyncio.sleep(AGAIN_AFTER)

    def write(self, **frame: Any) -> str:
        """Send it as soon as it can be, in the order of writing; its own number."""
        own = str(frame.setdefault("id", uuid4().hex))
        self._unsent.append({"do": "send", **frame})
        self.tally["sent"] += 1
        self._wake()
        return own

    def say(self, **frame: Any) -> None:
        """What needs no acknowledgement; lost when there is no socket."""
        if self._socket is not None:
            _spawn(self._tell(frame))

    async def until(self, true: Callable[[], bool], seconds: float | None = None) -> bool:
        """Wait for news that makes it true; False when it took too long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not true():
                    self._news.clear()
                    await self._news.wait()
        return true()

    async def show_picture(self, picture: bytes, **form: str) -> None:
        """Post a picture; it counts as sent and kept. It does not overtake what was written before."""
        self.tally["sent"] += 1
        await self.until(lambda: not self._unsent, TIMEOUT)
        files, head = {"file": ("photo.jpg", picture, "image/jpeg")}, {"Authorization": f"Bearer {self.token}"}
        page, own = self.door.page("pictures/"), uuid4().hex
        with suppress(Unreachable):
            told = await asyncio.to_thread(_ask, "POST", page, data={"id": own, **form}, files=files, headers=head)
            self._hear_answer({**told, "id": own})

    async def has_product(self, code: str) -> bool:
        """Whether the shop sells it."""
        with suppress(Unreachable):
            answer = await asyncio.to_thread(_ask, "GET", self.door.page("product/"), params={"code": code})
            return answer.get("code") == code
        return False

    @property
    def unsent(self) -> int:
        """How many messages are not acknowledged yet."""
        return len(self._unsent)

    def _options(self) -> dict[str, Any]:
        origin = Origin(self.door.server.rstrip("/"))
        return {"origin": origin, "compression": None, "proxy": None, "open_timeout": TIMEOUT}

    async def _on(self, socket: ClientConnection) -> None:
        await _put(socket, {"do": "enter", "shop": self.door.shop, "token": self.token, "language": self._language})
        async for text in socket:
            frame = json.loads(text)
            if frame["is"] == "entered":
                self._socket = socket
                self.is_staffed = bool(frame.get("staffed"))
                self.say(do="list")
                self._go_to(max(frame["talk"], self.talk))
            elif self._socket is None:
                raise InvalidHandshake(f"not let in: {frame.get('code')}")
            else:
                self._hear(frame)
            self._wake()

    def _hear(self, frame: Frame) -> None:
        match frame["is"]:
            case "kept" | "refused":
                self._hear_answer(frame)
            case "messages" if frame["talk"] == self.talk:
                self._hear_messages(frame)
            case "changed":
                newest = max(frame["talks"], default=0)
                if newest > self.talk:
                    self._go_to(newest)

    def _hear_answer(self, frame: Frame) -> None:
        own = frame.get("id", "")
        if own and own == self._under_way:
            self._under_way = ""
        if frame["is"] == "kept":
            place = (frame["talk"], frame["seq"])
            if self.kept.setdefault(own, place) != place:
                self.broken.append(f"{own} is {self.kept[own]} and {place}")
            self.tally["kept"] += 1
            if frame["talk"] > self.talk:
                self._go_to(frame["talk"])
        elif frame.get("code") == "too_fast":
            self.tally["slowed"] += 1
            asyncio.get_running_loop().call_later(SLOWER, self._wake)
            self._under_way = own  # nothing overtakes it
            asyncio.get_running_loop().call_later(SLOWER - 0.1, self._free, own)
            return
        else:
            self.tally[f"refused: {frame.get('code')}"] += 1
        if self._unsent and self._unsent[0]["id"] == own:
            self._unsent.popleft()

    def _hear_messages(self, frame: Frame) -> None:
        for message in frame["messages"]:
            if self.messages and message["seq"] <= self.messages[-1]["seq"]:
                self.broken.append(f"{self.talk}: {message['seq']} after {self.messages[-1]['seq']}")
            self.messages.append(message)
        self.reached, self.state = max(frame["last"], self.reached), frame["state"]

    def _go_to(self, talk: int) -> None:
        """Listen to it, from where this browser stands."""
        if talk != self.talk:
            self.talk, self.reached, self.messages, self.state = talk, 0, [], {}
        if talk:
            self.say(do="watch", talk=talk, after=self.reached)

    def _free(self, own: str) -> None:
        if self._under_way == own:
            self._under_way = ""

    def _wake(self) -> None:
        """Something is new: here, or to be sent."""
        self._news.set()
        if self._socket is not None and self._unsent and not self._under_way:
            self._under_way = self._unsent[0]["id"]
            self.say(**self._unsent[0])

    async def _tell(self, frame: Frame) -> None:
        if self._socket is not None:
            with suppress(WebSocketException, OSError):  # whoever reads it notices
                await _put(self._socket, frame)


_tasks: set[asyncio.Task[None]] = set()


def _spawn(work: Any) -> None:
    """The loop itself keeps no task alive."""
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def _put(socket: ClientConnection, frame: Frame) -> None:
    await socket.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))


def _ask(method: str, address: str, **options: Any) -> Frame:
    """The answer as a frame. Raises Unreachable when it is none."""
    try:
        answer = requests.request(method, address, timeout=TIMEOUT, **options)
        told = answer.json() if answer.status_code < 500 else None
    except (requests.RequestException, ValueError):
        told = None
    if not isinstance(told, dict):
        raise Unreachable(f"{address} does not answer as the widget of a shop does.")
    return told
