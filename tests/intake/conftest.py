"""People and files for the tests of the import."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.people import People, make_people, make_staff, person

from aftercare.accounts.terms import Role
from aftercare.intake.actions.import_file import ImportReport, import_file
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
