"""All processes of PostgreSQL are killed under load, many times: no acknowledged write is lost, no hand lent (X6)."""

import json
import os
import random
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import requests
from tests.config.conftest import copy_data_folder, environment_of, remove_data_folder
from tests.config.test_postgres import another_process_uses
from tests.config.test_serve import Running, serving, wait_for
from tests.faults.processes import pause, process

from aftercare.config.engine import FLEETING
from aftercare.config.postgres import Server

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("serve")]
KILLS = int(os.environ.get("FAULT_KILLS", "10"))
SEED = 20261122
SERVES_AGAIN = 5.0  # seconds
CLOCK_FIRES = 15.0  # the worker starts anew (two seconds of a free core) and looks at the clocks
MEMORY = Path("/dev/shm")
ROOM = 2_000_000_000  # bytes
Ask = Callable[[str], Any]


@pytest.fixture
def installed(migrated_home: Path) -> Iterator[Path]:
    """Given a data folder with a migrated database, durable as the product sets it. In memory where there is room: what
    killed processes have written is not lost on any disk, and one that other tests fill makes a start wait for them."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = copy_data_folder(migrated_home, MEMORY if roomy else None)
    yield folder
    remove_data_folder(folder)


@contextmanager
def people_write(home: Path) -> Iterator[Ask]:
    """Other people commit notes all the time inside the block; what it gives asks them (see note_writer)."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
    with process({**inherited, "AFTERCARE_HOME": str(home)}, "-m", "tests.config.note_writer") as child:
        assert child.stdin is not None and child.stdout is not None

        def ask(line: str) -> Any:
            child.stdin.write(f"{line}\n")  # type: ignore[union-attr]
            child.stdin.flush()  # type: ignore[union-attr]
            return json.loads(child.stdout.readline())  # type: ignore[union-attr]

        yield ask


def kill_all(main: psutil.Process) -> int:
    """SIGKILL to the main process of a server and all its children; how many there were."""
    processes = [main, *main.children(recursive=True)]
    for one in processes:
        with suppress(psutil.NoSuchProcess):  # the others end by themselves when one is killed
            one.kill()
    return len(processes)


def web_processes(running: Running) -> set[int]:
    """The forks of `serve` that answer pages, without those that have just ended."""
    serve = psutil.Process(running.process.pid)
    command, there = serve.cmdline(), set()
    for child in serve.children():
        with suppress(psutil.NoSuchProcess):  # a zombie too
            if child.cmdline() == command:
                there.add(child.pid)
    return there


def ready(running: Running) -> bool:
    """A page that asks the database, from a web process that was there before."""
    try:
        return requests.get(f"http://127.0.0.1:{running.port}/readyz", timeout=10).status_code == 200
    except requests.ConnectionError:
        return False


def clocks_fire(home: Path) -> float:
    """Seconds until the worker, which is started again as well, has fired a deadline that is due now."""
    due = "UPDATE clock_deadline SET due_at = now() WHERE kind = 'case.platform' RETURNING id"
    state = "SELECT count(*) FROM clock_deadline WHERE kind = 'case.platform' AND state = 'fired'"
    begun = time.monotonic()
    with psycopg.connect(environment_of(home).libpq_url, autocommit=True) as connection:
        assert connection.execute(due).fetchone()
        wait_for(lambda: connection.execute(state).fetchone() == (1,))
    return time.monotonic() - begun


@pytest.mark.attack("X6")
def test_a_killed_database_loses_nothing_and_serves_again_by_itself(installed: Path) -> None:
    dice, killed = random.Random(SEED), 0
    writes, pages = [], []
    with serving(installed) as running, people_write(installed) as ask:
        assert ask("wait")
        web = web_processes(running)
        for _ in range(KILLS):
            pause(dice.random())
            assert running.database is not None
            killed += kill_all(psutil.Process(running.database))
            begun = time.monotonic()
            assert ask("wait")
            writes.append(time.monotonic() - begun)
            wait_for(lambda: ready(running))
            pages.append(time.monotonic() - begun)
        told = ask("end")
        assert web and web_processes(running) == web, "they went on, nobody started them again"
        clock = clocks_fire(installed)
        running.process.terminate()
        assert running.process.wait(60) == 0

    print(
        f"\nseed {SEED}: {KILLS} times, {killed} processes killed; everybody writes again after "
        f"{sorted(writes)[KILLS // 2]:.2f} s (median), {max(writes):.2f} s (most), pages after {max(pages):.2f} s; "
        f"the worker's clock {clock:.1f} s after the last; {told}"
    )
    assert (told["lost"], told["never_sent"], told["half"], told["twice"]) == ([], [], [], 0)
    assert told["acknowledged"] > 10 * KILLS
    assert told["unanswered"] >= KILLS, "the kills were felt"
    assert max(*writes, *pages) <= SERVES_AGAIN
    assert clock <= CLOCK_FIRES


@pytest.mark.attack("X6")
def test_a_server_that_dies_while_somebody_waits_for_it_is_started_and_not_waited_for(home: Path) -> None:
    """The waiting one holds the lock that whoever starts it needs: the shop stood still for a minute."""
    first, second = Server(environment_of(home), FLEETING), Server(environment_of(home), FLEETING)
    first.enter()
    main = psutil.Process(first.pid)
    main.suspend()  # given a server that does not answer
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(second.enter)
        pause(0.3)
        begun = time.monotonic()
        kill_all(main)
        waiting.result()

    assert time.monotonic() - begun < 10
    assert second.pid not in (None, main.pid)
    second.leave()
    first.leave()


@pytest.mark.attack("X6")
def test_a_killed_server_whose_parent_has_not_noticed_is_started_at_once(home: Path) -> None:
    """A worker that starts may be the one that starts the database, and it does not look after its child."""
    with another_process_uses(home):
        server = Server(environment_of(home), FLEETING)
        main = psutil.Process(server.pid)
        kill_all(main)
        wait_for(lambda: main.status() == psutil.STATUS_ZOMBIE)

        server.enter()

        assert "already exists" not in (server.place / "server.log").read_text()
        server.leave()
