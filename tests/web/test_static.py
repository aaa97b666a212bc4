"""Static files are kept by browsers for ever, under an address that changes with them."""

import gzip
import re
import shutil
import time
from itertools import chain
from pathlib import Path

import django_htmx
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from aftercare.web.fingerprint import fingerprint

STATIC = Path(settings.SOURCE) / "web" / "static"


def test_the_fingerprint_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("1")
    first = fingerprint(tmp_path)
    assert first == fingerprint(tmp_path)
    (tmp_path / "a.js").write_text("2")
    second = fingerprint(tmp_path)
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, fingerprint(tmp_path)}) == 3


@pytest.mark.django_db
def test_every_file_that_a_page_names_is_there_and_may_be_kept() -> None:
    client = Client()
    page = client.get("/account/login/").content.decode()
    named = re.findall(rf'(?:href|src)="({settings.STATIC_URL}[^"]+)"', page)
    assert len(named) >= 7
    for address in named:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "immutable" in answer["Cache-Control"]


def test_the_address_is_made_of_the_files_that_are_served_and_in_no_time() -> None:
    started = time.perf_counter()
    assert f"/static/{fingerprint(STATIC)}/" == settings.STATIC_URL
    assert time.perf_counter() - started < 0.5


def test_an_upgrade_of_one_file_gives_all_of_them_another_address(tmp_path: Path) -> None:
    later = tmp_path / "static"
    shutil.copytree(STATIC, later)
    assert fingerprint(later) == fingerprint(STATIC)
    (later / "aftercare" / "css" / "cases.css").write_text("/* the next version */")
    assert fingerprint(later) != fingerprint(STATIC)


@pytest.mark.django_db
def test_an_address_of_another_version_gives_nothing_that_could_be_kept() -> None:
    client = Client()
    for address in ("/static/0123456789ab/aftercare/css/base.css", "/static/aftercare/css/base.css"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "immutable" not in answer.get("Cache-Control", "")
    page = client.get("/account/login/")
    assert "no-store" in page["Cache-Control"]  # no old page is kept that names old files


def test_every_file_that_a_template_names_is_part_of_the_fingerprint() -> None:
    htmx = Path(django_htmx.__file__).parent
    named = set()
    for path in sorted((STATIC.parent / "templates").rglob("*.html")):
        named |= set(re.findall(r'{%\s*static\s+"([^"]+)"', path.read_text(encoding="utf-8")))
    named |= {"django_htmx/htmx-2.min.js"}
    assert len(named) > 15
    for name in sorted(named):
        found = finders.find(name)
        assert found, name
        covered = Path(found).is_relative_to(STATIC) or (htmx in Path(found).parents and "htmx-2.min.js" in found)
        assert covered, name


def test_modules_and_style_sheets_name_only_neighbours() -> None:
    for path in sorted((STATIC / "aftercare").rglob("*.*")):
        if path.suffix not in (".js", ".css"):
            continue
        text = path.read_text(encoding="utf-8")
        addresses = re.findall(r'(?:from|import) "([^"]+)"|@import "([^"]+)"|url\("?([^")]+)', text)
        for address in filter(None, chain.from_iterable(addresses)):
            assert address.startswith(("./", "../", "data:", "#")), (path.name, address)


@pytest.mark.django_db
def test_the_large_style_sheet_is_sent_packed_to_whoever_takes_it() -> None:
    address = f"{settings.STATIC_URL}vendor/tabler.min.css"
    packed = Client().get(address, headers={"Accept-Encoding": "gzip"})
    plain = Client().get(address)
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain
    body = b"".join(packed.streaming_content)
    assert gzip.decompress(body) == b"".join(plain.streaming_content)
    assert len(body) < 25_000
    assert "immutable" in packed["Cache-Control"]


@pytest.mark.attack("C8")
@pytest.mark.django_db
def test_the_policy_of_content_allows_nothing_inline() -> None:
    answer = Client().get("/account/login/")
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == policy["base-uri"] == "'none'"


def test_no_template_has_inline_styles_or_scripts() -> None:
    for path in sorted((STATIC.parent / "templates").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\bsrc=)|hx-on", text), path


def test_every_module_that_is_imported_is_there() -> None:
    for path in sorted((STATIC / "aftercare" / "js").glob("*.js")):
        for name in re.findall(r'(?:from|import) "\./([^"]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / name).exists(), (path.name, name)
