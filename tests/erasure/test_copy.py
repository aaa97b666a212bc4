"""A buyer's copy of their data (U4)."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from tests.erasure.test_erasure import REASON, SECRETS, home, known_buyer
from tests.pages.stage import browser
from tests.regulars.scene import PHONE, make_town

from aftercare.core.models import Event
from aftercare.erasure import copying
from aftercare.erasure.models import DataRequest

__all__ = ["home"]
pytestmark = pytest.mark.django_db


@pytest.mark.row("U4")
def test_a_copy_holds_everything_and_is_recorded():
    town = make_town()
    order = known_buyer(town)
    answer = browser(town.people.supervisor).post(f"/customers/{order.customer_id}/data/copy/", REASON)
    assert answer.status_code == 200
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        told = json.loads(archive.read("data.json"))
        sheet = load_workbook(BytesIO(archive.read("data.xlsx"))).active
        files = [name for name in archive.namelist() if name.startswith("files/")]
    text = json.dumps(told, ensure_ascii=False)
    assert all(secret in text for secret in SECRETS)
    assert told["data"]["orders_order"][0]["platform_no"] == order.platform_no
    assert "receiver_phone_hash" not in text
    assert len(files) == 2
    cells = {str(cell.value) for line in sheet.iter_rows() for cell in line}
    assert {"王小明", PHONE} <= cells
    row = DataRequest.objects.get()
    assert (row.kind, row.reason, row.asked_by_id) == ("copy", REASON["reason"], town.people.supervisor.pk)
    event = Event.objects.get(kind="personal.exported")
    assert (event.actor_id, event.subject_id) == (town.people.supervisor.pk, order.customer_id)
    assert "删除" not in json.dumps(event.data)


@pytest.mark.row("U4")
def test_a_copy_says_which_files_are_not_in_it(monkeypatch):
    town = make_town()
    order = known_buyer(town)
    monkeypatch.setattr(copying, "MOST_FILES", 1)
    answer = browser(town.people.supervisor).post(f"/customers/{order.customer_id}/data/copy/", REASON)
    with ZipFile(BytesIO(b"".join(answer.streaming_content))) as archive:
        told = json.loads(archive.read("data.json"))
        first = next(load_workbook(BytesIO(archive.read("data.xlsx"))).active.iter_rows(min_row=1, values_only=True))
        names = [name for name in archive.namelist() if name.startswith("files/")]
        note = archive.read("files/README.txt").decode()
    assert (told["made"]["files"], told["made"]["files_left_out"]) == (1, 1)
    assert len(names) == 2
    assert note.startswith("1 files are not in this copy")
    assert first
