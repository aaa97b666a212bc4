"""Processes of a fault test: started with pipes, killed at the end, watched without sleeping."""

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 150.0  # seconds until a test gives up, on a machine that does other things as well


@contextmanager
def process(environment: dict[str, str], *arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A Python process with pipes; killed at the end."""
    settings = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "DJANGO_SETTINGS_MODULE": "aftercare.config.settings"}
    child = subprocess.Popen(
        [sys.executable, *arguments],
        env={**environment, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield child
    finally:
        child.kill()
        child.communicate()


@dataclass
class Provider:
    """The practice provider in a process of its own; its record is the judge."""

    address: str

    def set(self, **faults: Any) -> None:
        """These faults and no others from now on."""
        requests.post(f"{self.address}/faults", json=faults, timeout=10).raise_for_status()

    def records(self) -> list[dict[str, Any]]:
        """All that it paid."""
        rows: list[dict[str, Any]] = []
        after: int | None = 0
        while after is not None:
            answer = requests.get(f"{self.address}/records", params={"after": after}, timeout=10).json()
            rows, after = rows + answer["records"], answer["next"]
        return rows

    def calls(self, what: str) -> int:
        """How often it was told to 'pay' and came as far as its record, or was asked ('query')."""
        return int(requests.get(f"{self.address}/calls", timeout=10).json().get(what, 0))


class Workers:
    """Forks of one warm process, to be killed at any time; see payout_worker for the orders they take."""

    def __init__(self, child: "subprocess.Popen[str]") -> None:
        self._child = child

    def start(self, **order: Any) -> int:
        """The process id of a new worker."""
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write(json.dumps(order) + "\n")
        self._child.stdin.flush()
        return int(self._child.stdout.readline())


def until(done: Callable[[], bool], every: float = 0.02) -> float:
    """Wait for another process; returns the seconds it took."""
    started = time.monotonic()
    while not done():
        assert time.monotonic() - started < PATIENCE, "gave up"
        pause(every)
    return time.monotonic() - started


def pause(seconds: float) -> None:
    """Let other processes run on for a moment, so that they are hit at another point each time."""
    select.select([], [], [], seconds)


def is_gone(pid: int) -> bool:
    """The process has ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def is_stopped(pid: int) -> bool:
    """The process was halted by SIGSTOP."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "T"
