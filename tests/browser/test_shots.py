"""`make shots`: every page of the demo shop in every form, into shots/. Not part of the other tests."""

import argparse
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.judge import set_form
from tests.browser.shots import FORMS, SHOTS, Shot, find_address

from aftercare.accounts.models import Staff
from aftercare.config.commands import demo

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.shots]
FOLDER = Path("shots")
OpenPage = Callable[..., Page]


def test_every_page_is_photographed_in_every_form(open_page: OpenPage, settings: Any) -> None:
    settings.DEMO_NOTE = __file__
    demo.run(argparse.Namespace(if_empty=False))
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    people = {staff.username: staff for staff in Staff.objects.all()}
    pages: dict[str, Page] = {}
    for shot in SHOTS:
        if shot.username not in pages:
            pages[shot.username] = open_page(people.get(shot.username), listen=False)
        address = find_address(pages[shot.username], shot)
        for form in FORMS:
            take(pages[shot.username], shot, address, form)
    (FOLDER / "index.html").write_text(index(), encoding="utf-8")


def take(page: Page, shot: Shot, address: str, form: tuple[int, str, str]) -> None:
    """One picture. A phone's and a tablet's are as long as the page; a desk's shows what is seen at once."""
    width, language, theme = form
    set_form(page, width, language, theme)
    page.goto(address, wait_until="load")
    for key in shot.keys:
        page.keyboard.press(key)
    for selector in shot.presses:
        if page.locator(selector).first.is_visible():
            page.locator(selector).first.click()
    page.wait_for_timeout(400 if shot.keys else 150)
    page.screenshot(path=FOLDER / file_name(shot, form), full_page=not (shot.presses or shot.keys))


def file_name(shot: Shot, form: tuple[int, str, str]) -> str:
    """'login-360-zh-hans-dark.png'."""
    return f"{shot.name}-{form[0]}-{form[1]}-{form[2]}.png"


def index() -> str:
    """All pictures on one page, a row per page of the product."""
    rows = []
    for shot in SHOTS:
        files = {file_name(shot, form): form[0] // 4 for form in FORMS}
        pictures = "".join(
            f'<a href="{name}"><img loading="lazy" src="{name}" width="{width}"></a>' for name, width in files.items()
        )
        rows.append(f"<h2>{escape(shot.name)} <small>{escape(shot.username)}</small></h2><div>{pictures}</div>")
    style = "body{font:14px sans-serif;background:#ddd}div{display:flex;gap:8px;align-items:start;overflow-x:auto}"
    return f"<!doctype html><meta charset=utf-8><title>Aftercare</title><style>{style}</style>{''.join(rows)}"
