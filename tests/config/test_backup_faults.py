"""The disk fails or fills up while a back-up is made or brought back: old state or new, never half (X7, X8)."""

import errno
import os
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.config.conftest import copy_data_folder, environment_of, remove_data_folder, run_cli
from tests.faults.disk import failing_disk, small_room

from aftercare.config.backup import back_up, read_back_up
from aftercare.config.commands import restore
from aftercare.config.environment import Unusable
from aftercare.config.postgres import database_running

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("backup")]
ALL_WELL = 10_000  # a change that is never reached


@pytest.fixture(scope="module")
def shop_home(migrated_home: Path) -> Iterator[Path]:
    """Given an installation with two uploaded files, and its database running."""
    folder = copy_data_folder(migrated_home)
    for name in ("ab/photo", "cd/report"):
        (folder / "files" / name).parent.mkdir(parents=True)
        (folder / "files" / name).write_bytes(os.urandom(300_000))
    with database_running(environment_of(folder)):
        yield folder
    remove_data_folder(folder)


@pytest.fixture(scope="module")
def saved(shop_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Given a good back-up of it."""
    folder = tmp_path_factory.mktemp("back-ups") / "saved"
    back_up(environment_of(shop_home), folder)
    return folder


def everything_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if "run" not in path.parts)


def fail_each(folder: Path, act: Callable[[], object], *, stays: bool, check: Callable[[], object]) -> int:
    """Fail the first change, then the second, until all goes well; `check` after each failure. How many failed."""
    with failing_disk(folder) as disk:
        for number in range(1, ALL_WELL):
            disk.fail(number, error=errno.ENOSPC, stays=stays)
            try:
                act()
            except (OSError, Unusable) as error:
                assert os.strerror(errno.ENOSPC) in str(error)
                check()
            else:
                assert disk.changes < number, "a failure was swallowed"
                return number - 1
    raise AssertionError("never went well")


@pytest.mark.attack("X7")
@pytest.mark.parametrize("stays", [False, True])
def test_whichever_write_of_a_back_up_fails_there_is_no_back_up(shop_home: Path, tmp_path: Path, stays: bool) -> None:
    target = tmp_path / "saved"

    failed = fail_each(
        tmp_path,
        lambda: back_up(environment_of(shop_home), target),
        stays=stays,
        check=lambda: everything_in(tmp_path) == [] or pytest.fail(f"left behind: {everything_in(tmp_path)}"),
    )

    print(f"\nback-up: {failed} changes failed, one after the other")
    assert failed >= 10
    assert len(read_back_up(target).files) == 4  # the dump, two uploads, the key
    assert everything_in(tmp_path)[0] == "saved"


@pytest.mark.attack("X7")
@pytest.mark.parametrize("stays", [False, True])
def test_whichever_write_of_a_restore_fails_the_data_folder_is_empty_again(
    saved: Path, home: Path, stays: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERCARE_HOME", str(home))

    failed = fail_each(
        home,
        lambda: restore.run(Namespace(folder=saved)),
        stays=stays,
        check=lambda: everything_in(home) == [] or pytest.fail(f"left behind: {everything_in(home)}"),
    )

    print(f"\nrestore: {failed} changes failed, one after the other")
    assert failed >= 10
    for name in ("files/ab/photo", "files/cd/report", "keys/secret.key"):
        assert (home / name).read_bytes() == (saved / name).read_bytes()
    assert run_cli("check", home=home).returncode == 0


@pytest.mark.attack("X8")
def test_a_back_up_onto_a_full_disk_says_so_and_works_once_there_is_room(shop_home: Path, tmp_path: Path) -> None:
    with small_room(tmp_path / "room") as room:
        target, earlier = room.folder / "saved", room.folder / "earlier"
        back_up(environment_of(shop_home), earlier)
        size = sum(path.stat().st_size for path in earlier.rglob("*") if path.is_file())
        for share in (0, 0.2, 0.4, 0.6, 0.8, 0.95):  # the dump, the uploads, the key, the list come to the end of it
            room.fill(leave=int(size * share))

            with pytest.raises((OSError, Unusable), match="No space left on device"):
                back_up(environment_of(shop_home), target)

            assert {path.name for path in room.folder.iterdir()} <= {"earlier", ".ballast"}
            assert len(read_back_up(earlier).files) == 4
            room.free()
        back_up(environment_of(shop_home), target)
        assert read_back_up(target).rows == read_back_up(earlier).rows
