"""A newcomer: everything git would hand out, copied into an empty folder, `make run`, log in, Ctrl-C. Then the commands
`demo`, `createadmin`, `import` and `export` on what that has made."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import psutil
import pytest
import requests
from bench.ports import free_port
from openpyxl import load_workbook
from tests.config.conftest import make_data_folder, remove_data_folder, run_cli
from tests.config.test_serve import left_of

from aftercare.accounts.terms import Role
from aftercare.config.demo import SLUG
from aftercare.config.demo.logins import kept_logins

CHECKOUT = Path(__file__).resolve().parents[2]
LIMIT = 180.0  # seconds from nothing to the first page
AGAIN = 60.0  # the second time, when all is there
HEADER = "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n"
GOOD = (
    "1,178.8,0.0,上海,2020-02-21 00:00:00,,0.0\n2,21.0,21.0,内蒙古自治区,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0\n"
)
BAD = "3,many,0.0,安徽省,2020-02-20 23:59:35,,0.0\n"

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("newcomer")]


@dataclass
class Newcomer:
    """An empty folder with the sources, a data folder beside it, and what `make run` printed there."""

    folder: Path
    home: Path
    port: int = field(default_factory=free_port)
    printed: list[str] = field(default_factory=list)
    process: "subprocess.Popen[str] | None" = None

    def make_run(self) -> tuple["subprocess.Popen[str]", float]:
        """Start it; returns when it says how to stop it, with the seconds that took."""
        self.printed.clear()
        begun = time.monotonic()
        self.process = process = subprocess.Popen(
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

    def stop(self) -> None:
        """When a test has not come to its Ctrl-C."""
        if self.process is not None and self.process.poll() is None:
            press_ctrl_c(self.process)

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


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    """Given the sources in an empty folder, and nothing else; what is made there stays for the tests of commands."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    folder = tmp_path_factory.mktemp("newcomer") / "aftercare"
    for name in filter(None, listed.stdout.split("\0")):
        if (CHECKOUT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(CHECKOUT / name, folder / name)
    home = make_data_folder()
    newcomer = Newcomer(folder, home)
    yield newcomer
    newcomer.stop()
    remove_data_folder(home)
    shutil.rmtree(folder)  # pytest would keep half a gigabyte of libraries


@pytest.fixture(scope="module")
def demo_home(newcomer: Newcomer) -> Path:
    """Given an installation with the demo shop; it takes a minute to make, so it is the newcomer's."""
    if not kept_logins(newcomer.home):
        process, _seconds = newcomer.make_run()
        press_ctrl_c(process)
    return newcomer.home


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


def answer_of(done: "subprocess.CompletedProcess[str]") -> dict[str, object]:
    """The one JSON object that it printed."""
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_demo_shop_has_a_login_for_every_role_that_only_its_owner_can_read(demo_home: Path) -> None:
    logins = kept_logins(demo_home)

    assert len(logins) == len(Role) + 2  # the company's administrator, and a newcomer
    assert len({login.password for login in logins}) == 1
    assert (demo_home / "demo.json").stat().st_mode & 0o777 == 0o600


def test_the_demo_shop_is_made_once(demo_home: Path) -> None:
    before = kept_logins(demo_home)

    again, unless_empty = run_cli("demo", home=demo_home), run_cli("demo", "--if-empty", "--json", home=demo_home)

    assert (again.returncode, "not empty" in again.stderr) == (2, True)
    assert (unless_empty.returncode, answer_of(unless_empty)) == (0, {"counts": {"people": 0}, "errors": []})
    assert kept_logins(demo_home) == before


def test_an_administrator_is_made_once_and_gets_a_password(demo_home: Path) -> None:
    first, again = (run_cli("createadmin", "boss", "--json", home=demo_home) for _ in range(2))

    made = answer_of(first)
    assert (first.returncode, made["counts"], made["username"]) == (0, {"administrators": 1}, "boss")
    assert len(str(made["password"])) >= 12
    assert (again.returncode, answer_of(again)["counts"]) == (2, {})


def test_a_weak_password_for_an_administrator_is_refused(demo_home: Path) -> None:
    done = run_cli("createadmin", "chief", "--password-stdin", home=demo_home, typed="12345678\n")

    assert done.returncode == 2
    assert "password" in done.stderr
    assert "12345678" not in done.stderr


def test_a_report_is_imported_once_and_a_bad_row_is_named(demo_home: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    report.write_text(HEADER + GOOD + BAD, encoding="utf-8")

    tried = run_cli("import", "orders", report, "--shop", SLUG, "--dry-run", "--json", home=demo_home)
    first, again = (run_cli("import", "orders", report, "--shop", SLUG, "--json", home=demo_home) for _ in range(2))

    assert [done.returncode for done in (tried, first, again)] == [1, 1, 1]
    assert answer_of(first)["counts"] == answer_of(tried)["counts"]
    assert answer_of(first)["counts"] == {
        "rows": 3, "added": 2, "updated": 0, "unchanged": 0, "older": 0, "refused": 1
    }  # fmt: skip
    assert answer_of(again)["counts"]["added"] == 0  # type: ignore[index]
    errors = answer_of(first)["errors"]
    assert [(row["line"], row["value"]) for row in errors] == [(4, "many")]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "shop"), [(None, SLUG), (b"\x00\x01 no report at all", SLUG), (HEADER.encode(), "no-such-shop")]
)
def test_what_cannot_be_imported_is_status_2(demo_home: Path, tmp_path: Path, content: bytes | None, shop: str) -> None:
    report = tmp_path / "report.csv"
    if content is not None:
        report.write_bytes(content)

    done = run_cli("import", "orders", report, "--shop", shop, "--json", home=demo_home)

    assert done.returncode == 2
    answer = answer_of(done)
    assert answer["counts"] == {}
    assert len(answer["errors"]) == 1  # type: ignore[arg-type]
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_is_refused_with_the_way_out(home: Path) -> None:
    done = run_cli("createadmin", "boss", home=home)

    assert (done.returncode, "aftercare migrate" in done.stderr) == (2, True)


@pytest.mark.row("P6")
def test_the_handover_of_a_day_is_written_into_a_file(demo_home: Path, tmp_path: Path) -> None:
    """Given the demo shop, whose late shift handed over yesterday."""
    day = (datetime.now(tz=ZoneInfo("Asia/Shanghai")) - timedelta(days=1)).date()  # as old as the demo's "now"
    asked = ("export", "handover", "--shop", SLUG, "--date", day.isoformat(), "-o")
    done = run_cli(*asked, str(tmp_path / "交接.xlsx"), "--json", home=demo_home)
    assert done.returncode == 0, done.stderr
    page = load_workbook(tmp_path / "交接.xlsx").active
    assert page["A1"].value == "青禾家居旗舰店客服工作交接表"
    assert answer_of(done)["counts"] == {"lines": page.max_row - 2} != {"lines": 0}
    assert run_cli(*asked, str(tmp_path / "a.docx"), home=demo_home).returncode == 2
    assert run_cli("export", "handover", "--shop", "none", *asked[4:], "a.pdf", home=demo_home).returncode == 2
