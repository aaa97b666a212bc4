"""The face: usable by keys alone, quiet, and nothing jumps."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.people import make_case, make_order, make_people, make_shop, make_staff

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
NO_SHIFT = """() => new Promise(done => {
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(entry => { shift += entry.value; }))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(shift), 300);
})"""


@pytest.fixture
def chief() -> Staff:
    shop = make_shop()
    return make_staff("chief", Role.AGENT, Role.SUPERVISOR, shop=shop, is_administrator=True)


def test_clocks_go_on_with_the_words_they_came_with_and_nothing_moves(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    chips = "[...document.querySelectorAll('.ac-clock')]"
    shown = f"() => {chips}.map(chip => [chip.textContent, chip.dataset.state, chip.dataset.left])"
    ticked = page.evaluate(shown)
    sent = page.evaluate(
        f"""async () => {{
          const text = await (await fetch('/gallery/')).text();
          const page = new DOMParser().parseFromString(text, 'text/html');
          return ({shown.replace("document.", "page.")})();
        }}""".replace("[...document", "[...page")
    )
    assert ticked == sent
    assert len(ticked) > 10
    assert page.evaluate(NO_SHIFT) < 0.01


def test_every_key_of_the_help_works(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr[data-here]")).to_contain_text("TH-202611-00024")
    page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("tr[data-here]")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[data-bulk]")).to_be_visible()
    page.keyboard.press("p")
    expect(page.locator("#peek h2")).to_have_text("TH-202611-00017")
    page.keyboard.press("Escape")
    expect(page.locator("#peek")).to_be_hidden()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_escape_closes_the_form_of_a_step_and_goes_back_to_its_button(open_page: OpenPage) -> None:
    people = make_people()
    case = make_case(people.owner, make_order(people.shop))
    page = open_page(people.owner)
    page.goto(f"/cases/{case.number}/")
    button = page.locator("button[hx-get$='/moves/agree/']")
    for field in ("input[type=number]", "select", "textarea", "button"):
        button.click()
        page.locator("#move-form").locator(field).last.focus()
        page.keyboard.press("Escape")
        expect(page.locator("#move-form > *")).to_have_count(0)
        expect(button).to_be_focused()


def test_a_greyed_step_says_why_when_it_has_the_focus(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    greyed = page.locator(".ac-moves [aria-disabled=true]").first
    expect(page.locator("#no-refuse")).to_be_hidden()
    greyed.focus()
    expect(page.locator("#no-refuse")).to_be_visible()
    greyed.click(force=True)
    assert page.url.endswith("/gallery/")


def test_money_is_asked_about_in_exact_words(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, language="en")
    page.goto("/gallery/")
    page.click("button[value=pay]")
    dialog = page.locator("#confirm")
    expect(dialog).to_contain_text("¥128.00 goes back to 王** by Alipay. This cannot be taken back.")
    expect(dialog.locator("[data-confirm-yes]")).to_have_text("Refund ¥128.00")
    dialog.locator("[data-close]").click()
    assert page.url.endswith("/gallery/")


def test_half_written_text_survives_a_reload(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    page.fill("#note", "买家赶时间")
    page.reload()
    expect(page.locator("#note")).to_have_value("买家赶时间")


def test_the_theme_changes_at_once_and_stays(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, theme="light")
    page.goto("/")
    page.click(".ac-top details:has([data-theme-form]) summary")
    with page.expect_response("**/preferences/"):
        page.click(".ac-top button[value=dark]")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_rail_keeps_its_width(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/")
    page.click("[data-rail-toggle]")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-rail", "slim")
    assert page.locator(".ac-rail").bounding_box()["width"] == 56  # type: ignore[index]


@pytest.mark.attack("A15")
def test_the_back_button_after_logout_shows_nothing(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/account/")
    page.click("summary.ac-who")
    page.click(".ac-top form[action='/account/logout/'] button")
    page.wait_for_url("**/account/login/**")
    page.go_back()
    expect(page.locator("[name=password]")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text(chief.username)


def test_the_box_above_a_queue_says_all_some_or_none(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, language="en")
    page.goto("/gallery/")
    whole, rows = page.get_by_label("Select all"), page.locator("[data-queue] [data-select]")

    def state() -> tuple[bool, bool, str]:
        colour = whole.evaluate("box => getComputedStyle(box).backgroundColor")
        return whole.is_checked(), whole.evaluate("box => box.indeterminate"), colour

    none = state()
    rows.first.check()
    some = state()
    whole.check()
    assert rows.count() > 2
    assert all(rows.nth(index).is_checked() for index in range(rows.count()))
    every = state()
    rows.last.uncheck()
    assert state() == some
    page.locator("[data-bulk-clear]").click()
    assert state() == none
    assert (none[:2], some[:2], every[:2]) == ((False, False), (False, True), (True, False))
    assert some[2] == every[2] != none[2]
    dash = whole.evaluate("box => { box.indeterminate = true; return getComputedStyle(box, '::before').maskImage; }")
    tick = whole.evaluate(
        "box => { box.indeterminate = false; box.checked = true; return getComputedStyle(box, '::before').maskImage; }"
    )
    assert dash.startswith("url(")
    assert tick.startswith("url(")
    assert dash != tick
