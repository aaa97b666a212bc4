"""Static files are kept by browsers for ever, under an address that changes with them."""

import re
from pathlib import Path

import pytest
from django.conf import settings
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
