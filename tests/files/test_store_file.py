"""What may be kept, and how it lies on the disk (attacks D1-D12)."""

import hashlib
import io
import resource
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.files.pictures import exif_jpeg, heic, heic_that_says, huge_png, image, jpeg, moving, mp4, pdf
from tests.people import make_people, person

from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.time import now
from aftercare.files import storage
from aftercare.files.actions.store_file import Upload, store_file
from aftercare.files.models import StoredFile
from aftercare.files.queries import open_copy
from aftercare.files.rules import clean_name
from aftercare.files.terms import Copy, MediaType

pytestmark = pytest.mark.django_db


def store(content: bytes, name: str = "凭证.jpg") -> StoredFile:
    people = make_people()
    upload = Upload(io.BytesIO(content), name, len(content))
    return store_file(upload=upload, shop_id=people.shop.pk, person=person(people.owner), at=now())


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> None:
    """Tests that run beside this one store files as well."""
    settings.FILES_ROOT = tmp_path / "files"


def on_disk() -> set[Path]:
    root = storage.path_of("0" * 32, Copy.ORIGINAL).parent.parent
    return {path for path in root.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (jpeg(), "image/jpeg"),
        (image("PNG"), "image/png"),
        (image("WEBP"), "image/webp"),
        (pdf(), "application/pdf"),
        (mp4(), "video/mp4"),
        (heic(), "image/heic"),
    ],
)
def test_what_is_on_the_list_is_kept_by_its_content(content: bytes, media_type: str):
    file = store(content, "随便.exe")
    assert file.media_type == media_type
    assert file.sha256 == hashlib.sha256(content).hexdigest()
    kept, kind = open_copy(file, Copy.ORIGINAL)
    with kept:
        assert (kept.read(), kind) == (content, media_type)


@pytest.mark.attack("D1", "C3")
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"AddType application/x-httpd-php .jpg", ".htaccess"),
        (b"auto_prepend_file=x", ".user.ini"),
        (b"<?php system($_GET['c']);", "图.phtml"),
        (b"<html><script>alert(1)</script>", "图.jpg"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "图.svg"),
        (b"GIF89a" + b"\0" * 40, "动.gif"),
        (b"PK\x03\x04" + b"\0" * 60, "包.zip"),
        (b"\x7fELF" + b"\0" * 60, "图.png"),
        (b"import os", "a.py"),
        (b"", "空.jpg"),
    ],
)
def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(content: bytes, name: str):
    before = on_disk()
    with pytest.raises(InvalidInput):
        store(content, name)
    assert not StoredFile.objects.exists()
    assert on_disk() == before


@pytest.mark.attack("D7")
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(huge_png(), id="30,000 x 30,000"),
        pytest.param(huge_png(6_000), id="36 million pixels of PNG"),
        pytest.param(moving("WEBP", 61), id="61 frames"),
        pytest.param(moving("PNG", 61), id="61 frames of APNG"),
        pytest.param(jpeg(400, 300)[:-2000], id="truncated JPEG"),
        pytest.param(image("PNG")[:-20], id="truncated PNG"),
        pytest.param(jpeg() + b"<html><body><script>alert(1)</script>", id="JPEG and page"),
        pytest.param(b"\xff\xd8\xff" + b"\0" * 400, id="only the beginning of a JPEG"),
        pytest.param(b"RIFF\x10\0\0\0WEBPVP8 ", id="only the beginning of a WebP"),
        pytest.param(heic_that_says(30_000, 30_000), id="HEIC of 30,000 x 30,000"),
        pytest.param(heic_that_says(20_001, 10), id="HEIC of a line"),
        pytest.param(heic()[:-200], id="truncated HEIC"),
        pytest.param(heic() + b"\0\0\0\x28free<html><body><script>alert(1)</script>", id="HEIC and page"),
        pytest.param(mp4(b"heic"), id="a film that says it is a HEIC"),
        pytest.param(pdf()[:-8], id="truncated PDF"),
        pytest.param(mp4()[:-3], id="truncated MP4"),
        pytest.param(b"\0\0\0\x10ftypisom\0\0\0\0", id="MP4 of one box"),
        pytest.param(b"\0\0\0\x04ftypisom", id="MP4 that never ends"),
    ],
)
def test_bombs_tricks_and_halves_are_refused_at_once(content: bytes):
    before, memory = on_disk(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.monotonic()
    with pytest.raises(InvalidInput):
        store(content)
    assert time.monotonic() - started < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory < 256 * 1024
    assert on_disk() == before


def test_a_page_hidden_across_two_reads_is_found():
    padding = b"\0" * (1024 * 1024 - len(jpeg()) - 4)
    with pytest.raises(InvalidInput):
        store(jpeg() + padding + b"<script>alert(1)</script>")


@pytest.mark.attack("D8")
def test_the_copies_stand_upright_and_say_nothing_of_place_and_camera():
    file = store(exif_jpeg())
    assert (file.width, file.height) == (40, 80)
    for copy in (Copy.SHOWN, Copy.THUMB):
        content, media_type = open_copy(file, copy)
        with content, Image.open(content) as picture:
            assert media_type == "image/jpeg"
            assert picture.height == 2 * picture.width
            assert not picture.getexif()
            assert "exif" not in picture.info
    original, _kind = open_copy(file, Copy.ORIGINAL)
    with original:
        assert b"TestPhone" in original.read()


@pytest.mark.attack("D8")
def test_the_photo_of_an_iphone_is_shown_upright_and_without_place_and_camera():
    file = store(heic(), "IMG_0042.HEIC")
    assert (file.name, file.media_type, file.width, file.height) == ("IMG_0042.heic", "image/heic", 32, 64)
    for copy in (Copy.SHOWN, Copy.THUMB):
        content, media_type = open_copy(file, copy)
        with content, Image.open(content, formats=["JPEG"]) as picture:
            assert media_type == "image/jpeg"
            assert picture.size == (32, 64)
            above, below = picture.getpixel((16, 10)), picture.getpixel((16, 54))
            assert above[1] > above[0] and below[0] > below[1], (above, below)  # green was on the left
            assert not picture.getexif()
            assert "exif" not in picture.info
    original, media_type = open_copy(file, Copy.ORIGINAL)
    with original:
        assert (original.read(), media_type) == (heic(), "image/heic")


def test_a_phones_photo_of_too_many_pixels_is_kept_and_handed_out_without_being_decoded():
    file = store(heic_that_says(8064, 6048), "IMG_0048.HEIC")
    assert (file.width, file.height) == (None, None)
    original, _media_type = open_copy(file, Copy.ORIGINAL)
    original.close()
    for copy in (Copy.SHOWN, Copy.THUMB):
        with pytest.raises(NotFound):
            open_copy(file, copy)


@pytest.mark.attack("D2", "D10")
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\a\\图.jpg", "图.jpg"),
        ("照片\u202egpj.exe", "照片gpj.jpg"),
        ("a\u200b\u200d.p\x00hp.jpg", "a php.jpg"),
        ("图.jpg. . .", "图 jpg.jpg"),
        ("．．／．．／ｓｈｅｌｌ．ｐｈｐ", "shell.jpg"),
        ("<b>x</b>.jpg", "b.jpg"),
        ('"; filename="x.html', "; filename= x.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("长" * 300 + ".jpg", "长" * 80 + ".jpg"),
    ],
)
def test_names_are_cleaned_first_and_looked_at_second(given: str, shown: str):
    assert clean_name(given, MediaType.JPEG) == shown


@pytest.mark.attack("D11", "D10")
def test_on_the_disk_only_the_owner_reads_and_no_name_is_anybodys_choice():
    file = store(jpeg(), "../../../tmp/x.php")
    for copy in Copy:
        path = storage.path_of(file.token, copy)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        assert path.name.startswith(file.token)
    with pytest.raises(ValueError, match="not a token"):
        storage.path_of("../../etc/passwd", Copy.ORIGINAL)


@pytest.mark.attack("D12")
def test_what_lies_there_is_never_written_again():
    file = store(jpeg())
    with pytest.raises(FileExistsError):
        storage.write(file.token, Copy.ORIGINAL, [b"another"])
    kept, _kind = open_copy(file, Copy.ORIGINAL)
    with kept:
        assert hashlib.sha256(kept.read()).hexdigest() == file.sha256


def test_a_document_has_no_copy_that_a_browser_shows():
    file = store(pdf())
    with pytest.raises(NotFound):
        open_copy(file, Copy.SHOWN)


@pytest.mark.attack("D9")
def test_a_nearly_full_disk_stops_uploads_in_words(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(storage, "free_bytes", lambda: 10)
    with pytest.raises(Refused) as refused:
        store(jpeg())
    assert refused.value.refusal.code == "disk_full"
    assert not StoredFile.objects.exists()


def test_a_file_whose_row_cannot_be_written_leaves_nothing_on_the_disk():
    before = on_disk()
    people = make_people()
    upload = Upload(io.BytesIO(jpeg()), "x" * 10, 2**70)  # a size no column holds
    with pytest.raises(InvalidInput):
        store_file(upload=upload, shop_id=people.shop.pk, person=person(people.owner), at=now())
    assert on_disk() == before
