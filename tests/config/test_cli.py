"""The program's commands, as a person at a terminal or another program meets them."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.config.conftest import copy_data_folder, remove_data_folder, run_cli

from aftercare.config.cli import COMMANDS

pytestmark = pytest.mark.xdist_group("cli")  # its fixtures are worth sharing


@pytest.fixture(scope="module")
def installed(migrated_home: Path) -> Iterator[Path]:
    """Given a data folder with a migrated database."""
    folder = copy_data_folder(migrated_home)
    yield folder
    remove_data_folder(folder)


def test_help_lists_every_command(home: Path) -> None:
    done = run_cli("--help", home=home)

    assert done.returncode == 0
    assert re.findall(r"^  ([\w-]+) +\S", done.stdout.split("commands:")[1], re.MULTILINE) == list(COMMANDS)
    assert not any(home.iterdir())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_and_starts_nothing(home: Path, name: str) -> None:
    done = run_cli(name, "--help", home=home)

    assert (done.returncode, done.stderr) == (0, "")
    assert f"usage: aftercare {name}" in done.stdout
    assert ("--json" in done.stdout) is not COMMANDS[name].runs_until_stopped
    assert not (home / "postgres").exists()


@pytest.mark.parametrize("arguments", [[], ["sell"], ["check", "--loud"], ["import", "orders"]])
def test_a_command_line_that_makes_no_sense_is_status_2(home: Path, arguments: list[str]) -> None:
    done = run_cli(*arguments, home=home)

    assert (done.returncode, done.stdout) == (2, "")
    assert "usage: aftercare" in done.stderr


def test_migrating_again_finds_nothing_to_do(installed: Path) -> None:
    done = run_cli("migrate", "--json", home=installed)

    assert done.returncode == 0
    assert json.loads(done.stdout) == {"counts": {"steps": 0}, "errors": []}


@pytest.mark.attack("X23")
def test_two_migrations_at_once_do_the_work_once(home: Path) -> None:
    command = [sys.executable, "-m", "aftercare", "migrate", "--json"]
    variables = {"AFTERCARE_HOME": str(home), "PATH": "/usr/bin:/bin"}
    both = [subprocess.Popen(command, env=variables, stdout=subprocess.PIPE, text=True) for _ in range(2)]

    answers = [json.loads(process.communicate(timeout=120)[0]) for process in both]

    assert [process.returncode for process in both] == [0, 0]
    steps = sorted(answer["counts"]["steps"] for answer in answers)
    assert steps[0] == 0
    assert steps[1] > 50


def test_a_migrated_installation_is_in_order(installed: Path) -> None:
    done = run_cli("check", "--json", home=installed)

    assert json.loads(done.stdout)["errors"] == []
    assert done.returncode == 0


def test_an_empty_database_is_not_in_order(home: Path) -> None:
    done = run_cli("check", "--json", home=home)

    answer = json.loads(done.stdout)
    assert done.returncode == 1
    assert answer["counts"]["migrations_waiting"] > 50
    assert "aftercare migrate" in answer["errors"][-1]


def test_commands_leave_no_server_behind(installed: Path) -> None:
    run_cli("check", home=installed)

    assert not any(installed.glob("postgres/data/postmaster.pid"))
