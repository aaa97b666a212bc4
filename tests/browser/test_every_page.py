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
    pages: dict[tuple[str, bool], Page] = {}
    problems: list[str] = []
    for shot in PAGES[first::PARTS]:
        for bypass_csp in (False, True):
            key = (shot.username, bypass_csp)
            if key not in pages:
                pages[key] = open_page(staff.get(shot.username), bypass_csp=bypass_csp, ignore=("404",))
        problems += look_at(pages[shot.username, False], pages[shot.username, True], shot)
    assert not problems, "\n".join(problems)


def look_at(page: Page, judged: Page, shot: Shot) -> list[str]:
    """`page` keeps the policy of content and hears the console; `judged` lets axe in."""
    address = find_address(page, shot)
    problems: list[str] = []
    for language, widths in (("zh-hans", (360, 768)), ("en", (1440, 360))):
        set_form(page, widths[0], language, "light")
        answer = page.goto(address, wait_until="domcontentloaded")
        if answer is None or answer.status >= 500:
            problems.append(f"{shot.name} {address}: {answer and answer.status}")
        for width in widths:  # a window that is made narrower or wider
            set_width(page, width)
            if too_wide := overflow(page):
                problems.append(f"{shot.name} {address} at {width} {language}: {too_wide} px too wide")
    for width, theme in ((1440, "light"), (360, "dark")):
        set_form(judged, width, "zh-hans", theme)
        judged.goto(address, wait_until="domcontentloaded")
        problems += [f"{shot.name} {address} at {width} {theme}: {finding}" for finding in findings(judged)]
    return problems
