"""People and files for the tests of the import."""

from collections.abc import Callable
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
