"""A newcomer: everything git would hand out, copied into an empty folder, `make run`, log in, Ctrl-C."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest
import requests
from tests.config.conftest import make_data_folder, remove_data_folder
from tests.config.test_serve import free_port, left_of

CHECKOUT = Path(__file__).resolve().parents[2]
LIMIT = 180.0  # seconds from nothing to the first page
AGAIN = 60.0  # the second time, when all is there

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("newcomer")]


@dataclass
class Newcomer:
    """An empty folder with the sources, a data folder beside it, and what `make run` printed there."""

    folder: Path
    home: Path
    port: int = field(default_factory=free_port)
    printed: list[str] = field(default_factory=list)

    def make_run(self) -> tuple["subprocess.Popen[str]", float]:
        """Start it; returns when it says how to stop it, with the seconds that took."""
        self.printed.clear()
        begun = time.monotonic()
        process = subprocess.Popen(
            ["make", "run"],
            cwd=self.folder,
            env=self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # a terminal of its own, for its own Ctrl-C
        )
        assert process.stdout is not None
        for line in process.stdout:
            self.printed.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                return process, time.monotonic() - begun
        pytest.fail("make run ended:\n" + "\n".join(self.printed))

    @property
    def variables(self) -> dict[str, str]:
        """The machine's variables without those of our own environment."""
        ours = ("AFTERCARE_", "DJANGO_", "PYTEST_", "PYTHON", "VIRTUAL_ENV", "DATABASE_URL", "MAKE", "MFLAGS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        path = [part for part in kept["PATH"].split(os.pathsep) if not part.startswith(str(CHECKOUT))]
        return {
            **kept,
            "PATH": os.pathsep.join(path),
            "AFTERCARE_HOME": str(self.home),
            "AFTERCARE_PORT": str(self.port),
        }

    @property
    def address(self) -> str:
        return next(line.split()[-1] for line in self.printed if line.startswith("Aftercare runs at"))

    @property
    def logins(self) -> dict[str, str]:
        """Passwords by login name, as printed."""
        found = (re.fullmatch(r"  (\S+) +(\S+)   .+", line) for line in self.printed)
        return {match[1]: match[2] for match in found if match}


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    """Given the sources in an empty folder, and nothing else."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    folder = tmp_path / "aftercare"
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, folder / name)
    home = make_data_folder()
    yield Newcomer(folder, home)
    remove_data_folder(home)
    shutil.rmtree(folder)  # pytest would keep half a gigabyte of libraries


def log_in(address: str, username: str, password: str) -> requests.Response:
    """Log in as a browser does; the page that follows."""
    with requests.Session() as browser:
        page = browser.get(f"{address}/account/login/", timeout=30)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        fields = {"csrfmiddlewaretoken": token[1], "login": username, "password": password}
        return browser.post(page.url, data=fields, headers={"Referer": page.url}, timeout=30)


def press_ctrl_c(process: "subprocess.Popen[str]") -> list[str]:
    """What it still prints, until it is gone."""
    os.killpg(process.pid, signal.SIGINT)
    rest, _nothing = process.communicate(timeout=60)
    return rest.splitlines()


@pytest.mark.row("X10")
def test_a_newcomer_runs_the_demo_shop_logs_in_and_stops_it(newcomer: Newcomer) -> None:
    process, seconds = newcomer.make_run()

    assert seconds < LIMIT
    assert newcomer.address == f"http://localhost:{newcomer.port}"
    assert {"admin", "agent", "supervisor", "warehouse", "finance", "operations"} <= newcomer.logins.keys()
    for username in ("agent", "warehouse"):
        landed = log_in(newcomer.address, username, newcomer.logins[username])
        assert (landed.status_code, landed.url) == (200, f"{newcomer.address}/")
    refused = log_in(newcomer.address, "agent", "a wrong password")
    assert refused.url == f"{newcomer.address}/account/login/"

    rest = press_ctrl_c(process)

    assert not [line for line in rest if "Traceback" in line]
    assert left_of(newcomer.home) == []
    assert not [found for found in psutil.process_iter(["cmdline"]) if str(newcomer.folder) in str(found.info)]

    logins = newcomer.logins
    process, seconds = newcomer.make_run()
    press_ctrl_c(process)
    assert seconds < AGAIN
    assert newcomer.logins == logins
