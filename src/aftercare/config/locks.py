"""Locks between processes: they hold as long as the process lives, so that a killed one leaves nothing behind."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from aftercare.config.environment import make_folder


class FileLock:
    """One lock on a file, shared by many or held by one; released when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        make_folder(path.parent, 0o700)
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def share(self) -> None:
        """Hold it together with others; waits while one holds it alone."""
        fcntl.flock(self._file, fcntl.LOCK_SH)

    def take(self) -> None:
        """Hold it alone; waits for the others."""
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def try_take(self) -> bool:
        """Hold it alone if nobody else holds it; false, and not held, if somebody does."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give it back."""
        os.close(self._file)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock alone for the time of the block."""
    lock = FileLock(path)
    lock.take()
    try:
        yield
    finally:
        lock.close()
