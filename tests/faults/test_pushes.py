"""Pushes of couriers while web processes, the database and the whole server are killed: whatever was acknowledged is
applied, and nothing twice (O5; X6, X10, X11)."""

import json
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import psutil
import psycopg
import pytest
import requests
from tests.config.conftest import environment_of, make_data_folder, remove_data_folder
from tests.config.test_database_killed import kill_all, web_processes
from tests.config.test_serve import wait_for
from tests.faults.chat_household import Household
from tests.faults.processes import pause, process
from tests.parcels.scene import kuaidi100

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("serve")]
SEED = int(os.environ.get("FAULT_SEEDS", "20261129").split(",")[0])
PUSHES = int(os.environ.get("FAULT_PUSHES", "1200"))
KILLS = int(os.environ.get("FAULT_KILLS", "8"))  # of web processes; the database and the whole server once each
CLIENTS, EACH = 8, 6  # events of one parcel, each told by a push of its own: one that is lost is missed
BEGIN = datetime(2026, 11, 1, 2, tzinfo=UTC)


@pytest.fixture
def home() -> Iterator[Path]:
    folder = make_data_folder()
    yield folder
    remove_data_folder(folder)


class Aggregator:
    """Pushes until each push is acknowledged, as aggregators do; what is acknowledged is never told again."""

    def __init__(self, server: Household, path: str) -> None:
        self._address = f"http://127.0.0.1:{server.port}{path}"
        self.acknowledged = 0
        self.failed: Counter[str] = Counter()
        self.gives_up = Event()

    def push(self, steps: list[tuple[str, int]]) -> None:
        """One after the other, on a connection that stays."""
        with requests.Session() as session:
            for number, place in steps:
                form = kuaidi100(number, [(BEGIN + timedelta(hours=place), "1002", f"到达第{place}站")])
                while not self._is_taken(session, form) and not self.gives_up.is_set():
                    pause(0.02)

    def _is_taken(self, session: requests.Session, form: dict[str, str]) -> bool:
        try:
            answer = session.post(self._address, form, timeout=30)
        except requests.RequestException as error:
            self.failed[type(error).__name__] += 1
            return False
        if answer.status_code == 200:
            assert answer.json()["returnCode"] == "200"
            self.acknowledged += 1
            return True
        assert answer.status_code >= 500, answer.status_code
        self.failed[str(answer.status_code)] += 1
        return False


def shop_on(home: Path) -> str:
    """The path that its aggregator pushes to; made by a process of the product."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
    with process({**inherited, "AFTERCARE_HOME": str(home)}, "-m", "tests.faults.pushed_shop") as child:
        assert child.stdout is not None
        return str(json.loads(child.stdout.readline())["path"])


def kill_one(server: Household, dice: random.Random) -> None:
    """A web process; where the last kill ended the only one, that which takes its place."""
    there: list[int] = []
    wait_for(lambda: there.extend(sorted(web_processes(server))) or there)
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        os.kill(dice.choice(there), signal.SIGKILL)


def break_things(server: Household, aggregator: Aggregator, dice: random.Random) -> None:
    """Kills, spread over the pushes at random places."""
    plan = [(dice.uniform(0.02, 0.9) * PUSHES, "web") for _number in range(KILLS)]
    plan += [(dice.uniform(0.2, 0.5) * PUSHES, "database"), (dice.uniform(0.5, 0.8) * PUSHES, "all")]
    for goal, what in sorted(plan):
        wait_for(lambda goal=goal: aggregator.acknowledged >= goal)  # type: ignore[misc]
        if what == "web":
            kill_one(server, dice)
        elif what == "database":
            assert server.database is not None
            kill_all(psutil.Process(server.database))
        else:
            server.kill()
            server.start()


def told(home: Path) -> tuple[int, Counter[tuple[str, int]]]:
    """How many wait in the inbox; what is applied, by parcel and place in its course."""
    events = "SELECT parcel.number, event.at FROM parcels_trackingevent AS event JOIN parcels_parcel AS parcel"
    with psycopg.connect(environment_of(home).libpq_url, autocommit=True) as connection:
        left = connection.execute("SELECT count(*) FROM parcels_inboxitem").fetchone()
        rows = connection.execute(f"{events} ON parcel.id = event.parcel_id").fetchall()
    assert left is not None
    return left[0], Counter((number, round((at - BEGIN) / timedelta(hours=1))) for number, at in rows)


@pytest.mark.row("O5")
@pytest.mark.attack("X6", "X10", "X11")
def test_whatever_is_killed_each_acknowledged_push_is_applied_once(home: Path) -> None:
    dice, server = random.Random(SEED), Household(home)
    steps = [(f"YT{index // EACH:011d}", index % EACH) for index in range(PUSHES)]
    dice.shuffle(steps)
    try:
        server.wait_until_ready()
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))
        }
        with process({**inherited, "AFTERCARE_HOME": str(home)}, "-m", "tests.faults.pushed_shop") as child:
            assert child.stdout is not None
            aggregator = Aggregator(server, json.loads(child.stdout.readline())["path"])
        began = time.monotonic()
        with ThreadPoolExecutor(CLIENTS) as pool:
            pushing = [pool.submit(aggregator.push, steps[client::CLIENTS]) for client in range(CLIENTS)]
            try:
                break_things(server, aggregator, dice)
                for one in pushing:
                    one.result(150)
            finally:
                aggregator.gives_up.set()
        seconds = time.monotonic() - began
        wait_for(lambda: told(home)[0] == 0)
        applied = told(home)[1]
    finally:
        server.kill()
        assert server.process.stdout is not None
        server.process.stdout.close()
    print(f"\nseed {SEED}: {aggregator.acknowledged} acknowledged in {seconds:.1f} s; felt: {dict(aggregator.failed)}")
    assert aggregator.acknowledged == PUSHES and applied == Counter(steps)
    assert sum(aggregator.failed.values()) >= 3, "the kills were felt"
