"""Processes that live as long as ours: started again when they die, and gone when we go, however we go.

A child reads from a pipe of ours (`--follow`) and stops when the pipe closes, so that not even `kill -9` of this
process leaves an orphan behind.
"""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import FrameType

from aftercare.config.environment import Unusable
from aftercare.config.postgres import Server

WATCH_SECONDS = 0.2
GRACE_SECONDS = 20  # a payment under way may finish
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0  # seconds before a child that died is started again
HEALTHY_SECONDS = 30.0  # a child that lived this long starts again after the first pause
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
log = logging.getLogger("aftercare.serve")


class Child(ABC):
    """One process that must run as long as we do. What dies young is started again after ever longer pauses."""

    def __init__(self, name: str, *, outlives_database: bool = True) -> None:
        self.name = name
        self._outlives_database = outlives_database
        self._runs = False
        self._started = self._due = 0.0
        self._pause = FIRST_PAUSE

    def tend(self) -> None:
        """Start it when it is due; notice when it has died. Never waits."""
        now = time.monotonic()
        if self._runs and self._has_ended():
            self._runs = False
            self._put_away()
            lived_well = now - self._started >= HEALTHY_SECONDS
            self._pause = FIRST_PAUSE if lived_well else min(self._pause * 2, LONGEST_PAUSE)
            self._due = now + self._pause
            log.warning("The %s stopped; it is started again in %.1f seconds.", self.name, self._pause)
        if not self._runs and now >= self._due:
            self._started = now
            self._start()
            self._runs = True

    def ask_to_stop(self) -> None:
        """Tell it to stop after what it is doing."""
        if self._runs:
            self._terminate()

    def wait(self) -> None:
        """Return when it is gone; it is killed when it takes too long."""
        if self._runs:
            if not self._wait(GRACE_SECONDS):
                self._kill()
                self._wait(None)
            self._runs = False
            self._put_away()

    def note_new_database(self) -> None:
        """The database was started again. Whoever cannot do without the old one begins anew at once: asked politely,
        the worker waits half a minute for connections that are gone, and no clock fires. A job under way has lost its
        connection as well; every job bears a second run."""
        if self._runs and not self._outlives_database:
            self._kill()
            self._wait(None)
            self._runs = False
            self._put_away()
            self._due, self._pause = 0.0, FIRST_PAUSE

    @abstractmethod
    def _start(self) -> None: ...

    @abstractmethod
    def _has_ended(self) -> bool: ...

    @abstractmethod
    def _terminate(self) -> None: ...

    @abstractmethod
    def _kill(self) -> None: ...

    @abstractmethod
    def _wait(self, seconds: float | None) -> bool:
        """True when it has ended within these seconds; None: however long it takes."""

    @abstractmethod
    def _put_away(self) -> None:
        """Close what its process held here."""


class Program(Child):
    """One `aftercare` command as a process of its own."""

    def __init__(self, name: str, *command: str, module: str = "aftercare", outlives_database: bool = True) -> None:
        super().__init__(name, outlives_database=outlives_database)
        self._command = [sys.executable, "-m", module, *command, "--follow"]
        self._process: subprocess.Popen[bytes]

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 our own program
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,  # the terminal is ours; what is wrong comes on standard error
            start_new_session=True,  # Ctrl-C comes to us, and we tell the children in order
        )

    def _has_ended(self) -> bool:
        return self._process.poll() is not None

    def _terminate(self) -> None:
        self._process.terminate()

    def _kill(self) -> None:
        self._process.kill()

    def _wait(self, seconds: float | None) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)
        return self._process.returncode is not None

    def _put_away(self) -> None:
        if self._process.stdin is not None:
            with suppress(BrokenPipeError):
                self._process.stdin.close()


class Household:
    """Watches over children and the embedded database, and starts again what died.

    It works in the caller's thread, by `tend` every now and then: web processes are forked, and a process with several
    threads must not fork.
    """

    def __init__(self, database: Server | None, children: Sequence[Child]) -> None:
        self._database = database
        self._children = children

    def tend(self) -> None:
        """Look after all of them once; waits only for a database that has to be started."""
        self._revive_database()
        for child in self._children:
            child.tend()

    def stop(self) -> None:
        """Stop the children; returns when they are gone."""
        for child in self._children:
            child.ask_to_stop()
        for child in self._children:
            child.wait()

    def _revive_database(self) -> None:
        if self._database is None or self._database.pid is not None:
            return
        log.warning("PostgreSQL stopped; it is started again.")
        try:
            self._database.enter()
        except Unusable as trouble:
            log.error("%s", trouble)
            return
        for child in self._children:
            child.note_new_database()


def stop_on_signals(status: int) -> None:
    """From now on a signal raises SystemExit(status), so that all is put away on the way out; more are ignored."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        raise SystemExit(status)

    for number in SIGNALS:
        signal.signal(number, stop)


def follow_parent(
    pipe: int = 0, *, at_last: Callable[[], object] = lambda: None, patience: float = GRACE_SECONDS
) -> None:
    """Stop this process as SIGTERM would, when the one at the other end of the pipe is gone.

    Nobody is left to kill it when it hangs: after `patience` seconds it calls `at_last` and ends itself.
    """

    def wait() -> None:
        with suppress(OSError):
            while os.read(pipe, 1):
                pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(patience)
        log.error("Still here %s seconds after the parent has gone; stopping at once.", patience)
        try:
            at_last()
        finally:
            os._exit(1)

    threading.Thread(target=wait, name="follow", daemon=True).start()
