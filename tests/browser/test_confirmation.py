"""Orders before dispatch in a real browser: one press in the list, many at once with progress, corrections (O2, X9)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.confirmation.scene import Check

from aftercare.confirmation.models import Confirmation
from aftercare.confirmation.terms import State

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]
LONG = "麻烦周末送货,放丰巢柜,送朋友的生日礼物请配礼品袋,不要放价格单,检查外观无瑕疵,谢谢老板"


def shop_with_orders(clean: int = 2) -> Check:
    """One order with all that can be odd, one that a chat is open for, and so many with nothing odd."""
    desk = Check()
    desk.order("浙江省杭州市西湖区", ago=timedelta(minutes=58), phone="1391234", name="李先生", buyer_message=LONG)
    talked = desk.order("云南省 昆明市 五华区 翠湖南路", ago=timedelta(minutes=40), buyer_message="要红色的")
    desk.visitor(customer=talked.customer)
    for _number in range(clean):
        desk.order()
    desk.follow()
    return desk


@pytest.mark.row("O2")
def test_pressing_in_the_list_takes_the_row_away_and_a_refusal_is_said(open_page: OpenPage) -> None:
    desk = shop_with_orders()
    page = open_page(desk.people.owner, language="en", ignore=("409",))
    page.goto("/confirmation/")
    rows = page.locator("tbody tr[data-row]")
    expect(rows).to_have_count(4)
    clean = Confirmation.objects.filter(level="0").order_by("due_at", "pk")[0]
    row = page.locator(f"#check-{clean.pk}")
    row.get_by_role("button", name="Confirm").click()
    expect(row).to_have_count(0)
    expect(page.locator(".ac-toast")).to_contain_text("the order may leave")
    asked = Confirmation.objects.get(order__buyer_message__gt="", level="2")
    page.locator(f"#check-{asked.pk}").get_by_role("button", name="Ask about the order").click()
    expect(page.locator(f"#check-{asked.pk}")).to_have_count(0)
    last = page.locator("tbody tr[data-row]").last
    Confirmation.objects.filter(level="0", state=State.WAITING).update(version=9)  # a colleague was faster
    last.get_by_role("button", name="Confirm").click()
    expect(page.locator("main")).to_contain_text("a colleague has worked on it")
    expect(page.locator("tbody tr[data-row]")).to_have_count(2)


@pytest.mark.row("X9")
def test_many_at_once_go_on_by_themselves_to_the_end(open_page: OpenPage) -> None:
    desk = shop_with_orders(clean=43)
    page = open_page(desk.people.owner, language="en")
    page.goto("/confirmation/")
    page.locator("[data-select-all]").check()
    page.get_by_role("button", name="Confirm the selected").click()
    expect(page.locator("main")).to_contain_text("43 orders will be confirmed")
    expect(page.locator("main")).to_contain_text("2 orders stay as they are")
    page.get_by_role("button", name="Confirm 43 orders").click()
    expect(page.locator("#bulk-next .ac-notice")).to_contain_text("43 orders confirmed", timeout=60_000)
    expect(page.locator("[data-result=done]")).to_have_count(43)
    assert Confirmation.objects.filter(state=State.CONFIRMED).count() == 43


@pytest.mark.row("O2", "O3")
def test_one_order_is_corrected_noted_and_confirmed(open_page: OpenPage) -> None:
    desk = shop_with_orders()
    row = Confirmation.objects.get(level="3")
    page = open_page(desk.people.owner, language="en", ignore=("422",))
    page.goto(f"/confirmation/{row.pk}/")
    expect(page.locator("#odd li")).to_have_count(3)
    page.locator(".oc-correct > summary").click()
    page.locator("#field").select_option("receiver_address")
    page.locator("#value").fill("浙江省 杭州市 西湖区 文三路 99 号 3 幢 402 室")
    page.locator(".oc-correct button").click()
    expect(page.locator("#odd li")).to_have_count(2)
    page.locator("#notes > form input[name=text]").fill("放门卫")
    page.locator("#notes > form button").click()
    expect(page.locator("#notes")).to_contain_text("放门卫")
    page.get_by_role("button", name="Show the whole text").click()
    expect(page.locator("#text")).to_contain_text("文三路")
    page.locator("#said").fill("买家说电话下午再给,先发")
    page.get_by_role("button", name="Confirm the order").click()
    page.wait_for_url("**/confirmation/")
    row.refresh_from_db()
    assert row.state == State.CONFIRMED and desk.shop
