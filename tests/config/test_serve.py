"""`aftercare serve` is one thing: it starts, heals and stops together, and leaves nothing behind however it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import requests
from bench.ports import free_port
from tests.config.conftest import copy_data_folder, remove_data_folder, run_cli
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("serve")]
PATIENCE = 60.0  # seconds; the machine may be busy


@pytest.fixture(scope="module")
def installed(migrated_home: Path) -> Iterator[Path]:
    """Given a data folder with a migrated database."""
    folder = copy_data_folder(migrated_home)
    yield folder
    remove_data_folder(folder)


def wait_for(what: Callable[[], object], otherwise: Callable[[], object] = lambda: "") -> None:
    """Return when it is true; these are other processes, whose time cannot be moved. `otherwise` is told when it is
    not."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, f"waited too long: {otherwise()}"
        time.sleep(0.05)


class Running:
    """A `serve` process, and what belongs to it."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
        variables = {**kept, "AFTERCARE_HOME": str(home), "AFTERCARE_PORT": str(self.port)}
        command = [sys.executable, "-m", "aftercare", "serve"]
        self.process = subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True)

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Ctrl-C"):
                break
        assert self.process.poll() is None, f"it ended before it was ready; on its folder work: {left_of(self.home)}"
        wait_for(lambda: self.worker)

    def answers(self) -> bool:
        try:
            return requests.get(f"http://127.0.0.1:{self.port}/account/login/", timeout=10).status_code == 200
        except requests.ConnectionError:
            return False

    @property
    def worker(self) -> psutil.Process | None:
        for child in psutil.Process(self.process.pid).children():
            with suppress(psutil.Error):  # one that dies at this moment
                if "worker" in child.cmdline():
                    return child
        return None

    @property
    def database(self) -> int | None:
        try:
            return int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])
        except FileNotFoundError:
            return None


@contextmanager
def serving(home: Path) -> Iterator[Running]:
    """Aftercare runs inside the block; what the block leaves running is killed."""
    running = Running(home)
    try:
        running.wait_until_ready()
        yield running
    finally:
        running.process.kill()
        running.process.wait()
        assert running.process.stdout is not None
        running.process.stdout.close()


def left_of(home: Path) -> list[str]:
    """Processes that still work on the data folder."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(home) in " ".join(process.cmdline()) or process.environ().get("AFTERCARE_HOME") == str(home):
                found.append(" ".join(process.cmdline()))
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_server_worker_and_database(installed: Path, number: signal.Signals) -> None:
    with serving(installed) as running:
        assert running.answers()

        running.process.send_signal(number)

        assert running.process.wait(PATIENCE) == 0
        assert left_of(installed) == []
        assert running.database is None


def test_a_second_serve_on_the_data_folder_says_so_and_stops(installed: Path) -> None:
    with serving(installed) as running:
        second = run_cli("serve", home=installed, AFTERCARE_PORT=str(free_port()))

        assert second.returncode == 2
        assert f"already runs on the data folder {installed} (http://localhost:{running.port})" in second.stderr
        assert running.answers()


def test_a_taken_port_is_said_before_anything_is_started(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        done = run_cli("serve", home=home, AFTERCARE_PORT=port)

    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert not (home / "postgres").exists()


def test_a_worker_that_dies_is_started_again(installed: Path) -> None:
    with serving(installed) as running:
        first = running.worker
        assert first is not None
        first.kill()

        wait_for(lambda: (found := running.worker) is not None and found.pid != first.pid)
        assert running.answers()


@pytest.mark.attack("G2", "G7")
def test_a_socket_knocks_at_the_same_port_and_is_turned_away_without_a_session(installed: Path) -> None:
    with serving(installed) as running:
        address = f"ws://127.0.0.1:{running.port}/live/"
        with pytest.raises(InvalidStatus) as error:
            connect(address, origin=Origin(f"http://127.0.0.1:{running.port}"), open_timeout=PATIENCE)

        assert error.value.response.status_code == 403
        assert running.answers()


@pytest.mark.attack("X6")
def test_a_database_that_dies_is_started_again_and_pages_come_back(installed: Path) -> None:
    with serving(installed) as running:
        first = running.database
        assert first is not None
        os.kill(first, signal.SIGKILL)

        wait_for(lambda: running.database not in (None, first) and running.answers())


def test_nothing_survives_a_killed_serve(installed: Path) -> None:
    with serving(installed) as running:
        running.process.kill()

        wait_for(lambda: left_of(installed) == [], otherwise=lambda: left_of(installed))
        assert running.database is None


def test_a_serve_that_is_started_right_after_a_kill_waits_for_what_is_left_of_the_last(installed: Path) -> None:
    """As a supervisor of processes does it: the web processes hold the data folder until the last one has gone."""
    with serving(installed) as running:
        running.process.kill()
        running.process.wait()

        with serving(installed) as second:
            assert second.answers()


def test_nothing_survives_when_the_worker_is_killed_with_it(installed: Path) -> None:
    """The web processes are the last ones out then, and stop the database."""
    with serving(installed) as running:
        worker = running.worker
        assert worker is not None
        running.process.send_signal(signal.SIGSTOP)  # it must not start another one
        worker.kill()
        running.process.kill()

        wait_for(lambda: left_of(installed) == [], otherwise=lambda: left_of(installed))
        assert running.database is None


DEAF = """
import time
from aftercare.config.household import follow_parent, stop_on_signals
stop_on_signals(0)
try:
    follow_parent(at_last=lambda: print("put away", flush=True), patience=0.2)
    time.sleep(60)
except SystemExit:
    time.sleep(60)
"""


def test_a_process_that_does_not_hear_that_its_parent_has_gone_ends_all_the_same() -> None:
    """An exception out of a signal can be lost in a callback that swallows it."""
    done = subprocess.run([sys.executable, "-c", DEAF], input="", capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (1, "put away\n")
