"""How many sockets a buyer and an address may hold, whose address counts, and that a flood of buyers holds up no agent
(G7)."""

import asyncio
import time
from typing import Any

import pytest
from django.db import transaction
from tests.live.test_sockets import PATIENCE, Scene, Wire, enter, in_database, play
from tests.portal.test_buyer_sockets import Buyer

from aftercare.chat.models import Conversation
from aftercare.config import sockets
from aftercare.config.asgi import behind_proxies
from aftercare.config.sockets import WIDGET_PATH, Sockets
from aftercare.live.places import Places, Seat, network_of


@pytest.mark.attack("G7")
@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("no address " * 20, ("no address " * 20)[:60]),
    ],
)
def test_an_address_of_ipv6_counts_with_its_network(address: str, counted: str):
    assert network_of(address) == counted


def test_a_seat_is_of_one_holder_at_a_time_and_of_nobody_once_it_is_left():
    places = Places(1)
    one, other = Seat(places), Seat(places)
    assert one.take("a")
    assert not other.take("a")
    assert one.take("b")
    assert other.take("a")
    other.leave()
    assert not other.take("a")  # a thread that was late
    assert one.take("a")


@pytest.mark.attack("G7")
@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("10.0.0.5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.5", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # what a browser has said of itself stands before
        ("10.0.0.5", "198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("10.0.0.5", "", "10.0.0.5"),
    ],
)
def test_only_a_trusted_proxy_says_from_whom_a_request_comes(peer: str, said: str, client: str):
    seen: list[Any] = []

    async def door(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append((scope["client"][0], scope["scheme"]))

    headers = [(b"x-forwarded-for", said.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": headers}
    asyncio.run(behind_proxies(door, ("10.0.0.0/8",))(scope, None, None))  # type: ignore[arg-type]
    assert seen == [(client, "https" if peer == "10.0.0.5" else "http")]


async def knock(door: Sockets, address: str) -> Wire | None:
    wire = Wire(door, "", path=WIDGET_PATH, address=address)
    return wire if (await wire.first())["type"] == "websocket.accept" else None


@pytest.mark.django_db(transaction=True)
@pytest.mark.attack("G7", "D9")
def test_one_address_holds_so_many_sockets_and_a_proxy_any_number(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockets, "MOST_OF_ADDRESS", 3)

    async def story(door: Sockets) -> None:
        strict = Sockets(door._conninfo, trusted=("10.0.0.0/8",))
        held = [await knock(strict, f"2001:db8::{number}") for number in range(3)]
        assert all(held)
        assert await knock(strict, "2001:db8::9") is None
        assert await knock(strict, "2001:db8:0:1::9")
        assert held[0] is not None
        held[0].cut()
        await asyncio.wait_for(held[0].task, PATIENCE)
        assert await knock(strict, "2001:db8::9")
        assert all([await knock(strict, "10.0.0.1") for _number in range(6)])  # whose, it does not say
        await strict.close()

    play(story)


@pytest.mark.django_db(transaction=True)
@pytest.mark.attack("G7", "D9")
def test_one_buyer_holds_so_many_sockets(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sockets, "MOST_OF_VISITOR", 2)
    buyer = Buyer()

    async def story(door: Sockets) -> None:
        strict = Sockets(door._conninfo)
        first, second = await buyer.enter(strict), await buyer.enter(strict)
        assert [(await wire.hear())["is"] for wire in (first, second)] == ["entered", "entered"]
        third = await buyer.enter(strict)
        assert (await third.hear())["code"] == "too_many_tabs"
        third.say(do="send", id="x", text="还能发吗")
        assert (await third.hear())["code"] == "not_found"
        second.say(do="enter", shop=buyer.slug, token=buyer.token)  # the same place again
        assert (await second.hear())["is"] == "entered"
        first.cut()
        await asyncio.wait_for(first.task, PATIENCE)
        third.say(do="enter", shop=buyer.slug, token=buyer.token)
        assert (await third.hear())["is"] == "entered"
        await strict.close()

    play(story)


@pytest.mark.django_db(transaction=True)
@pytest.mark.attack("G7")
def test_buyers_who_take_all_of_their_threads_hold_up_no_agent():
    scene, buyer = Scene(), Buyer()
    stuck = buyer.browser.send("在吗")["talk"]

    def hold(until: asyncio.Event) -> None:
        with transaction.atomic():
            Conversation.objects.select_for_update().get(pk=stuck)
            while not until.is_set():
                time.sleep(0.02)

    async def story(door: Sockets) -> None:
        free = asyncio.Event()
        held = asyncio.create_task(in_database(hold, free))
        await asyncio.sleep(0.2)
        wires = [await buyer.enter(door) for _tab in range(6)]
        for number, wire in enumerate(wires):
            await wire.hear("entered")
            wire.say(do="send", id=f"s{number}", text="还在吗")
        agent = await enter(door, scene.cookie)
        agent.say(do="send", talk=scene.talk, id="a1", text="在的", seen=2)
        assert (await asyncio.wait_for(agent.hear("kept"), 5))["id"] == "a1"
        free.set()
        await held
        assert {(await wire.hear("kept"))["talk"] for wire in wires} == {stuck}

    play(story)


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S4")
@pytest.mark.attack("G1", "G4")
def test_a_guest_who_has_written_nothing_hears_whether_somebody_is_there_and_nothing_else():
    buyer = Buyer()
    buyer.browser.send("在吗")

    async def story(door: Sockets) -> None:
        guest, known = await buyer.enter(door, token=""), await buyer.enter(door)
        nobody = {"is": "entered", "talk": 0, "last": 0, "seen": 0, "previous": 0, "staffed": False}
        assert await guest.hear() == nobody
        for wire in (guest, known):
            wire.say(do="list")
            await wire.hear("listed")
        await in_database(buyer.stage.on_duty)
        for wire in (guest, known):
            assert await wire.hear("staffed") == {"is": "staffed", "staffed": True}
        for frame in (
            {"do": "watch", "talk": 1, "after": 0},
            {"do": "send", "id": "x", "text": "你好"},
            {"do": "before"},
        ):
            guest.say(**frame)
            assert (await guest.hear())["code"] == "not_found"
        closed = await buyer.enter(door, token="", shop="no-such-shop")
        assert (await closed.hear())["code"] == "not_found"

    play(story)
