"""What a tree of processes has used: processor time and memory."""

from contextlib import suppress
from pathlib import Path

import psutil


def cpu_seconds(pid: int) -> float:
    """Of the process and everything it ever started and waited for."""
    total = 0.0
    for process in _tree(pid):
        with suppress(psutil.Error):
            times = process.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def memory_mb(pids: list[int]) -> tuple[float, float]:
    """(PSS, RSS) of these processes: PSS counts a page that several share in parts, so it may be added up."""
    pss = rss = 0.0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                name, _colon, value = line.partition(":")
                if name in ("Pss", "Rss"):
                    kilobytes = int(value.split()[0])
                    pss, rss = (pss + kilobytes, rss) if name == "Pss" else (pss, rss + kilobytes)
    return pss / 1024, rss / 1024


def tree(pid: int) -> list[int]:
    """The process and all below it."""
    return [process.pid for process in _tree(pid)]


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
