"""The embedded PostgreSQL starts, is shared, stops, and comes back after any death without a manual step."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.config.conftest import environment_of, remove_data_folder, run_cli

from aftercare.config.engine import FLEETING, MAJOR
from aftercare.config.environment import Unusable, read_environment, socket_folder
from aftercare.config.postgres import OUTSIDE, Server, database_running

USE_UNTIL_KILLED = """
import sys, time
from aftercare.config.engine import FLEETING
from aftercare.config.environment import read_environment
from aftercare.config.postgres import Server
Server(read_environment(), FLEETING).enter()
print("in", flush=True)
time.sleep(600)
"""


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    """Given a server that is not started yet, on a new data folder."""
    server = Server(environment_of(home), FLEETING)
    yield server
    server.leave()


@contextmanager
def another_process_uses(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A second process that holds on to the server of the data folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", USE_UNTIL_KILLED],
        env={**os.environ, "AFTERCARE_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "in\n"
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def ask(home: Path, question: str) -> str:
    with psycopg.connect(environment_of(home).libpq_url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]
        return str(row[0])


def wait_until_gone(pid: int) -> None:
    psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=20)
    assert not psutil.pid_exists(pid)


def test_it_keeps_what_was_committed_and_leaves_nothing_running(home: Path) -> None:
    with database_running(environment_of(home)) as server:
        assert server is not None
        pid = server.pid
        with psycopg.connect(environment_of(home).libpq_url) as connection:
            connection.execute("CREATE TABLE goods (name text)")
            connection.execute("INSERT INTO goods VALUES ('龙井茶')")
    assert pid is not None
    wait_until_gone(pid)
    assert not socket_folder(home).exists()

    with database_running(environment_of(home)):
        assert ask(home, "SELECT upper(name || 'é') FROM goods WHERE name ~ '^\\w+$'") == "龙井茶É"


def test_a_real_server_is_durable_checks_its_pages_and_listens_to_no_network(home: Path) -> None:
    with database_running(environment_of(home)):
        shown = {
            name: ask(home, f"SHOW {name}")
            for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses")
        }
        encoding = ask(home, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'aftercare'")
        superuser = ask(home, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")

    assert shown == {
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "data_checksums": "on",
        "listen_addresses": "",
    }
    assert (encoding, superuser) == ("UTF8", "False")


def test_nobody_but_its_account_can_reach_the_socket_or_the_data(home: Path, server: Server) -> None:
    server.enter()

    for folder in (socket_folder(home), server.place, server.data):
        found = folder.stat()
        assert stat.S_IMODE(found.st_mode) == 0o700
        assert found.st_uid != 0


def test_the_last_one_out_stops_it(home: Path, server: Server) -> None:
    server.enter()
    pid = server.pid
    assert pid is not None
    with another_process_uses(home):
        server.leave()
        assert ask(home, "SELECT 1") == "1"
        assert server.pid == pid

    assert server.stop_if_unused()
    wait_until_gone(pid)


def test_a_user_that_was_killed_is_not_waited_for(home: Path, server: Server) -> None:
    with another_process_uses(home) as process:
        server.enter()
        process.kill()
        process.wait()
        pid = server.pid
    assert pid is not None

    server.leave()
    wait_until_gone(pid)


def test_it_comes_back_with_every_commit_after_all_its_processes_were_killed(home: Path) -> None:
    server = Server(environment_of(home))  # durable, as a shop's is
    server.enter()
    with psycopg.connect(environment_of(home).libpq_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE goods AS SELECT generate_series(1, 1000) AS number")
    main = psutil.Process(server.pid)
    for process in [main, *main.children()]:
        with suppress(psutil.NoSuchProcess):  # the others end by themselves when one is killed
            process.send_signal(signal.SIGKILL)

    begun = time.monotonic()
    server.enter()

    assert ask(home, "SELECT count(*) FROM goods") == "1000"
    assert time.monotonic() - begun < 10
    server.leave()


def test_a_pid_file_whose_number_another_process_has_is_not_believed(home: Path, server: Server) -> None:
    server.enter()
    pid_file = server.data / "postmaster.pid"
    lines = pid_file.read_text().split("\n")
    server.leave()
    # given the pid file of a machine that was switched off, and a stranger with that number now
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))

    assert server.pid is None
    server.enter()
    assert ask(home, "SELECT 1") == "1"


def test_a_data_folder_of_another_major_version_is_refused_with_the_way_out(home: Path, server: Server) -> None:
    server.enter()
    server.leave()
    (server.data / "PG_VERSION").write_text("15\n")

    with pytest.raises(
        Unusable, match=rf"made by PostgreSQL 15.*carries PostgreSQL {MAJOR}.*aftercare backup"
    ) as refusal:
        server.enter()

    assert "aftercare restore" in str(refusal.value)
    assert server.pid is None


def test_a_database_that_was_half_made_is_made_anew(home: Path, server: Server) -> None:
    server.enter()
    server.leave()
    server.data.rename(server.data.with_name("data.new"))

    server.enter()

    assert ask(home, "SELECT 1") == "1"


def test_a_socket_folder_that_somebody_else_prepared_is_refused(home: Path, server: Server, tmp_path: Path) -> None:
    socket_folder(home).symlink_to(tmp_path)
    try:
        with pytest.raises(Unusable, match="belongs to somebody else"):
            server.enter()
    finally:
        socket_folder(home).unlink()
    assert not any(tmp_path.iterdir())


def test_a_data_folder_in_a_closed_home_opens_nothing_for_the_server(home: Path) -> None:
    closed = home / "root"
    closed.mkdir(mode=0o700)
    inside = closed / "var"
    try:
        for _ in range(2):
            with database_running(environment_of(inside)):
                assert ask(inside, "SELECT 1") == "1"
        # root's server runs as nobody, who must not come through root's home: its data lies elsewhere
        assert (inside / "postgres").resolve().parent == (inside if os.geteuid() else OUTSIDE)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    finally:
        remove_data_folder(inside)


def test_with_a_database_address_nothing_is_started(home: Path) -> None:
    url = environment_of(Path(os.environ["AFTERCARE_HOME"])).libpq_url  # the test run's own server

    environment = read_environment({"AFTERCARE_HOME": str(home), "DATABASE_URL": url})
    with database_running(environment) as server:
        assert server is None
    assert not any(home.iterdir())


def test_a_database_address_that_leads_nowhere_is_one_sentence(home: Path) -> None:
    done = run_cli("backup", home / "saved", home=home, DATABASE_URL="postgresql://u:geheim@127.0.0.1:1/name")

    assert done.returncode == 2
    assert "DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr
    assert not any(home.iterdir())
