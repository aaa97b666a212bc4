"""Each page of the table in shots.py: no serious finding, nothing too wide, no console message; narrow and wide, both
languages, light and dark."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.judge import findings, overflow, set_form, set_width
from tests.browser.scene import make_scene
from tests.browser.shots import SHOTS, Shot, find_address

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
PARTS = 3  # of about the same length, for the processes of a test run
PAGES = [shot for shot in SHOTS if not (shot.presses or shot.keys)]  # those show a page that is here already


@pytest.mark.parametrize("first", range(PARTS))
def test_every_page_is_sound_in_every_form(open_page: OpenPage, first: int) -> None:
    staff = make_scene()
    pages: dict[str, Page] = {}
    problems: list[str] = []
    for shot in PAGES[first::PARTS]:
        if shot.username not in pages:
            pages[shot.username] = open_page(staff.get(shot.username), ignore=("404",))
        problems += look_at(pages[shot.username], shot)
    assert not problems, "\n".join(problems)


def look_at(page: Page, shot: Shot) -> list[str]:
    """Judged in one width of each language, and then made wider or narrower, as a window is."""
    address = find_address(page, shot)
    problems: list[str] = []
    for language, theme, width, other in (("zh-hans", "dark", 360, 768), ("en", "light", 1440, 360)):
        set_form(page, width, language, theme)
        answer = page.goto(address, wait_until="domcontentloaded")
        if answer is None or answer.status >= 500:
            problems.append(f"{shot.name} {address}: {answer and answer.status}")
        problems += [f"{shot.name} {address} at {width} {theme}: {finding}" for finding in findings(page)]
        for each in (width, other):
            set_width(page, each)
            if too_wide := overflow(page):
                problems.append(f"{shot.name} {address} at {each} {language}: {too_wide} px too wide")
    return problems
