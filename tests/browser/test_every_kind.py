"""The wizard by keyboard alone on a phone, and one step for many cases, as a person sees them."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.browser.judge import findings, overflow
from tests.pages.stage import copies
from tests.people import make_case, make_order, make_people

from aftercare.cases.models import Case

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until it has the focus."""
    for _press in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached")


@pytest.mark.row("C8", "C10", "X1")
def test_a_case_is_opened_by_keyboard_alone_on_a_phone(open_page: OpenPage) -> None:
    people = make_people()
    order = make_order(people.shop, quantity=2)
    page = open_page(people.owner, width=360)
    page.goto(f"/cases/new/?order={order.pk}")

    # The words suggest a kind while they are typed; nothing is chosen by that.
    tab_to(page, "[name=description]")
    page.keyboard.type("买了十双袜子，收到后发现少了一只")
    expect(page.locator("#suggestion-misshipment")).to_contain_text("买家写道“少了”")
    expect(page.locator("[name=flow]:checked")).to_have_count(0)
    tab_to(page, "#suggestion-misshipment")
    page.keyboard.press("Enter")
    expect(page.locator("#kind-misshipment")).to_be_checked()
    expect(page.locator("[name=reason]")).to_have_value("missing")
    expect(page.locator("#suggestion-misshipment")).to_be_focused()

    # The arrow keys choose another kind; its fields come, and what was typed stays.
    tab_to(page, "[name=flow]:checked")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name=shown]")).to_have_value("compensation")
    expect(page.locator("[name=compensation_form]")).to_be_visible()
    expect(page.locator("[name=freight]")).to_have_count(0)  # it pays none
    expect(page.locator("#kind-compensation")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=shown]")).to_have_value("misshipment")
    expect(page.locator("[name=compensation_form]")).to_have_count(0)
    expect(page.locator("[name=reason]")).to_have_value("missing")
    expect(page.locator("[name=description]")).to_have_value(re.compile("少了一只"))
    assert overflow(page) == 0

    # A reload loses no half-written text.
    page.reload()
    expect(page.locator("[name=description]")).to_have_value(re.compile("少了一只"))
    tab_to(page, "[name=flow]")
    page.keyboard.press("Space")
    for _kind in range(5):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[name=shown]")).to_have_value("misshipment")
    tab_to(page, "[name=reason]")
    for _reason in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[name=reason]")).to_have_value("missing")
    tab_to(page, "button[value=summary]")
    page.keyboard.press("Enter")
    expect(page.locator("button[value=open]")).to_be_visible()
    tab_to(page, "button[value=lines]")
    page.keyboard.press("Enter")
    expect(page.locator("#kind-misshipment")).to_be_checked()
    tab_to(page, "button[value=summary]")
    page.keyboard.press("Enter")
    tab_to(page, "button[value=open]")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/cases/CF\d+/"))
    case = Case.objects.get()
    assert (case.flow, case.reason) == ("misshipment", "missing")
    assert case.description == "买了十双袜子，收到后发现少了一只"


@pytest.mark.row("B11")
def test_one_step_for_many_cases_goes_on_by_itself_and_tells_each_result(open_page: OpenPage) -> None:
    people = make_people()
    copies(make_case(people.owner, make_order(people.shop)), 24)
    page = open_page(people.owner)
    judged = open_page(people.owner, bypass_csp=True, listen=False)
    for one in (page, judged):
        one.goto("/cases/?view=open")
        one.locator("[data-select-all]").check()
        one.locator("[data-bulk] [formaction='/cases/steps/']").click()
        one.locator("[name=move][value=intervene]").click()
        expect(one.locator("button[value=do]")).to_contain_text("25")
    assert findings(judged) == []

    late = Case.objects.order_by("pk").first()
    assert late is not None
    Case.objects.filter(pk=late.pk).update(version=7)  # somebody else was there meanwhile
    page.fill("[name=note]", "买家都已申请平台介入")
    page.locator("button[value=do]").click()
    expect(page.locator("#bulk-next [role=status]")).to_contain_text("24")
    expect(page.locator("#bulk-results li")).to_have_count(25)
    refused = page.locator("[data-result=refused]")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text(late.number)
    assert Case.objects.filter(state="evidence").count() == 24
    page.go_back()  # to a page, not to a form that would be sent once more
    expect(page.locator("#bulk")).to_contain_text("25")
    assert overflow(page) == 0


@pytest.mark.row("B11")
def test_the_board_takes_no_more_than_fifty_at_once(open_page: OpenPage) -> None:
    people = make_people()
    copies(make_case(people.owner, make_order(people.shop)), 60)
    page = open_page(people.owner)
    page.goto("/cases/?view=open")
    button = page.locator("[data-bulk-most]")
    page.locator("[data-select-all]").check()
    expect(button).to_be_enabled()
    page.locator(".ac-more button, .ac-more a").first.click()
    expect(page.locator("[data-row]")).to_have_count(61)
    page.locator("[data-select-all]").check()
    expect(button).to_be_disabled()
    expect(page.locator("[data-bulk-over]")).to_be_visible()
    page.locator("[data-select]").first.uncheck()
    for _box in range(10):
        page.locator("[data-select]:checked").first.uncheck()
    expect(button).to_be_enabled()
