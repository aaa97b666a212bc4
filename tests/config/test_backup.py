"""One command makes a back-up while people work, one brings it back; a damaged one is never brought back."""

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import psycopg
import pytest
from tests.config.conftest import copy_data_folder, environment_of, remove_data_folder, run_cli

from aftercare.config.backup import Manifest
from aftercare.config.postgres import database_running

EVENT = "INSERT INTO core_event (kind, subject_kind, subject_id, data) VALUES ('test', 'case', %s, '{}')"
TOGETHER = 2  # events written in each transaction


pytestmark = pytest.mark.xdist_group("backup")  # its fixtures are worth sharing


@pytest.fixture(scope="module")
def shop_home(migrated_home: Path) -> Iterator[Path]:
    """Given the data folder of an installation with some events and an uploaded photo."""
    folder = copy_data_folder(migrated_home)
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / "照片.jpg").write_bytes(os.urandom(300_000))
    yield folder
    remove_data_folder(folder)


@pytest.fixture(scope="module")
def made_under_load(shop_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Given a back-up of it, made while somebody writes."""
    folder = tmp_path_factory.mktemp("back-ups") / "saved"
    with database_running(environment_of(shop_home)), people_write(shop_home):
        done = run_cli("backup", folder, "--json", home=shop_home)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["files"] == 2
    return folder


@pytest.fixture
def back_up(made_under_load: Path, tmp_path: Path) -> Path:
    """A copy of that back-up, to damage."""
    return shutil.copytree(made_under_load, tmp_path / "saved")


@contextmanager
def people_write(home: Path) -> Iterator[None]:
    """Somebody commits pairs of events all the time, and at least one pair before the block begins."""
    begun, enough = threading.Event(), threading.Event()

    def write() -> None:
        with psycopg.connect(environment_of(home).libpq_url) as connection:
            number = 0
            while not enough.is_set():
                number += 1
                for _ in range(TOGETHER):
                    connection.execute(EVENT, [number])
                connection.commit()
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(30)
    try:
        yield
    finally:
        enough.set()
        writer.join()


def count_of(home: Path, question: str) -> int:
    with database_running(environment_of(home)), psycopg.connect(environment_of(home).libpq_url) as connection:
        return int(connection.execute(question).fetchone()[0])  # type: ignore[call-overload, index]


def everything_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if "run" not in path.parts)


@pytest.mark.row("X10")
@pytest.mark.attack("X19")
def test_a_back_up_under_load_comes_back_whole(shop_home: Path, back_up: Path, home: Path) -> None:
    done = run_cli("restore", back_up, "--json", home=home)

    assert done.returncode == 0, done.stderr
    manifest = json.loads((back_up / "manifest.json").read_text())
    assert json.loads(done.stdout) == {
        "counts": {"tables": len(manifest["rows"]), "rows": sum(manifest["rows"].values()), "files": 2},
        "errors": [],
    }
    restored = count_of(home, "SELECT count(*) FROM core_event")
    assert restored == manifest["rows"]["core_event"]
    assert restored % TOGETHER == 0
    assert restored < count_of(shop_home, "SELECT count(*) FROM core_event")
    for name in ("files/ab/照片.jpg", "keys/secret.key"):
        assert (home / name).read_bytes() == (shop_home / name).read_bytes()
    assert (home / "keys" / "secret.key").stat().st_mode & 0o777 == 0o600


def test_what_the_database_guards_is_guarded_after_a_restore(back_up: Path, home: Path) -> None:
    assert run_cli("restore", back_up, home=home).returncode == 0

    with pytest.raises(psycopg.errors.RestrictViolation):
        count_of(home, "DELETE FROM core_event RETURNING id")
    assert run_cli("check", home=home).returncode == 0


@pytest.mark.attack("X20")
@pytest.mark.parametrize("name", ["database.dump", "files/ab/照片.jpg", "keys/secret.key", "manifest.json"])
def test_one_flipped_byte_is_named_and_nothing_is_restored(back_up: Path, home: Path, name: str) -> None:
    damaged = bytearray((back_up / name).read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (back_up / name).write_bytes(damaged)

    done = run_cli("restore", back_up, home=home)

    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert everything_in(home) == []


def test_a_missing_file_is_named_and_nothing_is_restored(back_up: Path, home: Path) -> None:
    (back_up / "files" / "ab" / "照片.jpg").unlink()

    done = run_cli("restore", back_up, home=home)

    assert (done.returncode, "照片.jpg" in done.stderr) == (2, True)
    assert everything_in(home) == []


def test_a_data_folder_in_use_is_not_overwritten(shop_home: Path, back_up: Path) -> None:
    before = everything_in(shop_home)

    done = run_cli("restore", back_up, "--json", home=shop_home)

    assert done.returncode == 2
    assert "not empty" in json.loads(done.stdout)["errors"][0]
    assert everything_in(shop_home) == before


def test_a_back_up_does_not_overwrite_another(back_up: Path, shop_home: Path) -> None:
    before = (back_up / "manifest.json").read_bytes()

    done = run_cli("backup", back_up, home=shop_home)

    assert (done.returncode, "not empty" in done.stderr) == (2, True)
    assert (back_up / "manifest.json").read_bytes() == before


def test_a_restore_under_another_given_key_is_refused(back_up: Path, home: Path) -> None:
    done = run_cli("restore", back_up, home=home, AFTERCARE_SECRET_KEY="another key of more than 32 characters")

    assert (done.returncode, "AFTERCARE_SECRET_KEY" in done.stderr) == (2, True)
    assert everything_in(home) == []


def test_a_back_up_that_cannot_be_written_leaves_nothing_behind(shop_home: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = run_cli("backup", tmp_path / "file" / "saved", home=shop_home)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_dump_that_does_not_load_leaves_an_empty_data_folder(back_up: Path, home: Path) -> None:
    # given a back-up whose list agrees with a dump that PostgreSQL cannot read
    (back_up / "database.dump").write_bytes(b"PGDMP")
    rewrite_manifest(back_up)

    done = run_cli("restore", back_up, home=home)

    assert (done.returncode, "pg_restore" in done.stderr) == (2, True)
    assert everything_in(home) == []


def rewrite_manifest(folder: Path) -> None:
    """Make the list agree with the files, as the program would have written it."""
    body = json.loads((folder / "manifest.json").read_text())
    kept = {field.name: body[field.name] for field in fields(Manifest)}
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in body["files"]}
    Manifest(**{**kept, "files": digests}).write(folder)
