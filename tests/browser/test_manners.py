"""How pages behave when something goes wrong, is slow, or is pressed twice."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import override_settings
from playwright.sync_api import Page, Route, expect
from tests.pages.stage import asked, received
from tests.people import PASSWORD, make_people, make_shop, make_staff
from tests.web.people import entered

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.approvals.models import Approval

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
HOME = re.compile(r":\d+/$")
THUMBNAIL = '<figure class="ac-evidence-item"><figcaption>cup.png</figcaption></figure>'
PICTURE = {"name": "cup.png", "mimeType": "image/png", "buffer": b"\x89PNG"}


@pytest.fixture
def chief() -> Staff:
    return make_staff("chief", Role.AGENT, shop=make_shop(), is_administrator=True)


@pytest.fixture
def test_routes() -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.web.routes_for_tests"):
        yield


@pytest.mark.usefixtures("test_routes")
def test_a_refusal_appears_beside_what_was_pressed_and_typed_text_stays(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, language="en", listen=False)
    page.goto("/gallery/")
    page.evaluate("""() => {
      const form = document.querySelector('#note').closest('form');
      form.insertAdjacentHTML('afterbegin', '<div data-errors></div>');
      form.querySelector('[type=button].btn-primary').outerHTML =
        '<button type="button" id="send" hx-post="/test/refuse/" hx-target="closest form">Send</button>';
      htmx.process(form);
    }""")
    page.fill("#note", "half a sentence")
    page.click("#send")
    box = page.locator("form:has(#note) [data-errors] [role=alert]")
    expect(box).to_contain_text("T1<b> was paid already.")
    expect(page.locator("#note")).to_have_value("half a sentence")
    box.locator("[data-dismiss]").click()
    expect(box).to_have_count(0)


@pytest.mark.usefixtures("test_routes")
def test_without_a_place_of_its_own_an_error_goes_to_the_top_of_the_page(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, listen=False)
    page.goto("/account/")
    page.evaluate("htmx.ajax('POST', '/test/invalid/', {source: 'h1', target: 'h1'})")
    expect(page.locator("#page-errors")).to_contain_text("Choose a reason.")
    expect(page.locator("h1")).to_have_text("账号与安全")


def test_a_form_pressed_twice_is_sent_once(open_page: OpenPage, chief: Staff) -> None:
    page = open_page()
    sent: list[str] = []

    def slow(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.url)
        route.continue_()

    page.route("**/account/login/", slow)
    page.goto("/account/login/")
    page.fill("[name=login]", chief.username)
    page.fill("[name=password]", PASSWORD)
    page.evaluate("""() => {
      const button = document.querySelector('form[data-once] button');
      button.click();
      button.click();
    }""")
    expect(page).to_have_url(HOME)
    assert len(sent) == 1


def test_evidence_is_sent_with_the_token_and_its_thumbnail_appears(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    tokens: list[str | None] = []

    def take(route: Route) -> None:
        tokens.append(route.request.headers.get("x-csrftoken"))
        route.fulfill(status=201, body=THUMBNAIL, content_type="text/html")

    page.goto("/gallery/")
    before = page.locator("[data-evidence-grid] figure").count()
    page.route("**/gallery/peek/", take)
    page.set_input_files("[data-evidence-input]", [PICTURE, PICTURE])
    expect(page.locator("[data-evidence-grid] figure")).to_have_count(before + 2)
    expect(page.locator("[data-evidence-status] progress")).to_have_count(0)
    assert len(tokens) == 2 and all(tokens)


def test_evidence_that_is_refused_says_why(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, listen=False)
    page.goto("/gallery/")
    why = '<div class="ac-notice ac-late" role="alert">Only pictures.</div>'
    page.route("**/gallery/peek/", lambda route: route.fulfill(status=422, body=why, content_type="text/html"))
    page.set_input_files("[data-evidence-input]", [PICTURE])
    expect(page.locator("[data-evidence-status]")).to_contain_text("Only pictures.")


def test_a_lost_connection_says_that_nothing_was_lost(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, listen=False)
    page.goto("/gallery/")
    page.route("**/gallery/peek/", lambda route: route.abort())
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("#toasts")).to_contain_text("网络断开。内容没有丢失，请稍后重试。")


def test_the_peek_follows_the_row(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    page.keyboard.press("j")
    page.keyboard.press("p")
    expect(page.locator("#peek")).to_be_visible()
    with page.expect_response("**/gallery/peek/"):
        page.keyboard.press("j")
    expect(page.locator("tr[data-here]")).to_contain_text("TH-202611-00024")


def test_the_rail_and_the_bar_above_stay_when_a_page_is_scrolled(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief, start="/gallery/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate("scrollY") > 1000
    tops = "['.ac-rail', '.ac-top'].map((name) => document.querySelector(name).getBoundingClientRect().top)"
    assert [round(top) for top in page.evaluate(tops)] == [0, 0]


def test_a_quantity_keeps_to_its_bounds_and_a_reason_asks_for_words(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    more, less = page.locator("[data-quantity] [data-step='1']"), page.locator("[data-quantity] [data-step='-1']")
    for _press in range(5):
        more.click()
    expect(page.locator("#count")).to_have_value("3")
    for _press in range(5):
        less.click()
    expect(page.locator("#count")).to_have_value("1")
    page.select_option("#reason", "size")
    expect(page.locator("[data-reason-text]")).to_be_hidden()
    page.select_option("#reason", "other")
    expect(page.locator("[data-reason-text]")).to_be_focused()


def test_pictures_open_large_and_turn_with_the_arrows(open_page: OpenPage, chief: Staff) -> None:
    page = open_page(chief)
    page.goto("/gallery/")
    page.click("[data-lightbox-open] >> nth=0")
    expect(page.locator("[data-lightbox-caption]")).to_have_text("杯口.jpg 1 / 2")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-lightbox-caption]")).to_contain_text("2 / 2")
    page.keyboard.press("Escape")
    expect(page.locator("#lightbox")).to_be_hidden()


def test_a_change_elsewhere_is_told_by_a_toast_that_leaves_by_itself(open_page: OpenPage, chief: Staff) -> None:
    entered(chief)
    page = open_page()
    page.fill("[name=login]", chief.username)
    page.fill("[name=password]", PASSWORD)
    page.click("form[data-once] button")
    expect(page).to_have_url(HOME)
    page.goto("/account/")
    page.click("button[value=all]")
    expect(page.locator(".ac-toast")).to_contain_text("已结束 1 个登录。")
    expect(page.locator(".ac-toast")).to_have_count(0, timeout=8000)


def test_the_rail_counts_again_after_a_step_that_leaves_the_page_where_it_is(open_page: OpenPage) -> None:
    people = make_people()
    cases = [received(people.owner, people.warehouse, people.shop) for _parcel in range(2)]
    page = open_page(people.warehouse)
    page.goto(f"/receiving/?code={cases[0].number}")
    navigations: list[str] = []
    page.on("framenavigated", lambda frame: navigations.append(frame.url))
    count = page.locator(".ac-rail [data-count=receiving]")
    expect(count).to_have_text("2")
    page.click("button[name=move][value=inspect]")
    expect(count).to_have_text("1")
    assert navigations == []


@pytest.mark.row("C17")
def test_enter_in_a_note_decides_nothing_and_the_keys_lead_on_to_who_decides(open_page: OpenPage) -> None:
    people = make_people()
    asked(people.owner, people.shop)
    page = open_page(people.supervisor, language="en")
    page.goto("/approvals/")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Note to the agent").fill("Seen the pictures")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Send back")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#confirm [data-confirm-yes]")).to_be_focused()
    assert (sent, Approval.objects.get().state) == ([], "pending")
    page.keyboard.press("Enter")
    expect(page.locator(".ac-request-done")).to_contain_text("Approved")
    expect(page.locator(".ac-request-done")).to_be_focused()
    assert (len(sent), Approval.objects.get().decision_note) == (1, "Seen the pictures")
