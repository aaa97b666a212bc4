"""What a page is held to."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

ONLY_FINDINGS = {"resultTypes": ["violations"]}  # nobody reads what passes: it need not be put together
HEIGHTS = {360: 780, 768: 1024, 1440: 900}


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe, with the elements. What fades in is judged as it stands in the end."""
    page.emulate_media(reduced_motion="reduce")
    violations = Axe().run(page, options=ONLY_FINDINGS).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def set_width(page: Page, width: int) -> None:
    """The page that is open, and the next ones, in this width."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def set_form(page: Page, width: int, language: str, theme: str) -> None:
    """The next pages come in this width, language and theme."""
    set_width(page, width)
    site = "/".join(page.url.split("/", 3)[:3])
    choices = {"language": language, "theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in choices.items()])
