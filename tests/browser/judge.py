"""What a page is held to."""

from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Frame, Page
from tests.web.tabler import left_out_classes

ONLY_FINDINGS = {"resultTypes": ["violations"]}  # nobody reads what passes: it need not be put together
# Looking for a background in `::before` and `::after` of all that is around each word takes half of axe's time. It only
# finds words that it then does not judge.
WORDS = {"checks": [{"id": "color-contrast", "options": {"ignorePseudo": True}}]}
Form = tuple[str, str, int, int]  # language, theme, the width it comes in, the one it is brought to
FORMS: tuple[Form, ...] = (("zh-hans", "dark", 360, 768), ("en", "light", 1440, 360))
HEIGHTS = {360: 780, 768: 1024, 1440: 900}


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe, with the elements. What fades in is judged as it stands in the end. And
    classes of Tabler's that the style sheet of the pages has not, as they were put together from parts."""
    page.emulate_media(reduced_motion="reduce")
    return [f"left out of the style sheet: {name}" for name in classes_in_vain(page)] + findings_in(page)


def findings_in(part: Page | Frame, **options: Any) -> list[str]:
    """The same for a page or a frame as it stands; `options` are axe's own."""
    part.evaluate(Axe().axe_script)
    part.evaluate("words => axe.configure(words)", WORDS)
    asked = ONLY_FINDINGS | options
    violations = part.evaluate("asked => axe.run(document, asked).then(found => found.violations)", asked)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in violations
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def classes_in_vain(page: Page) -> list[str]:
    """Classes that elements of the page bear and Tabler knows, but not the part of it that the pages get."""
    borne = page.evaluate(
        "Array.from(document.querySelectorAll('[class]'), (element) => [...element.classList]).flat()"
    )
    return sorted(left_out_classes().intersection(borne))


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    root = "document.documentElement"
    return int(page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


def set_width(page: Page, width: int) -> None:
    """The page that is open, and the next ones, in this width."""
    page.set_viewport_size({"width": width, "height": HEIGHTS[width]})


def unsound(
    page: Page, address: str, prepare: Callable[[Page], object] | None = None, forms: tuple[Form, ...] = FORMS
) -> list[str]:
    """What is wrong with the page there: an answer that failed, axe's findings, a width that does not fit; in one
    width of each language and theme, and then made wider or narrower, as a window is. `prepare` makes it ready to be
    looked at."""
    problems: list[str] = []
    for language, theme, width, other in forms:
        set_form(page, width, language, theme)
        answer = page.goto(address, wait_until="domcontentloaded")
        if answer is None or answer.status >= 500:
            problems.append(f"{address}: {answer and answer.status}")
        if prepare is not None:
            prepare(page)
        problems += [f"{address} at {width} {theme}: {finding}" for finding in findings(page)]
        for each in (width, other):
            set_width(page, each)
            if too_wide := overflow(page):
                problems.append(f"{address} at {each} {language}: {too_wide} px too wide")
    return problems


def set_form(page: Page, width: int, language: str, theme: str) -> None:
    """The next pages come in this width, language and theme."""
    set_width(page, width)
    site = "/".join(page.url.split("/", 3)[:3])
    choices = {"language": language, "theme": theme}
    page.context.add_cookies([{"name": name, "value": value, "url": site} for name, value in choices.items()])
