"""Each page of the table in shots.py: no serious finding, nothing too wide, no console message; narrow and wide, both
languages, light and dark."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.browser.judge import unsound
from tests.browser.scene import make_scene
from tests.browser.shots import SHOTS, find_address

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
PARTS = 3  # of about the same length, for the processes of a test run
PAGES = [shot for shot in SHOTS if not (shot.presses or shot.keys)]  # those show a page that is here already


@pytest.mark.parametrize("first", range(PARTS))
def test_every_page_is_sound_in_every_form(open_page: OpenPage, first: int, settings: Any) -> None:
    settings.DEMO_NOTE = __file__
    staff = make_scene()
    pages: dict[str, Page] = {}
    problems: list[str] = []
    for shot in PAGES[first::PARTS]:
        if shot.username not in pages:
            pages[shot.username] = open_page(staff.get(shot.username), ignore=("404",))
        page = pages[shot.username]
        problems += [f"{shot.name} {one}" for one in unsound(page, find_address(page, shot))]
    assert not problems, "\n".join(problems)
