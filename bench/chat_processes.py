"""Clients of the chat's bench, and what the server takes of the processors."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.processes import cpu_seconds


class Client:
    """A process of chat_clients with its order."""

    def __init__(self, order: dict[str, Any]) -> None:
        command = [sys.executable, "-m", "bench.chat_clients"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.tell(order)

    def tell(self, line: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a client of the bench failed; its words stand above")
        found: dict[str, Any] = json.loads(line)
        return found

    def end(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(60)


class Cpu:
    """Processor seconds of the server's processes and of PostgreSQL."""

    def __init__(self, server: int, postgres: int) -> None:
        self._pids = server, postgres

    @contextmanager
    def measured(self) -> Iterator[list[float]]:
        """Filled in when the block has ended."""
        before = [cpu_seconds(pid) for pid in self._pids]
        took: list[float] = []
        yield took
        took += [cpu_seconds(pid) - early for pid, early in zip(self._pids, before, strict=True)]
