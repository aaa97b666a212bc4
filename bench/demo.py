"""The demo shop as a newcomer has it: `python -m bench demo`.

A clone of this checkout in an empty folder, `make run` there until pages answer (environment, assets, database and
demo shop from nothing; pip's own cache is not cleared), then every role clicks through all pages it finds for a while,
and the memory of everything that runs is added up: proportional set size, where a page that several share counts once.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from bench.people import Agent
from bench.ports import free_port
from bench.processes import memory_mb, tree
from bench.report import Table

CLONE_SECONDS = 400
PAGES_EACH = 60
LOGIN = re.compile(r"^  ([a-z]+) +(\S+) ", re.MULTILINE)
LINK = re.compile(r'href="(/[^"#]*)"')
CHECKOUT = Path(__file__).resolve().parents[1]


def click(port: int, username: str, password: str) -> int:
    """Follow links from the home page; how many pages were seen."""
    agent = Agent.log_in(port, username, password)
    seen: set[str] = set()
    waiting = ["/"]
    while waiting and len(seen) < PAGES_EACH:
        address = waiting.pop(0)
        if address in seen or "/static/" in address or "/files/" in address or "export" in address:
            continue
        seen.add(address)
        waiting += [link.replace("&amp;", "&") for link in LINK.findall(agent.get(address, may_lead_on=True))]
    return len(seen)


def main() -> None:
    place = Path(tempfile.mkdtemp(prefix="aftercare-bench-")).resolve()
    place.chmod(0o755)
    folder, port = place / "aftercare", free_port()
    log = place / "log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
    git, make = shutil.which("git") or "git", shutil.which("make") or "make"
    subprocess.run([git, "clone", "--quiet", str(CHECKOUT), str(folder)], check=True)
    began = time.monotonic()
    with log.open("w") as output:
        running = subprocess.Popen(
            [make, "run"], cwd=folder, env={**kept, "AFTERCARE_PORT": str(port)},
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        while "Ctrl-C" not in log.read_text():
            if running.poll() is not None or time.monotonic() - began > CLONE_SECONDS:
                raise SystemExit(log.read_text())
            time.sleep(0.1)
        seconds = time.monotonic() - began
        fresh = memory_of(running.pid, folder)
        pages = sum(click(port, username, password) for username, password in LOGIN.findall(log.read_text()))
        used = memory_of(running.pid, folder)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGINT)
        running.wait(60)
        shutil.rmtree(place, ignore_errors=True)
    table = Table("Demo", ("", "figure"))
    table.rows += [
        ["from a clone to the first page, seconds", round(seconds, 1)],
        ["pages that twelve people looked at", pages],
        ["memory of all at the first page, MB", round(fresh, 1)],
        ["memory of all after these pages, MB", round(used, 1)],
    ]
    print(json.dumps([table.as_json()], ensure_ascii=False))


def memory_of(pid: int, folder: Path) -> float:
    """Proportional set size of the process, all below it, and the database of the folder, which is nobody's child."""
    processes = tree(pid)
    postgres = [other for other in _all_processes() if other not in processes and _works_in(other, folder)]
    return memory_mb([*processes, *postgres])[0]


def _all_processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").resolve().is_relative_to(folder)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(main())
