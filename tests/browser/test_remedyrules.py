"""The draft of the remedy rules in a real browser: by keyboard alone, controls that fit, sound in every form."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.judge import unsound
from tests.people import make_case, make_order, make_people

from aftercare.cases.models import Case
from aftercare.cases.remedies.rulebook import parse_rulebook
from aftercare.shops.models import PolicyDraft, PolicyValue

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
FORMS = ("draft/rules/quality_minor/", "draft/rules/wrong_confirmed/")
PAGES = ("", "changes/", "draft/", *FORMS, "draft/try/", "draft/publish/")


def press_on(page: Page, selector: str) -> None:
    """Go there by Tab and press Enter."""
    target = page.locator(selector).first
    for _step in range(400):
        if target.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached by the keyboard")


@pytest.mark.row("C13", "B12")
def test_rules_are_changed_and_published_by_keyboard_alone(open_page: OpenPage) -> None:
    people = make_people()
    root = f"/shops/{people.shop.slug}/remedies/"
    page = open_page(people.supervisor, language="en", ignore=("422",))
    page.goto(root)
    press_on(page, "main .ac-head-actions button")
    page.wait_for_url("**/draft/")
    press_on(page, "#quality_minor a.btn")
    page.wait_for_url("**/quality_minor/")

    field = page.locator('[name="plan-0-formula"]')
    field.focus()
    page.keyboard.press("ArrowUp")  # from a percentage to a range
    expect(page.locator('[name="plan-0-high"]')).to_be_visible()
    assert page.evaluate("document.activeElement.name") == "plan-0-formula"
    page.keyboard.press("Tab")
    page.keyboard.type("8")
    page.keyboard.press("Tab")
    page.keyboard.type("5")
    page.keyboard.press("Enter")  # keeps, and does not press a button of the form's first row
    expect(page.locator('[id="plan-0-high-error"]')).to_have_text("This must be more than the other amount.")
    assert page.locator("#rule-form .ac-condition").count() >= 3
    expect(page.locator('[name="plan-0-high"]')).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("15")
    press_on(page, "#add-when")
    added = page.locator('[name="when-4-fact"]')
    expect(added).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "add-when"
    added.focus()
    page.keyboard.type("Big")
    expect(page.locator('[name="when-4-value"]')).to_be_visible()
    assert added.input_value() == "is_big_customer"
    press_on(page, ".ac-stay .btn-primary")
    page.wait_for_url("**/draft/#quality_minor")
    rule = parse_rulebook(PolicyDraft.objects.get().value).rule("quality_minor")
    assert rule is not None
    assert rule.plans[0].amount.as_json() == {"formula": "range", "low": 800, "high": 1500}
    assert rule.when[4].as_json() == {"fact": "is_big_customer", "operator": "is", "value": True}

    press_on(page, "main .ac-head-actions .btn-primary")
    page.wait_for_url("**/publish/")
    expect(page.get_by_text("¥8.00, severe ¥15.00")).to_be_visible()
    press_on(page, "main form .btn-primary")
    page.wait_for_url(f"**{root}")
    expect(page.locator("#toasts")).to_contain_text("no. 2")
    assert PolicyValue.objects.get().value["version"] == 2


def test_the_pages_of_a_draft_are_sound_in_every_form(open_page: OpenPage) -> None:
    people = make_people()
    for cause in ("minor_flaw", "quality"):
        case = make_case(people.owner, make_order(people.shop))
        Case.objects.filter(pk=case.pk).update(details={"cause": cause})
    root = f"/shops/{people.shop.slug}/remedies/"
    page = open_page(people.supervisor)
    page.goto(root)
    page.locator("main .ac-head-actions button").click()
    page.wait_for_url("**/draft/")
    draft = PolicyDraft.objects.get()
    rules = draft.value["rules"]
    for rule in rules:
        if rule["code"] == "minor_flaw":
            rule["plans"][0]["amount"] = {"formula": "fixed", "fen": 800}
    rules[0], rules[1] = rules[1], rules[0]
    del rules[4]
    draft.save()
    problems = [one for name in PAGES for one in unsound(page, root + name)]
    assert not problems, "\n".join(problems)
