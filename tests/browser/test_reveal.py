"""A masked value on the page: by keys alone, sound in both forms, gone again after a minute."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.judge import findings, overflow
from tests.people import make_case, make_order, make_people

from aftercare.customers.models import Disclosure

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
PHONE, ADDRESS = "13812345678", "文三路 99 号西溪花园明月苑 3 幢 2 单元 402 室（放门口鞋柜上）"
MINUTE = 60_000


@pytest.fixture
def case_page(open_page: OpenPage) -> Callable[..., Page]:
    """The page of a case of an order with a receiver."""
    people = make_people()
    facts = {"receiver_phone": PHONE, "receiver_phone_mask": "138****5678", "receiver_address": ADDRESS}
    case = make_case(people.owner, make_order(people.shop, region="浙江省 杭州市 西湖区", **facts))

    def make(**form: object) -> Page:
        page = open_page(people.owner, **{"language": "en", **form})
        page.clock.install()
        page.goto(f"/cases/{case.number}/")
        return page

    return make


@pytest.mark.row("U4")
@pytest.mark.attack("J2", "J4")
def test_it_is_shown_by_keys_alone_and_masks_itself_after_a_minute(case_page: Callable[..., Page]) -> None:
    page = case_page()
    title, address = page.title(), page.url
    eye = page.get_by_role("button", name="Receiver's phone: show the whole value")
    eye.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("What do you need it for?")).to_be_focused()
    page.keyboard.press("T")  # the first reason that begins so: To contact the buyer
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text(PHONE)).to_be_visible()
    expect(page.get_by_role("button", name="mask it again")).to_be_focused()
    assert (page.title(), page.url) == (title, address)
    page.clock.run_for(MINUTE - 2_000)
    expect(page.get_by_text(PHONE)).to_be_visible()
    page.clock.run_for(3_000)
    expect(page.get_by_text(PHONE)).to_have_count(0)
    assert PHONE not in page.content()
    expect(eye).to_be_focused()
    eye.click()  # the eye is alive again
    expect(page.get_by_label("What do you need it for?")).to_be_focused()
    page.keyboard.press("Escape")
    expect(eye).to_be_focused()
    assert Disclosure.objects.count() == 1


def test_it_is_masked_again_on_a_press_and_when_the_page_is_left(case_page: Callable[..., Page]) -> None:
    page = case_page()
    for leave in ("button", "pagehide"):
        page.get_by_role("button", name="Delivery address: show the whole value").click()
        page.get_by_label("What do you need it for?").select_option("reship")
        page.get_by_role("button", name="Show for a minute").click()
        expect(page.get_by_text(ADDRESS)).to_be_visible()
        if leave == "button":
            page.get_by_role("button", name="mask it again").click()
        else:
            page.evaluate("window.dispatchEvent(new Event('pagehide'))")
        assert ADDRESS not in page.content()


def test_without_a_reason_in_words_the_box_stands_in_the_form(case_page: Callable[..., Page]) -> None:
    page = case_page(ignore=("422",))
    page.get_by_role("button", name="Receiver's phone: show the whole value").click()
    page.get_by_label("What do you need it for?").select_option("other")
    page.get_by_label("The reason in your words").fill("打 13900001111")
    page.get_by_role("button", name="Show for a minute").click()
    form = page.get_by_role("form", name="Receiver's phone")
    expect(form.get_by_role("alert")).to_contain_text("Write the reason without phone or order numbers.")
    expect(form.get_by_label("The reason in your words")).to_have_value("打 13900001111")


@pytest.mark.parametrize(("width", "language", "theme"), [(360, "zh-hans", "dark"), (1440, "en", "light")])
def test_form_and_value_are_sound(case_page: Callable[..., Page], width: int, language: str, theme: str) -> None:
    page = case_page(width=width, language=language, theme=theme, bypass_csp=True)
    page.locator("aside .ac-masked button").nth(2).click()
    expect(page.locator("form.ac-reveal")).to_be_visible()
    assert (findings(page), overflow(page)) == ([], 0)
    page.locator("form.ac-reveal select").select_option("contact")
    page.locator("form.ac-reveal .btn-primary").click()
    expect(page.get_by_text(ADDRESS)).to_be_visible()
    assert (findings(page), overflow(page)) == ([], 0)
