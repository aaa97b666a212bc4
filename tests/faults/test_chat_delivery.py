"""The law of delivery under faults: lines cut at any byte, the server and its database killed and started again, while
buyers with two tabs and agents in pairs write. Nothing is lost, nothing is doubled, nothing changes its place (B17)."""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from tests.config.conftest import environment_of, make_data_folder, remove_data_folder
from tests.faults.chat_household import Household
from tests.faults.chat_wires import CutLines, Screen
from tests.faults.processes import ROOT

from aftercare.connectors.buyers.browser import Browser, Door

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("serve")]

SEEDS = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "20261128").split(",")]
PATIENCE = 150.0  # seconds, and more for more messages
EACH_SECOND_TAB = 4  # every fourth buyer has two tabs
STEP = 0.05  # seconds between two looks at how far it is


@dataclass(frozen=True)
class Size:
    """So many messages of buyers and agents together, cuts and restarts among them. A buyer may write 30 a minute."""

    messages: int
    cuts: int
    restarts: int
    visitors: int
    agents: int

    @property
    def each(self) -> int:
        """Messages of one visitor; a conversation gets as many answers."""
        return self.messages // self.visitors // 2


MESSAGES = int(os.environ.get("FAULT_MESSAGES", "1500"))  # 100000: 200 cuts, 5 restarts, 400 buyers
SIZE = Size(
    MESSAGES,
    cuts=max(30, MESSAGES // 500),
    restarts=max(1, MESSAGES // 20_000),
    visitors=max(30, MESSAGES // 250),
    agents=max(4, MESSAGES // 5_000),
)


@dataclass
class Scene:
    """Who is there, and what each has written: by conversation and writer their own numbers, in order."""

    size: Size
    dice: random.Random
    tabs_of: list[list[Browser]] = field(default_factory=list)  # by visitor
    screens: list[Screen] = field(default_factory=list)
    pairs: dict[int, tuple[Screen, Screen]] = field(default_factory=dict)
    written: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    restarts: int = 0

    @property
    def tabs(self) -> list[Browser]:
        return [tab for tabs in self.tabs_of for tab in tabs]

    @property
    def kept(self) -> int:
        """Acknowledged so far."""
        return sum(len(one.kept) for one in (*self.tabs, *self.screens))

    @property
    def left(self) -> int:
        """Written and not yet acknowledged."""
        return sum(one.unsent for one in (*self.tabs, *self.screens))


@pytest.fixture
def home() -> Iterator[Path]:
    folder = make_data_folder()
    yield folder
    remove_data_folder(folder)


@pytest.mark.row("B17")
@pytest.mark.attack("G5", "G6", "X6")
@pytest.mark.parametrize("seed", SEEDS)
def test_cuts_and_restarts_lose_nothing_double_nothing_and_keep_the_order(home: Path, seed: int) -> None:
    scene = Scene(SIZE, random.Random(seed))
    began = time.monotonic()
    server = Household(home)
    try:
        server.wait_until_ready()
        ready = time.monotonic()
        cuts = asyncio.run(play(scene, server, home, seed))
    finally:
        server.kill()
        assert server.process.stdout is not None
        server.process.stdout.close()
    lost = sum(tab.tally["cut"] for tab in scene.tabs) + sum(screen.cuts for screen in scene.screens)
    print(
        f"\nseed {seed}: {scene.kept} messages acknowledged, {cuts} cuts and {scene.restarts} restarts felt as {lost}"
        f" lost sockets, in {time.monotonic() - ready:.1f} s after {ready - began:.1f} s of getting ready"
    )


async def play(scene: Scene, server: Household, home: Path, seed: int) -> int:
    """Everybody writes while lines are cut; returns how many were."""
    size = scene.size
    company = company_of(home, size)
    async with AsyncExitStack() as stack:
        lines = await stack.enter_async_context(CutLines(server.port, scene.dice))
        make_people(scene, company, lines.port)
        living = [asyncio.create_task(one.live()) for one in (*scene.tabs, *scene.screens)]
        stack.push_async_callback(stop, living)
        writers = [asyncio.create_task(write(scene, number)) for number in range(size.visitors)]
        faults = asyncio.create_task(break_things(scene, lines, server))
        try:
            async with asyncio.timeout(PATIENCE + size.messages / 25):
                await asyncio.gather(*writers)
                await faults
                await settled(lambda: scene.left == 0)
                await settled(lambda: everybody_is_up_to_date(scene, home))
        except TimeoutError:
            pytest.fail(f"seed {seed}: {scene.left} of {size.messages} messages were never acknowledged")
        judge(scene, home, seed)
        assert lines.cuts == size.cuts
        return lines.cuts


def company_of(home: Path, size: Size) -> dict[str, Any]:
    """Agents and visitors, made by a process of the product on that data folder."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
    settings = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "aftercare.config.settings"}
    command = [sys.executable, "-m", "tests.faults.chat_company", str(size.agents), str(size.visitors)]
    told = subprocess.run(
        command, env={**inherited, **settings, "AFTERCARE_HOME": str(home)}, check=True, capture_output=True, text=True
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def make_people(scene: Scene, company: dict[str, Any], port: int) -> None:
    door = Door(f"http://127.0.0.1:{port}", company["shop"])
    for number, token in enumerate(company["tokens"]):
        tabs = 1 + (number % EACH_SECOND_TAB == 0)
        scene.tabs_of.append([Browser(door, Counter(), token=token) for _tab in range(tabs)])
    scene.screens += [Screen(port, cookie, f"a{number}") for number, cookie in enumerate(company["cookies"])]


async def write(scene: Scene, number: int) -> None:
    """One visitor: as many messages as everybody, in small bursts, from whichever tab; each is answered by one of two
    agents, sometimes with a note for the other one."""
    tabs, dice, screens = scene.tabs_of[number], random.Random(f"{scene.dice.random()}:{number}"), scene.screens
    pair = (screens[number % len(screens)], screens[(number + 1) % len(screens)])
    talk = 0
    for place in range(scene.size.each):
        tab = dice.choice(tabs)
        own = f"b{number}-{place}"
        scene.written[f"{number}:{tabs.index(tab)}"].append(tab.write(id=own, kind="text", text=f"text {own}"))
        if not talk:
            await tab.until(lambda tab=tab, own=own: own in tab.kept)  # type: ignore[misc]
            talk = tab.kept[own][0]
            scene.pairs[talk] = pair
            for screen in pair:
                await screen.watch(talk)
        await dice.choice(pair).write(talk, "whisper" if dice.random() < 0.1 else "text")
        if dice.random() < 0.3:
            await asyncio.gather(*(settled_soon(tab) for tab in tabs))
        await asyncio.sleep(dice.random() * STEP)


async def settled_soon(tab: Browser) -> None:
    """A person reads before writing on."""
    await tab.until(lambda: not tab.unsent)


async def break_things(scene: Scene, lines: CutLines, server: Household) -> None:
    """Cuts and restarts, spread over the messages at random places."""
    size, dice = scene.size, scene.dice
    last = size.messages * 0.9
    plan = [(dice.uniform(0.02, 1) * last, "cut") for _number in range(size.cuts)]
    plan += [((number + dice.uniform(0.3, 0.8)) / size.restarts * last, "kill") for number in range(size.restarts)]
    for goal, what in sorted(plan):
        await settled(lambda goal=goal: scene.kept >= goal)  # type: ignore[misc]
        if what == "cut":
            await settled(lambda: lines.is_busy)
            lines.cut()
        else:
            await asyncio.to_thread(restart, server, with_database=scene.restarts % 2 == 0)
            scene.restarts += 1


def restart(server: Household, *, with_database: bool) -> None:
    """Killed, and a new one in its place."""
    server.kill(with_database=with_database)
    server.start()


async def settled(true: Callable[[], bool]) -> None:
    while not true():
        await asyncio.sleep(STEP)


async def stop(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def numbers_of(home: Path) -> dict[int, int]:
    """How many messages each conversation has."""
    with psycopg.connect(environment_of(home).libpq_url, autocommit=True) as connection:
        return dict(connection.execute("SELECT id, last_seq FROM chat_conversation").fetchall())


def everybody_is_up_to_date(scene: Scene, home: Path) -> bool:
    last = numbers_of(home)
    return all(tab.reached == last[tab.talk] for tab in scene.tabs) and all(
        screen.reached(talk) == last[talk] for talk, pair in scene.pairs.items() for screen in pair
    )


def judge(scene: Scene, home: Path, seed: int) -> None:
    """The database, then every screen against it."""
    size = scene.size
    rows: dict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    columns = "SELECT conversation_id, seq, client_id, side, kind FROM chat_message ORDER BY conversation_id, seq"
    with psycopg.connect(environment_of(home).libpq_url, autocommit=True) as connection:
        for talk, *row in connection.execute(columns):
            rows[talk].append(tuple(row))
    assert len(rows) == size.visitors == len(numbers_of(home)), f"seed {seed}: one conversation of each visitor"
    for talk, last in numbers_of(home).items():
        assert [row[0] for row in rows[talk]] == list(range(1, last + 1)), f"seed {seed}: {talk} has a gap"
    stored = [row[1] for found in rows.values() for row in found if row[2] != "system"]
    assert len(stored) == size.each * size.visitors * 2, f"seed {seed}: lost or doubled"
    assert len(set(stored)) == len(stored), f"seed {seed}: doubled"
    for talk, pair in scene.pairs.items():
        order = {row[1]: row[0] for row in rows[talk]}
        for screen in pair:
            assert [order[own] for own in screen.written[talk]] == sorted(order[own] for own in screen.written[talk])
            look(screen.shown[talk], rows[talk], f"seed {seed}: screen of {talk}")
            assert screen.refused == []
    for tab in scene.tabs:
        assert tab.broken == [], f"seed {seed}"
        seen = [row for row in rows[tab.talk] if row[3] != "whisper"]
        look(tab.messages, seen, f"seed {seed}: a buyer's tab of {tab.talk}")
    of_writer = {own: place for tab in scene.tabs for own, place in tab.kept.items()}
    for written in scene.written.values():
        places = [of_writer[own] for own in written]
        assert places == sorted(places), f"seed {seed}: not in the order of writing"
    for one in (*scene.tabs, *scene.screens):
        for own, (talk, seq) in one.kept.items():
            assert rows[talk][seq - 1][1] == own, f"seed {seed}: {own} was acknowledged as {seq}"


def look(shown: list[dict[str, Any]], rows: list[tuple[int, str, str, str]], where: str) -> None:
    """Each message once, in its place, with its own words."""
    assert [one["seq"] for one in shown] == [row[0] for row in rows], where
    for one, row in zip(shown, rows, strict=True):
        if row[2] != "system" and one["id"]:
            assert (one["id"], one["text"]) == (row[1], f"{row[3]} {row[1]}"), where
