"""The column beside a conversation in a real browser: cards, prices, words for the reply, folded blocks (S5–S8, U1)."""

import pytest
from playwright.sync_api import Page, expect
from tests.pages.test_talk_panel import Panel
from tests.people import make_order

from aftercare.chat.models import Message, Needs, PriceOffer
from aftercare.chat.terms import Kind

pytestmark = pytest.mark.django_db(transaction=True)
NO_SOCKET = ("WebSocket", "ws://")  # the server of these tests speaks none: the page asks by itself


def opened(open_page, desk: Panel, width: int = 1440) -> Page:
    page = open_page(desk.people.owner, width=width, language="en", ignore=(*NO_SOCKET, "409"))
    page.goto(f"/talks/{desk.talk.pk}/")
    if width < 1024:
        page.locator("[data-panel-toggle]").click()
    expect(page.locator("#side-buyer")).to_be_visible()
    return page


@pytest.mark.row("S6")
def test_a_card_and_words_go_into_the_conversation_and_a_phone_shows_it(open_page):
    desk = Panel("预算500以内,想送闺蜜生日礼物")
    order = make_order(desk.shop)
    desk.knows(order)
    page = opened(open_page, desk, width=360)
    page.locator(f"[data-send-card='order:{order.pk}']").click()
    expect(page.locator(".tk-messages")).to_contain_text(order.platform_no)
    expect(page.locator("#side-buyer")).to_be_hidden()  # the column does not lie over what was sent
    page.locator("[data-panel-toggle]").click()
    page.locator("#side-needs [data-insert-reply]").first.click()
    expect(page.locator("[data-reply] [data-text]")).not_to_have_value("")
    card = Message.objects.get(kind=Kind.CARD)
    assert card.conversation_id == desk.talk.pk and card.staff_id == desk.people.owner.pk


@pytest.mark.row("S7")
def test_a_price_says_whose_it_is_while_it_is_typed(open_page):
    desk = Panel()
    desk.product("原木摆件", "100")
    page = opened(open_page, desk)
    page.locator("#side-price > summary").click()
    field, says = page.locator("[data-offered]"), page.locator("[data-says]")
    for price, sentence in (
        ("96", "granted at once"),
        ("８５", "the supervisor is asked"),
        ("70", "below ¥80.00"),
        ("101", "list price"),
    ):
        field.fill(price)
        expect(says).to_contain_text(sentence)
    field.fill("70")
    page.locator("#side-price .btn-primary").click()
    expect(page.locator("[data-price] [role=alert]")).to_contain_text("below ¥80.00")  # beside what was pressed
    expect(field).to_have_value("70")
    field.fill("85")
    page.locator("#side-price .btn-primary").click()
    expect(page.locator("#side-price > summary")).to_contain_text("Waits for the supervisor")
    assert PriceOffer.objects.get().offered.yuan == "85.00"
    page.reload()
    expect(page.locator("#side-price .ts-offer")).to_be_visible()  # as it was left


@pytest.mark.row("S5")
def test_needs_are_taken_over_and_kept_without_leaving_the_page(open_page):
    desk = Panel("预算500以内,想送闺蜜生日礼物")
    page = opened(open_page, desk)
    page.locator("#side-recommend > summary").click()
    expect(page.locator("#side-recommend")).to_contain_text("Fill in the needs first")
    page.locator("#need-preferences").fill("清新")
    page.locator("#side-needs button[value=fill]").click()
    expect(page.locator("#need-recipient")).to_have_value("best friend")
    expect(page.locator("#side-recommend")).not_to_contain_text("Fill in the needs first")  # it has heard of it
    assert Needs.objects.get().version == 1
    assert len(page.locator("#side-needs").all()) == 1
