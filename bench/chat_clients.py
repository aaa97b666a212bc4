"""Sockets of buyers and agents, in a process of their own: `python -m bench.chat_clients`.

The order is one line of JSON on standard input; "hold" opens sockets and keeps them, "talk" sends messages on a fixed
timetable, whether or not the ones before have arrived. Moments are the machine's own monotonic clock, which all of its
processes share. Answers are lines of JSON on standard output.
"""

import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import uvloop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from aftercare.connectors.buyers.sessions import shipped_sessions

SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月"  # a number in them is no number to a rule
MARK = "编号"
# What is said in a shop: nobody repeats one sentence, which the reply check would count as a fault each time.
SAYS = {side: sorted({turn.text for one in shipped_sessions() for turn in one.turns if turn.sender == name})
        for side, name in (("b", "buyer"), ("a", "agent"))}  # fmt: skip
DRAIN = 20.0  # seconds in which the last ones may still arrive
AT_ONCE = 40  # sockets that are opened at a time
ALIVE = 25.0
AFTER_CUT = 0.5
Frame = dict[str, Any]


def marked(number: int) -> str:
    """A number as words."""
    found = ""
    while True:
        number, rest = divmod(number, len(SIGNS))
        found = SIGNS[rest] + found
        if not number:
            return found


@dataclass(eq=False)
class End:
    """One socket: of a buyer (`token`) or an agent (`cookie`)."""

    port: int
    shop: str
    token: str = ""
    cookie: str = ""
    talks: list[int] = field(default_factory=list)
    reached: dict[int, int] = field(default_factory=dict)
    socket: ClientConnection | None = None
    hear: Callable[["End", Frame], None] = lambda _end, _frame: None

    async def open(self) -> None:
        """Open it, and watch what it is about until all of it has come."""
        options: Any = {
            "origin": Origin(f"http://127.0.0.1:{self.port}"), "compression": None, "proxy": None, "open_timeout": 60,
            "ping_interval": None, "max_queue": None,
            "additional_headers": {"Cookie": self.cookie} if self.cookie else {},
        }  # fmt: skip
        path = "live" if self.cookie else "widget/live"
        self.socket = await connect(f"ws://127.0.0.1:{self.port}/{path}/", **options)
        if self.token:
            await self.say({"do": "enter", "shop": self.shop, "token": self.token})
            frame = json.loads(await self.socket.recv())
            if frame["is"] != "entered":
                raise RuntimeError(f"not let in: {frame}")
            self.talks = [frame["talk"]]
        await self.say({"do": "list"})
        for talk in self.talks:
            await self.say({"do": "watch", "talk": talk, "after": self.reached.get(talk, 0)})
        waiting = set(self.talks)
        while waiting:
            frame = json.loads(await self.socket.recv())
            if frame["is"] == "messages":
                self.hear(self, frame)
                self.reached[frame["talk"]] = frame["last"]
                waiting.discard(frame["talk"])

    async def say(self, frame: Frame) -> None:
        """Nothing is said on a socket that is cut: it is opened anew, and what was not kept is sent again."""
        assert self.socket is not None
        with suppress(ConnectionClosed):
            await self.socket.send(json.dumps(frame, ensure_ascii=False, separators=(",", ":")))

    async def listen(self) -> None:
        """To the end of the socket."""
        assert self.socket is not None
        async for text in self.socket:
            self.hear(self, json.loads(text))


class Talking:
    """So many messages a second from these ends, spread over them, for so many seconds; what the others say is noted
    with the moment at which it came."""

    def __init__(self, order: Frame, ends: list[End]) -> None:
        self._ends, self._order = ends, order
        self._mark, self._dice = order["mark"], Random(order["seed"])
        self._pending: dict[str, tuple[End, Frame]] = {}
        self._unread: dict[tuple[End, int], list[str]] = {}  # answers that wait for what their writer had not seen
        self.sent: dict[str, float] = {}
        self.heard: dict[str, float] = {}
        self.kept: dict[str, float] = {}
        self.trouble: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        for end in self._ends:
            end.hear = self._hear
            self._go(self._listen(end))
            if end.cookie:
                self._go(self._stay_alive(end))
        rate, seconds = self._order["rate"], self._order["seconds"]
        while time.monotonic() < self._order["begin"]:
            await asyncio.sleep(0.001)
        for number in range(int(rate * seconds)):
            due = self._order["begin"] + (number + self._dice.random()) / rate
            if (wait := due - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            self._send(number, due)
        until = time.monotonic() + DRAIN
        while len(self.kept) < len(self.sent) and time.monotonic() < until:
            await asyncio.sleep(0.05)
        heard = -1
        while heard < len(self.heard) and time.monotonic() < until:  # as long as there is still something new
            heard = len(self.heard)
            await asyncio.sleep(self._order["after"])

    def _send(self, number: int, due: float) -> None:
        end = self._ends[number % len(self._ends)]
        # An agent answers what was written a while ago: begun together, both sides would write in each conversation at
        # one moment for a round, and the agent be asked to read first.
        turn = number // len(self._ends) + (len(end.talks) // 2 if end.cookie else 0)
        talk = end.talks[turn % len(end.talks)]
        words = marked(number)
        frame = {"do": "send", "talk": talk, "id": f"{self._mark}{self._order['seed']}x{number}"}
        frame["text"] = SAYS[self._mark][number * 7 % len(SAYS[self._mark])] + MARK + words
        self.sent[words] = due
        self._pending[frame["id"]] = (end, frame)
        self._again(end, frame)

    def _again(self, end: End, frame: Frame) -> None:
        if end.cookie:
            frame["seen"] = end.reached[frame["talk"]]
        self._go(end.say(frame))

    def _hear(self, end: End, frame: Frame) -> None:
        at = time.monotonic()
        match frame["is"]:
            case "messages":
                talk, before = frame["talk"], end.reached.get(frame["talk"], 0)
                end.reached[talk] = max(frame["last"], before)
                if [one["seq"] for one in frame["messages"]] != list(range(before + 1, frame["last"] + 1)):
                    self.trouble["not in order"] += 1
                others = [one for one in frame["messages"] if one["side"] == self._order["hears"]]
                for one in others:
                    self.heard.setdefault(one["text"].rpartition(MARK)[2], at)
                for waiting in self._unread.pop((end, talk), ()):
                    if waiting in self._pending:
                        self._again(*self._pending[waiting])
                if others and self._order["reads"]:
                    self._go(end.say({"do": "read", "talk": talk, "seq": frame["last"]}))
            case "kept":
                _end, sent = self._pending.pop(frame["id"], (end, None))
                if sent is None:  # told twice: it was sent again after a cut
                    return
                self.kept[sent["text"].rpartition(MARK)[2]] = at
            case "refused" if frame["code"] == "unseen":
                self.trouble["unseen"] += 1  # the buyer wrote at the same moment: a person reads it, and sends again
                _end, sent = self._pending[frame["id"]]
                if end.reached[sent["talk"]] > sent["seen"]:  # it has come since
                    self._again(end, sent)
                else:
                    self._unread.setdefault((end, sent["talk"]), []).append(frame["id"])
            case "refused":
                self.trouble[str(frame["code"])] += 1

    async def _listen(self, end: End) -> None:
        """A socket that is cut comes again, as screens do."""
        while True:
            with suppress(ConnectionClosed):
                await end.listen()
            is_open = False
            while not is_open:
                self.trouble["cut"] += 1
                await asyncio.sleep(AFTER_CUT)
                with suppress(OSError, WebSocketException):
                    await end.open()
                    is_open = True
            for its, frame in list(self._pending.values()):
                if its is end:
                    self._again(end, frame)

    async def _stay_alive(self, end: End) -> None:
        while True:
            await asyncio.sleep(ALIVE)
            await end.say({"do": "alive"})

    def _go(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def tell(**facts: Any) -> None:
    print(json.dumps(facts, ensure_ascii=False), flush=True)


async def main(order: Frame) -> None:
    ends = [End(order["port"], order["shop"], **one) for one in order["ends"]]
    for start in range(0, len(ends), AT_ONCE):
        await asyncio.gather(*(end.open() for end in ends[start : start + AT_ONCE]))
    tell(open=len(ends))
    told = await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    if order["do"] == "talk" and told:
        talking = Talking({**order, **json.loads(told)}, ends)
        await talking.run()
        own = time.process_time()
        tell(sent=talking.sent, heard=talking.heard, kept=talking.kept, trouble=talking.trouble, own=own)
    elif told:
        listening = [asyncio.create_task(end.listen()) for end in ends]  # pings are answered, and nothing else
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        tell(lost=sum(task.done() for task in listening))


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main(json.loads(sys.stdin.readline())))
