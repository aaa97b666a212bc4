"""A shop's site, the widget on it, and browsers before both: what tests of the buyer's chat begin with."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect
from tests.browser.door import Served, served
from tests.browser.judge import HEIGHTS
from tests.portal.scene import Stage

from aftercare.accounts.terms import Role
from aftercare.chat.models import Duty, Message
from aftercare.core.time import now
from aftercare.shops.models import Membership

expect.set_options(timeout=20_000)  # a machine that does other things as well
OPENED = "#aftercare-widget iframe"
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>%(title)s</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body style="margin:0;font:16px/1.6 sans-serif;background:#faf5ea"><main style="padding:24px;height:3000px">
<h1>%(title)s</h1><button type="button" id="ask">Ask</button></main>
<script>window.aftercare = %(config)s;</script><script async src="%(loader)s"></script></body></html>"""


@dataclass
class House:
    """A shop on duty, its site, and browsers before it."""

    here: Served
    stage: Stage
    chromium: Browser
    contexts: list[BrowserContext]
    complaints: list[str]

    def site(self, config: dict[str, Any] | None = None, path: str = "/p/1", title: str = "原木小鹿") -> str:
        """A page of the shop's own site, of another origin than the widget."""
        loader = f"{self.here.near}/widget/{self.stage.shop.slug}.js"
        told = {"language": "en", **(config or {})}
        script = json.dumps(told).replace("</", "<\\/")
        self.here.pages[path] = PAGE % {"title": title, "config": script, "loader": loader}
        return f"{self.here.far}{path}"

    def browser(self, width: int = 1440, **options: Any) -> BrowserContext:
        size = {"width": width, "height": HEIGHTS.get(width, 780)}
        context = self.chromium.new_context(viewport=size, **options)
        self.contexts.append(context)
        return context

    def visit(self, address: str, context: BrowserContext | None = None, ignore: str = "^$") -> Page:
        page = (context or self.browser()).new_page()
        page.on("console", lambda m: re.search(ignore, m.text) or self.complaints.append(f"{m.type}: {m.text}"))
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.goto(address)
        page.locator("#aftercare-widget button").wait_for()
        return page

    def go_on_duty(self, capacity: int | None = None) -> None:
        """Somebody takes conversations, for the next hour; `capacity` of them at a time."""
        at = now()
        wanted = {"state": "on", "since": at, "seen_at": at + timedelta(hours=1), "capacity": capacity}
        Duty.objects.update_or_create(staff=self.stage.people.owner, defaults=wanted)
        Membership.objects.get_or_create(staff=self.stage.people.owner, shop=self.stage.shop, role=Role.PRESALE_AGENT)

    def go_home(self) -> None:
        Duty.objects.update(state="off")


@pytest.fixture
def house(chromium: Browser) -> Iterator[House]:
    with served() as here:
        made = House(here, Stage(sites=f"{here.far} {here.foreign}"), chromium, [], [])
        made.go_on_duty()
        yield made
        for context in made.contexts:
            context.close()
    assert not made.complaints, "\n".join(made.complaints)


def open_chat(page: Page) -> FrameLocator:
    page.locator("#aftercare-widget button").click()
    frame = page.frame_locator(OPENED)
    expect(frame.locator("#status")).not_to_be_empty()  # its scripts run
    return frame


def write(frame: FrameLocator, text: str) -> None:
    frame.locator("#text").fill(text)
    frame.locator("#text").press("Enter")


def bubbles(frame: FrameLocator) -> list[str]:
    return frame.locator(".own .bubble").all_inner_texts()


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """The page goes on meanwhile."""
    for _look in range(200):
        if is_so():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come to be")


def kinds() -> list[str]:
    """Of what the buyer sent."""
    return list(Message.objects.filter(side="buyer").order_by("seq").values_list("kind", flat=True))


def sent_texts() -> Iterator[str]:
    return (message.text for message in Message.objects.filter(side="buyer").order_by("conversation_id", "seq"))
