"""Real Chromium for tests of pages. Every page that a test opens fails it on a console message or a script error."""

import os
import shutil
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from aftercare.accounts.models import Staff

# Playwright keeps an event loop in this thread; Django would take every query for one from asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

QUIET = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--mute-audio"]
BROWSERS = ("chromium-headless-shell", "chromium")  # the first draws no window of its own: a quarter less work
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), BROWSERS[0])

OpenPage = Callable[..., Page]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "shots: takes pictures of every page (make shots)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Pictures are taken when asked for (-m shots), not with every run of the tests."""
    if "shots" in config.option.markexpr:
        return
    unasked = [item for item in items if item.get_closest_marker("shots")]
    if unasked:
        items[:] = [item for item in items if item not in unasked]
        config.hook.pytest_deselected(items=unasked)


@pytest.fixture(scope="session", autouse=True)
def product_serves_files() -> Iterator[None]:
    """The test server would look for every script and style at each request, and let no browser keep them; ours says
    that they never change."""
    with patch.object(StaticFilesHandler, "_should_handle", lambda _handler, _path: False):
        yield


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser per file: while it is there, its event loop runs in this thread, and others' could not."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """A page of a new browser, logged in; it begins at the first page or at `start`. `listen`: the test fails on
    console messages, but those with `ignore` in."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def complain(page: Page, text: str, ignore: tuple[str, ...]) -> None:
        if not any(one in text for one in ignore):
            complaints.append(f"{page.url}: {text}")

    def make(
        staff: Staff | None = None,
        width: int = 1440,
        language: str = "zh-hans",
        theme: str = "light",
        bypass_csp: bool = False,
        listen: bool = True,
        ignore: tuple[str, ...] = (),
        start: str = "",
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, bypass_csp=bypass_csp, locale="zh-CN"
        )
        contexts.append(context)
        choices = {"language": language, "theme": theme}
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in choices.items()])
        if staff is not None:
            context.add_cookies([{"name": "sessionid", "value": session_of(staff), "url": live_server.url}])
        page = context.new_page()
        page.goto(start or ("/account/login/" if staff is None else "/"))
        if listen:
            page.on("console", lambda message: complain(page, message.text, ignore))
            page.on("pageerror", lambda error: complain(page, str(error), ()))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def session_of(staff: Staff) -> str:
    """The cookie of somebody who is logged in; the login itself is tested in tests/web."""
    client = Client()
    client.force_login(staff)
    return client.cookies["sessionid"].value
