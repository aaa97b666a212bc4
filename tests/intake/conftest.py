"""People and files for the tests of the import."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from tests.intake.own_sheets import own_file
from tests.people import People, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.intake.actions.import_file import ImportReport, import_file
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.problems import FileRefused
from aftercare.shops.access import Person

Import = Callable[..., ImportReport]
StartWorker = Callable[..., subprocess.Popen[str]]


@pytest.fixture(autouse=True)
def own_files_folder(settings: Any, tmp_path: Path) -> None:
    """Each test stores its uploads in a folder of its own."""
    settings.FILES_ROOT = tmp_path / "files"


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def importer(people: People) -> Person:
    """Somebody of operations in the owner's shop."""
    return person(make_staff("", Role.OPERATIONS, shop=people.shop))


@pytest.fixture
def bring_in(people: People, importer: Person, tmp_path: Path) -> Import:
    """Import bytes as a file into the owner's shop, by somebody who may."""

    def bring(data: bytes, name: str = "ExportOrderList.csv", *, dry_run: bool = False) -> ImportReport:
        path = tmp_path / name
        path.write_bytes(data)
        return import_file(path, people.shop.slug, importer, dry_run)

    return bring


@pytest.fixture
def upload(people, importer):
    """Upload bytes and look at them, whatever becomes of them."""

    def receive(data=None, name="ERP.csv", by=None, shop=None):
        who, slug = by or importer, (shop or people.shop).slug
        batch = receive_file(person=who, shop_slug=slug, name=name, chunks=[data or own_file()])
        with suppress(FileRefused):
            preview(person=who, batch_id=batch.pk)
        batch.refresh_from_db()
        return batch

    return receive


@pytest.fixture
def colleague(people):
    return person(make_staff("", Role.SUPERVISOR, shop=people.shop))


@pytest.fixture
def start_worker(process_environment: dict[str, str], settings: Any) -> Iterator[StartWorker]:
    """Starts `tests.intake.worker` with these arguments; all are ended with the test."""
    started: list[subprocess.Popen[str]] = []
    home = str(settings.FILES_ROOT.parent)
    (settings.FILES_ROOT.parent / "keys").mkdir(exist_ok=True)
    environment = {
        **process_environment,
        "AFTERCARE_HOME": home,
        "AFTERCARE_SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "aftercare.config.settings",
        "PYTHONPATH": "src:.",
    }

    def run(*arguments: object) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tests.intake.worker", *map(str, arguments)]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True))
        out = started[-1].stdout
        assert out is not None and out.readline() == "ready\n"
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()
