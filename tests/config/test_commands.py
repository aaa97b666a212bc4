"""`demo`, `createadmin` and `import`, on one installation."""

import json
import subprocess
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from tests.config.conftest import copy_data_folder, remove_data_folder, run_cli

from aftercare.accounts.terms import Role
from aftercare.config.demo import SLUG
from aftercare.config.demo.logins import kept_logins

HEADER = "订单编号,总金额,买家实际支付金额,收货地址 ,订单创建时间,订单付款时间 ,退款金额\n"
GOOD = (
    "1,178.8,0.0,上海,2020-02-21 00:00:00,,0.0\n2,21.0,21.0,内蒙古自治区,2020-02-20 23:59:54,2020-02-21 00:00:02,0.0\n"
)
BAD = "3,many,0.0,安徽省,2020-02-20 23:59:35,,0.0\n"


pytestmark = pytest.mark.xdist_group("commands")  # its fixtures are worth sharing


@pytest.fixture(scope="module")
def demo_home(migrated_home: Path) -> Iterator[Path]:
    """Given an installation with the demo shop."""
    folder = copy_data_folder(migrated_home)
    done = run_cli("demo", "--json", home=folder)
    assert done.returncode == 0, done.stderr
    yield folder
    remove_data_folder(folder)


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
