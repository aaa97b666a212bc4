"""Data folders and processes of the command-line tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from aftercare.config.environment import Environment, environment, read_environment
from aftercare.config.locks import alone
from aftercare.config.postgres import Server


def make_data_folder(place: Path | None = None) -> Path:
    """A data folder that a server running as `nobody` can reach (pytest's own folders are closed)."""
    folder = Path(tempfile.mkdtemp(prefix="aftercare-home-", dir=place)).resolve()
    folder.chmod(0o711)
    return folder


def remove_data_folder(folder: Path) -> None:
    """Stop what may still run in it, and remove it with what its link leads to."""
    Server(environment_of(folder)).stop_if_unused()
    shutil.rmtree((folder / "postgres").resolve(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def environment_of(folder: Path) -> Environment:
    """The settings of a data folder, everything else as it is by itself."""
    return read_environment({"AFTERCARE_HOME": str(folder)})


def run_cli(*arguments: str | Path, home: Path, typed: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the program as a person would, in that data folder; `typed` is its standard input."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AFTERCARE_", "DJANGO_"))}
    command = [sys.executable, "-m", "aftercare", *map(str, arguments)]
    variables = {**inherited, "AFTERCARE_HOME": str(home), **settings}
    return subprocess.run(command, env=variables, input=typed, capture_output=True, text=True, check=False, timeout=180)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty data folder."""
    folder = make_data_folder()
    yield folder
    remove_data_folder(folder)


@pytest.fixture(scope="session")
def migrated_home() -> Path:
    """A data folder with a migrated database, to copy: migrating takes longer than most of these tests. One for all
    processes of the run, which ends with the run's own folder."""
    folder = environment.home / "migrated"
    with alone(environment.home / "run" / "migrated.lock"):
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o711)
            done = run_cli("migrate", home=folder)
            assert done.returncode == 0, done.stderr
    return folder


def copy_data_folder(original: Path, place: Path | None = None) -> Path:
    """A data folder of its own with the same contents and owners, in that place; nothing runs in either."""
    folder = make_data_folder(place)
    subprocess.run(["cp", "-a", f"{original}/.", str(folder)], check=True)
    return folder
