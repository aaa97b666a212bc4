"""Sockets of conversations: who comes in, what is told, what is lost when one is cut: nothing (B17, G1–G8)."""

import asyncio
import json
import random
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo
from tests.people import make_people

from aftercare.accounts.models import Staff
from aftercare.chat.actions.greet_visitor import greet_visitor
from aftercare.chat.actions.write_as_buyer import write_as_buyer
from aftercare.chat.models import Message, Visitor
from aftercare.chat.writing import Words
from aftercare.config.sockets import STAFF_PATH, STAFF_THREADS, Sockets
from aftercare.live.socket import BURST, FRAME_BYTES
from aftercare.shops.models import Membership

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20.0


class Wire:
    """The other end of a socket, as a browser has it."""

    def __init__(
        self,
        door: Sockets,
        cookie: str,
        origin: str = "https://shop.test",
        path: str = STAFF_PATH,
        address: str = "203.0.113.7",
    ) -> None:
        self._in: asyncio.Queue[Any] = asyncio.Queue()
        self._out: asyncio.Queue[Any] = asyncio.Queue()
        headers = [(b"host", b"shop.test"), (b"origin", origin.encode()), (b"cookie", cookie.encode())]
        scope: Any = {"type": "websocket", "path": path, "headers": headers, "client": (address, 5000)}
        self.task = asyncio.get_running_loop().create_task(door(scope, self._in.get, self._out.put))
        self._in.put_nowait({"type": "websocket.connect"})

    async def first(self) -> dict[str, Any]:
        return await asyncio.wait_for(self._out.get(), PATIENCE)

    def say(self, **frame: Any) -> None:
        self.put(json.dumps(frame))

    def put(self, text: str) -> None:
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    async def hear(self, kind: str = "") -> dict[str, Any]:
        """The next frame, of that kind if it is named."""
        while True:
            sent = await self.first()
            if sent["type"] == "websocket.close":
                return {"is": "closed", "code": sent["code"]}
            frame = json.loads(sent["text"])
            if not kind or frame["is"] == kind:
                return frame

    def cut(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1006})


@asynccontextmanager
async def opened() -> AsyncIterator[Sockets]:
    """The door, to the database of the test."""
    params = {name: value for name, value in connection.get_connection_params().items() if isinstance(value, str | int)}
    known = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if name in params}
    door = Sockets(make_conninfo(**known))
    try:
        yield door
    finally:
        await door.close()


def cookie_of(staff: Staff) -> str:
    client = Client()
    client.force_login(staff)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


class Scene:
    def __init__(self) -> None:
        self.people = make_people()
        self.visitor = greet_visitor(shop=self.people.shop).visitor
        self.talk = self.buyer("在吗", "b0").conversation_id  # and the second message says that nobody is there
        self.cookie, self.other = cookie_of(self.people.owner), cookie_of(self.people.teammate)

    def buyer(self, text: str, client_id: str, visitor: Visitor | None = None) -> Message:
        return write_as_buyer(visitor=visitor or self.visitor, words=Words(client_id, text))


def play(story: Callable[[Sockets], Any]) -> None:
    """Run it with an event loop."""

    async def run() -> None:
        async with opened() as door:
            await asyncio.wait_for(story(door), 90)

    asyncio.run(run())


async def in_database(work: Callable[..., Any], *arguments: Any) -> Any:
    """In a thread, which keeps no connection."""

    def run() -> Any:
        try:
            return work(*arguments)
        finally:
            connection.close()

    return await asyncio.to_thread(run)


async def enter(door: Sockets, cookie: str) -> Wire:
    wire = Wire(door, cookie)
    assert (await wire.first())["type"] == "websocket.accept"
    return wire


@pytest.mark.attack("G2")
def test_only_a_page_of_ours_with_somebody_logged_in_gets_a_socket():
    scene = Scene()

    async def story(door: Sockets) -> None:
        refused = [
            Wire(door, scene.cookie, origin="https://evil.test"),
            Wire(door, scene.cookie, origin=""),
            Wire(door, ""),
            Wire(door, "sessionid=0123456789abcdef0123456789abcdef"),
            Wire(door, scene.cookie, path="/elsewhere/"),
        ]
        for wire in refused:
            assert (await wire.first())["type"] == "websocket.close"
        await enter(door, scene.cookie)

    play(story)


@pytest.mark.row("S1", "B17")
def test_what_the_buyer_writes_comes_by_itself_and_an_answer_is_acknowledged_when_it_is_kept():
    scene = Scene()

    async def story(door: Sockets) -> None:
        agent, colleague = await enter(door, scene.cookie), await enter(door, scene.other)
        for wire in (agent, colleague):
            wire.say(do="watch", talk=scene.talk, after=0)
            assert [one["side"] for one in (await wire.hear("messages"))["messages"]] == ["buyer", "system"]
        await in_database(scene.buyer, "有货吗", "b1")
        for wire in (agent, colleague):
            assert [one["text"] for one in (await wire.hear("messages"))["messages"]] == ["有货吗"]
        agent.say(do="send", talk=scene.talk, id="a-1", text="有的", seen=3)
        kept = await agent.hear("kept")
        assert (kept["id"], kept["seq"]) == ("a-1", 4)
        assert await in_database(Message.objects.filter(seq=4).count) == 1
        assert (await colleague.hear("messages"))["messages"][0]["id"] == "a-1"
        colleague.say(do="send", talk=scene.talk, id="c-1", text="也有", seen=3)
        refused = await colleague.hear("refused")
        assert (refused["code"], refused["id"], refused["params"]) == ("unseen", "c-1", {"seq": 4})

    play(story)


@pytest.mark.attack("G1")
def test_a_conversation_of_another_shop_cannot_be_watched_nor_answered():
    scene = Scene()
    stranger = cookie_of(scene.people.stranger)

    async def story(door: Sockets) -> None:
        wire = await enter(door, stranger)
        wire.say(do="watch", talk=scene.talk, after=0)
        assert (await wire.hear())["code"] == "not_found"
        wire.say(do="send", talk=scene.talk, id="x", text="你好", seen=1)
        assert (await wire.hear())["code"] == "not_found"
        await in_database(scene.buyer, "私事", "b9")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(wire.hear(), 1)

    play(story)


@pytest.mark.attack("G3")
def test_whoever_loses_the_right_hears_nothing_more():
    scene = Scene()

    async def story(door: Sockets) -> None:
        wire = await enter(door, scene.cookie)
        wire.say(do="watch", talk=scene.talk, after=1)
        await wire.hear("messages")
        await in_database(Membership.objects.filter(staff=scene.people.owner).delete)
        await in_database(scene.buyer, "身份证号发您了", "b2")
        assert await wire.hear() == {"is": "gone", "talk": scene.talk}

    play(story)


@pytest.mark.attack("G7")
@pytest.mark.parametrize(
    ("frames", "code"),
    [(["x" * (FRAME_BYTES + 1)], 1009), (["{"], 1007), (["[]"], 1007), (['{"do":"send","talk":"1"}'], 1007),
     (['{"do":"fly"}'], 1007), (['{"do":"leave","talk":1}'] * (BURST + 30), 1013)],
)  # fmt: skip
def test_frames_that_are_too_large_too_many_or_unreadable_close_the_socket(frames: list[str], code: int):
    scene = Scene()

    async def story(door: Sockets) -> None:
        wire = await enter(door, scene.cookie)
        for frame in frames:
            wire.put(frame)
        assert await wire.hear("closed") == {"is": "closed", "code": code}
        await asyncio.wait_for(wire.task, PATIENCE)

    play(story)


@pytest.mark.row("B17")
@pytest.mark.attack("G5", "G6")
def test_two_hundred_cuts_lose_nothing_double_nothing_and_keep_the_order():
    scene, dice = Scene(), random.Random(7)
    total = 600

    async def buyer() -> None:
        for number in range(2, total):
            for _again in range(1 + (dice.random() < 0.1)):  # a reply that was lost: it is sent again
                await in_database(scene.buyer, f"第 {number} 条", f"n{number}")

    async def screen(door: Sockets) -> list[int]:
        seen: list[int] = []
        while len(seen) < total:
            wire = await enter(door, scene.cookie)
            wire.say(do="watch", talk=scene.talk, after=seen[-1] if seen else 0)
            for _frame in range(dice.randint(1, 6)):
                if len(seen) >= total:
                    break
                seen += [one["seq"] for one in (await wire.hear("messages"))["messages"]]
            wire.cut()
            await asyncio.wait_for(wire.task, PATIENCE)
        return seen

    async def story(door: Sockets) -> None:
        results = await asyncio.gather(buyer(), screen(door), screen(door))
        for seen in results[1:]:
            assert seen == list(range(1, total + 1))

    play(story)
    assert Message.objects.count() == total


@pytest.mark.attack("G5")
def test_what_no_hint_tells_is_looked_for():
    scene = Scene()

    async def story(_door: Sockets) -> None:
        deaf = Sockets("host=/nowhere dbname=none", look_every=0.3)
        wire = await enter(deaf, scene.cookie)
        wire.say(do="watch", talk=scene.talk, after=1)
        await wire.hear("messages")
        await in_database(scene.buyer, "还在吗", "b3")
        assert (await wire.hear("messages"))["messages"][0]["seq"] == 3
        await deaf.close()

    play(story)


@pytest.mark.row("B17")
@pytest.mark.attack("G5")
def test_nothing_falls_between_two_askings_for_the_lists():
    """A screen asks every half minute whether the socket lives: it hears on while the answer is looked up."""
    scene = Scene()

    async def story(door: Sockets) -> None:
        wire = await enter(door, scene.cookie)
        wire.say(do="list")
        await wire.hear("listed")
        held = [threading.Event() for _thread in range(STAFF_THREADS)]
        for one in held:  # every thread is busy: the second asking waits
            door._threads.run(one.wait, 10)
        wire.say(do="list")
        await asyncio.sleep(0.2)
        await in_database(scene.buyer, "还在吗", "b7")
        await asyncio.sleep(0.4)
        for one in held:
            one.set()
        while scene.talk not in (await wire.hear("changed"))["talks"]:
            pass  # 0: the hub has just begun to hear

    play(story)


@pytest.mark.row("B17")
def test_a_screen_that_begins_anew_from_an_earlier_number_misses_nothing():
    scene = Scene()
    for number in range(20):
        scene.buyer(f"第 {number} 条", f"n{number}")

    async def story(door: Sockets) -> None:
        wire = await enter(door, scene.cookie)
        for _time in range(10):
            wire.say(do="watch", talk=scene.talk, after=15)
            wire.say(do="watch", talk=scene.talk, after=0)
        seen: set[int] = set()
        while seen != set(range(1, 23)):
            seen |= {one["seq"] for one in (await wire.hear("messages"))["messages"]}

    play(story)


@pytest.mark.attack("G7")
def test_whoever_knocks_without_end_holds_up_nobody_who_is_in():
    scene = Scene()

    async def story(door: Sockets) -> None:
        agent = await enter(door, scene.cookie)
        busy = threading.Event()
        door._door.run(busy.wait, 10)
        knocking = [Wire(door, "sessionid=0123456789abcdef0123456789abcdef") for _knock in range(20)]
        agent.say(do="send", talk=scene.talk, id="a1", text="在的", seen=2)
        assert (await asyncio.wait_for(agent.hear("kept"), 5))["id"] == "a1"
        busy.set()
        for wire in knocking:
            assert (await wire.first())["type"] == "websocket.close"

    play(story)
