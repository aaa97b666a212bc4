"""Evidence over HTTP: added by anybody who handles the case, seen through the case, never changed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from tests.files.pictures import exif_jpeg, heic, heic_that_says, jpeg
from tests.pages.stage import PART, browser
from tests.people import make_case, make_order, make_people

from aftercare.cases.models import Evidence
from aftercare.core.models import Event
from aftercare.files.models import StoredFile

pytestmark = pytest.mark.django_db


def send(staff, case, content: bytes, name: str = "凭证.jpg"):
    file = SimpleUploadedFile(name, content)
    return browser(staff).post(f"/cases/{case.number}/evidence/", {"file": file}, headers=PART)


@pytest.mark.row("C1")
@pytest.mark.attack("D5", "D8")
def test_a_picture_is_kept_and_shown_as_a_copy_without_place_and_camera():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))

    answer = send(people.warehouse, case, exif_jpeg())

    assert answer.status_code == 200
    evidence = Evidence.objects.select_related("file").get()
    assert f"/cases/{case.number}/files/{evidence.file.token}/thumb/" in answer.content.decode()
    assert (evidence.by_id, evidence.stage) == (people.warehouse.pk, "application")
    shown = browser(people.owner).get(f"/cases/{case.number}/files/{evidence.file.token}/shown/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not Image.open(io.BytesIO(b"".join(shown.streaming_content))).getexif()
    original = browser(people.owner).get(f"/cases/{case.number}/files/{evidence.file.token}/original/")
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(original.streaming_content) == exif_jpeg()
    assert Event.objects.get(kind="case.evidence_added").data["sha256"] == [evidence.file.sha256]


@pytest.mark.attack("B10")
def test_a_file_is_not_there_for_strangers_guessers_and_the_logged_out():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    other = make_case(people.stranger, make_order(people.other_shop))
    send(people.owner, case, jpeg())
    token = StoredFile.objects.get().token
    place = f"files/{token}/shown/"
    assert browser(people.stranger).get(f"/cases/{case.number}/{place}").status_code == 404
    assert browser(people.stranger).get(f"/cases/{other.number}/{place}").status_code == 404
    assert browser(people.owner).get(f"/cases/{case.number}/files/{'0' * 32}/shown/").status_code == 404
    assert browser(people.owner).get(f"/cases/{case.number}/files/{token}/../../x/").status_code == 404
    assert browser(people.owner).get(f"/cases/{case.number}/files/{token}/raw/").status_code == 404
    assert browser().get(f"/cases/{case.number}/{place}").status_code == 302
    assert browser().get(f"/cases/{case.number}/{place}", headers=PART).status_code == 401
    assert send(people.stranger, case, jpeg()).status_code == 404
    assert StoredFile.objects.count() == 1


@pytest.mark.attack("D3")
def test_two_files_in_one_request_are_refused_whole():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    good, bad = SimpleUploadedFile("好.jpg", jpeg()), SimpleUploadedFile("坏.html", b"<script>")
    answer = browser(people.owner).post(f"/cases/{case.number}/evidence/", {"file": [good, bad]}, headers=PART)
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_a_refused_file_says_why_in_words_and_leaves_nothing():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    answer = send(people.owner, case, b"<svg xmlns='http://www.w3.org/2000/svg'/>", "图.svg")
    assert answer.status_code == 422
    assert "This kind of file is not taken." in answer.content.decode()
    assert not Evidence.objects.exists()
    assert not Event.objects.filter(kind="case.evidence_added").exists()


@pytest.mark.attack("D9")
def test_too_many_uploads_are_429_and_the_page_lives_on(monkeypatch: pytest.MonkeyPatch):
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    monkeypatch.setattr("aftercare.files.actions.store_file.QUOTA_FILES", 2)
    codes = [send(people.owner, case, jpeg()).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    assert StoredFile.objects.count() == 2
    assert send(people.teammate, case, jpeg()).status_code == 200
    assert browser(people.owner).get(f"/cases/{case.number}/").status_code == 200


@pytest.mark.attack("D12")
def test_there_is_no_address_that_changes_or_removes_evidence():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    send(people.owner, case, jpeg())
    place = f"/cases/{case.number}/files/{StoredFile.objects.get().token}/original/"
    client = browser(people.supervisor)
    assert {client.post(place).status_code, client.put(place).status_code, client.delete(place).status_code} == {405}


@pytest.mark.attack("D1", "D8")
def test_the_photo_of_an_iphone_is_shown_and_one_too_large_to_show_can_be_downloaded():
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    small, large = (send(people.owner, case, one, "IMG.HEIC") for one in (heic(), heic_that_says(8064, 6048)))
    first, second = Evidence.objects.select_related("file").order_by("pk")
    files = f"/cases/{case.number}/files"
    page = browser(people.teammate).get(f"/cases/{case.number}/").content.decode()
    for text in (small.content.decode(), page):
        assert f'<img src="{files}/{first.file.token}/thumb/"' in text
    for text in (large.content.decode(), page):
        assert f'<a href="{files}/{second.file.token}/original/" download aria-label="Download: IMG.heic">' in text
        assert f"{second.file.token}/thumb/" not in text
    shown = browser(people.teammate).get(f"{files}/{first.file.token}/shown/")
    with Image.open(io.BytesIO(b"".join(shown.streaming_content)), formats=["JPEG"]) as picture:
        assert (picture.size, dict(picture.getexif())) == ((32, 64), {})
    original = browser(people.teammate).get(f"{files}/{second.file.token}/original/")
    assert original["Content-Disposition"].startswith("attachment")
    assert original["Content-Type"] == "image/heic"
    assert browser(people.teammate).get(f"{files}/{second.file.token}/shown/").status_code == 404
    assert browser(people.stranger).get(f"{files}/{first.file.token}/shown/").status_code == 404
