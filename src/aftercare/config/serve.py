"""`aftercare serve`: database, web server and worker as one thing that starts, heals and stops together."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

if sys.platform != "win32":
    import resource

from aftercare.config.environment import Environment, Unusable
from aftercare.config.household import GRACE_SECONDS, WATCH_SECONDS, Child, Household, Program
from aftercare.config.locks import FileLock
from aftercare.config.postgres import database_running, make_home
from aftercare.config.webserver import Readiness, WebProcess, bind, preload


def serve(
    environment: Environment,
    host: str,
    *,
    beside: Sequence[Child],
    prepare: Callable[[], None],
    announce: Callable[[str], None],
) -> None:
    """Run until a signal ends it (SystemExit), with the worker and the children named `beside` it.

    `prepare` works on the running database before pages are served; `announce` gets the address once they are.
    """
    address = f"http://{_name_for_people(host)}:{environment.port}"
    allow_many_sockets()
    with only_server(environment, address):
        listener = bind(host, environment.port)
        with database_running(environment) as database:
            prepare()
            preload()
            readiness = Readiness()
            web = [WebProcess(listener, readiness, database) for _number in range(environment.web_processes)]
            household = Household(database, [*web, Program("worker", "worker", outlives_database=False), *beside])
            try:
                keep(household, readiness, lambda: announce(address))
            finally:
                household.stop()


def allow_many_sockets() -> None:
    """Each socket is an open file: take as many as the machine allows, for this process and its children."""
    if sys.platform != "win32":
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def keep(household: Household, readiness: Readiness, announce: Callable[[], None]) -> None:
    """Tend the household until a signal raises SystemExit; `announce` once, when pages are answered."""
    is_announced = False
    while True:
        household.tend()
        if not is_announced and readiness.is_told():
            announce()
            is_announced = True
        time.sleep(WATCH_SECONDS)


@contextmanager
def only_server(environment: Environment, address: str) -> Iterator[None]:
    """One `serve` per data folder; a second one says where the first is."""
    make_home(environment.home)
    note = environment.home / "run" / "serve.json"
    lock = FileLock(environment.home / "run" / "serve.lock")
    try:
        if not (lock.try_take() or _wait_for_the_last_of(note, lock)):
            where = json.loads(note.read_text())["address"] if note.exists() else "see its terminal"
            raise Unusable(f"Aftercare already runs on the data folder {environment.home} ({where}).")
        note.write_text(json.dumps({"address": address, "process": os.getpid()}), encoding="utf-8")
        yield
    finally:
        lock.close()


def _wait_for_the_last_of(note: Path, lock: FileLock) -> bool:
    """Whether the lock came free because its server was killed: the web processes hold it until the last has gone."""
    end = time.monotonic() + 2 * GRACE_SECONDS
    while note.exists() and _is_dead(json.loads(note.read_text())["process"]) and time.monotonic() < end:
        if lock.try_take():
            return True
        time.sleep(WATCH_SECONDS)
    return False


def _is_dead(process: int) -> bool:
    """Whether that server is no more; in a container each has the same number."""
    return process == os.getpid() or not psutil.pid_exists(process)


def run_aside(*command: str) -> None:
    """Run one of our commands to its end, without its words, in a process of its own, which gives its memory back."""
    program = [sys.executable, "-m", "aftercare", *command]
    done = subprocess.run(program, check=False, stdout=subprocess.DEVNULL)  # noqa: S603 our own program
    if done.returncode:
        raise Unusable(f"aftercare {' '.join(command)} failed; its words stand above.")


def _name_for_people(host: str) -> str:
    return {"127.0.0.1": "localhost", "0.0.0.0": "localhost", "::": "localhost"}.get(host, host)  # noqa: S104
