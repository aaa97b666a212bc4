"""A disk that fails on demand: the n-th change below a folder raises, in this process, where the system is called.

Counted are writes (as the system sees them, after Python's buffers), syncs, new folders, renames and links. The write
that fails has already written half of what it was given, as a full disk does.
"""

import builtins
import errno
import io
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

FEW = 64 * 1024  # bytes
CALLS = ("fsync", "mkdir", "rename", "replace", "link", "sendfile")


class Disk:
    """Counts the changes below `folder` and fails those that it is told to fail."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.changes = 0
        self._fails_at = 0
        self._error, self._stays = 0, False

    def fail(self, at: int, *, error: int = errno.ENOSPC, stays: bool = False) -> None:
        """The `at`-th change from now on fails; with `stays` every later one as well."""
        self.changes, self._fails_at, self._error, self._stays = 0, at, error, stays

    def heal(self) -> None:
        self.fail(0)

    def count(self, name: object) -> None:
        """One change is about to happen; raises OSError when it is the one."""
        self.changes += 1
        if self._fails_at and (self.changes == self._fails_at or (self._stays and self.changes > self._fails_at)):
            raise OSError(self._error, os.strerror(self._error), str(name))

    def holds(self, target: object) -> bool:
        """Whether a path, an open file or a file number lies below the folder."""
        if isinstance(target, int):
            target = Path(f"/proc/self/fd/{target}").readlink()
        if not isinstance(target, str | os.PathLike):
            return False
        return Path(os.path.abspath(target)).is_relative_to(self.folder)  # noqa: PTH100 must not follow links


class FailingFile(io.FileIO):
    """An open file of that disk."""

    disk: Disk

    def write(self, data: Any) -> int:
        try:
            self.disk.count(self.name)
        except OSError:
            super().write(memoryview(data)[: len(data) // 2])
            raise
        return super().write(data)


@contextmanager
def failing_disk(folder: Path) -> Iterator[Disk]:
    """Watches the folder inside the block."""
    disk = Disk(folder)
    really_open, really_mkdir = io.open, os.mkdir

    def opening(file: Any, mode: str = "r", *rest: Any, **options: Any) -> Any:
        if not set(mode) & set("wax+") or not disk.holds(file):
            return really_open(file, mode, *rest, **options)
        raw = FailingFile(file, mode.replace("b", "").replace("t", ""), closefd=options.get("closefd", True))
        raw.disk = disk
        if "b" in mode:
            return io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return io.TextIOWrapper(io.BufferedWriter(raw), encoding=options.get("encoding") or (rest[1] if rest else None))

    def counted(call: Callable[..., Any]) -> Callable[..., Any]:
        def change(target: Any, *rest: Any, **options: Any) -> Any:
            if disk.holds(target) and not (call is really_mkdir and Path(target).exists()):
                disk.count(target)
            return call(target, *rest, **options)

        return change

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, "open", opening)
        patch.setattr(io, "open", opening)
        for name in CALLS:
            patch.setattr(os, name, counted(getattr(os, name)))
        yield disk


class Room:
    """A folder whose disk can be filled and freed again."""

    def __init__(self, folder: Path, fill: Callable[[int], None], free: Callable[[], None]) -> None:
        self.folder, self._fill, self.free = folder, fill, free

    def fill(self, *, leave: int = 0) -> None:
        """Fill it up but for about so many bytes."""
        self._fill(leave)


@contextmanager
def small_room(folder: Path, megabytes: int = 64) -> Iterator[Room]:
    """A disk of its own in memory where that may be made (root), else a failing one."""
    folder.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0711", "aftercare-test", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        with failing_disk(folder) as disk:
            yield Room(folder, lambda leave: disk.fail(1 + leave // FEW, stays=True), disk.heal)
        return
    ballast = folder / ".ballast"

    def fill(leave: int) -> None:
        with ballast.open("wb", buffering=0) as file:
            with suppress(OSError):
                while True:
                    file.write(bytes(FEW))
            file.truncate(max(file.tell() - leave, 0))

    try:
        yield Room(folder, fill, ballast.unlink)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
