"""The disk of uploads fails or is full: what was there stays, nothing half appears, people get a sentence (X7, X8)."""

import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests.faults.disk import Room, failing_disk, small_room
from tests.files.pictures import jpeg
from tests.intake.reports import CLASSIC, classic, csv_file
from tests.pages.stage import ENGLISH
from tests.people import People, make_case, make_order, make_people, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.cases.models import Case, Evidence
from aftercare.core.models import Event
from aftercare.files.actions import store_file
from aftercare.files.models import StoredFile
from aftercare.intake import storage as import_storage
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.models import ImportBatch
from aftercare.intake.terms import ImportState
from aftercare.orders.models import Order

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
REPORT = csv_file(CLASSIC, [classic(), classic("x"), classic("1930679858170648")])
SENTENCE = "The disk for files is nearly full"
MOST = 500  # changes of one action; none comes near


class Desk:
    """An agent with a case and somebody of operations, each at a browser in English that gets error pages."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.case: Case = make_case(people.owner, make_order(people.shop))
        self.agent = self._browser(people.owner)
        self.importer = self._browser(make_staff("", Role.OPERATIONS, shop=people.shop))

    def _browser(self, staff: Staff) -> Client:
        client = Client(raise_request_exception=False)
        client.cookies.load(ENGLISH)
        client.force_login(staff)
        return client

    def add_picture(self) -> HttpResponse:
        file = SimpleUploadedFile("凭证.jpg", jpeg())
        return self.agent.post(f"/cases/{self.case.number}/evidence/", {"file": file}, headers={"HX-Request": "true"})

    def bring_report(self) -> HttpResponse:
        file = SimpleUploadedFile("ExportOrderList202605021200.csv", REPORT)
        return self.importer.post("/imports/", {"shop": self.people.shop.slug, "file": file})


@pytest.fixture
def desk() -> Desk:
    return Desk(make_people())


@pytest.fixture
def files(settings: Any, tmp_path: Path) -> Path:
    """The folder of uploads, on a disk of its own."""
    settings.FILES_ROOT = tmp_path / "room" / "files"
    return settings.FILES_ROOT  # type: ignore[no-any-return]


@pytest.fixture
def room(files: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Room]:
    """Given a small disk, and another program that takes the reserve after we have looked."""
    monkeypatch.setattr(store_file, "DISK_RESERVE", 0)
    monkeypatch.setattr(import_storage, "DISK_RESERVE", 0)
    with small_room(files.parent) as room:
        yield room


def kept(files: Path) -> tuple[Any, ...]:
    """All that an upload leaves: files with their bytes, and rows."""
    on_disk = {path.name: path.read_bytes() for path in files.rglob("*") if path.is_file()}
    rows = (StoredFile.objects.count(), Evidence.objects.count(), ImportBatch.objects.count(), Event.objects.count())
    return on_disk, rows


def changes_of(files: Path, action: Any, expected: int) -> int:
    """How many changes of the disk the action makes when all goes well."""
    with failing_disk(files) as disk:
        assert action().status_code == expected
        return disk.changes


@pytest.mark.attack("X7")
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
@pytest.mark.parametrize(("action", "well"), [("add_picture", 200), ("bring_report", 303)])
def test_whichever_write_of_an_upload_fails_nothing_of_it_is_kept(
    desk: Desk, files: Path, action: str, well: int, error: int
) -> None:
    files.mkdir(parents=True)
    act = getattr(desk, action)
    usual = changes_of(files, act, well)
    assert 3 <= usual < MOST
    shown: set[int] = set()
    with failing_disk(files) as disk:
        for number in range(1, usual + 1):
            before = kept(files)
            disk.fail(number, error=error)
            answer = act()
            if answer.status_code == well:  # a folder that exists by now is not made again
                assert disk.changes < number
                continue
            assert kept(files) == before
            shown.add(answer.status_code)
            text = answer.content.decode()
            assert (SENTENCE in text) is (error == errno.ENOSPC)
        disk.heal()
        assert act().status_code == well
    expected = {errno.EIO: {500}, errno.ENOSPC: {409} if action == "add_picture" else {422}}
    assert shown == expected[error]


@pytest.mark.attack("X8", "D9")
def test_on_a_full_disk_uploads_are_refused_and_everything_else_goes_on(desk: Desk, files: Path, room: Room) -> None:
    assert desk.add_picture().status_code == 200
    token = StoredFile.objects.get().token
    room.fill()
    before = kept(files)

    refused = [desk.add_picture(), desk.bring_report()]

    assert [answer.status_code for answer in refused] == [409, 422]
    assert all(SENTENCE in answer.content.decode() for answer in refused)
    assert kept(files) == before
    assert desk.agent.get(f"/cases/{desk.case.number}/").status_code == 200
    picture = desk.agent.get(f"/cases/{desk.case.number}/files/{token}/shown/")
    assert b"".join(picture.streaming_content)[:2] == b"\xff\xd8"
    noted = desk.agent.post(f"/cases/{desk.case.number}/notes/", {"text": "磁盘已满"}, headers={"HX-Request": "true"})
    assert noted.status_code == 200

    room.free()
    assert desk.add_picture().status_code == 200
    assert desk.bring_report().status_code == 303
    assert Evidence.objects.count() == 2


@pytest.mark.attack("X8")
def test_an_import_that_was_taken_in_runs_although_the_disk_has_filled_up(desk: Desk, files: Path, room: Room) -> None:
    assert desk.bring_report().status_code == 303
    batch = ImportBatch.objects.get()
    room.fill()

    assert desk.importer.get(f"/imports/{batch.pk}/").status_code == 200
    assert desk.importer.post(f"/imports/{batch.pk}/start/").status_code == 303

    assert run_import(batch_id=batch.pk) == ImportState.DONE
    batch.refresh_from_db()
    assert (batch.added, batch.refused, Order.objects.filter(shop=desk.people.shop).count()) == (2, 1, 3)


@pytest.mark.attack("X8", "D9")
def test_a_nearly_full_disk_is_left_to_the_database(desk: Desk, files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.mkdir(parents=True)
    for module in (store_file, import_storage):
        monkeypatch.setattr(module, "DISK_RESERVE", 1 << 60)
    before = kept(files)

    answers = [desk.add_picture(), desk.bring_report()]

    assert [answer.status_code for answer in answers] == [409, 422]
    assert kept(files) == before
