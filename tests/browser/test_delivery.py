"""Couriers by keyboard alone, the picture of a product, and a scanner at packing, in a real browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect
from tests.browser.scene import make_scene
from tests.dispatch.scene import Dock

from aftercare.dispatch.models import Packing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
OpenPage = Callable[..., Page]


@pytest.mark.row("S10")
def test_a_row_is_added_by_keyboard_and_answers_the_next_question(open_page: OpenPage):
    page = open_page(make_scene()["operations"], language="en", start="/delivery/couriers/qinghe/")
    page.focus("[value='add:t']")
    page.keyboard.press("Enter")
    page.wait_for_selector("#t9-areas:focus")  # the courier of the row above is taken over
    page.keyboard.type("海南三亚")
    for text in ("12", "8", "3", "5"):
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    page.wait_for_url("**/delivery/?shop=*")
    page.keyboard.type("海南三亚吉阳区 1 号")
    page.keyboard.press("Tab")
    page.keyboard.type("2.5")
    page.keyboard.press("Enter")
    expect(page.locator(".ac-delivery h2")).to_have_text("海南三亚吉阳区")
    expect(page.locator(".ac-options li", has_text="德邦快递")).to_contain_text("¥28")


@pytest.mark.row("S6")
def test_a_picture_is_there_as_soon_as_it_is_chosen(open_page: OpenPage, settings: Any, tmp_path: Path):
    settings.FILES_ROOT = tmp_path / "files"
    page = open_page(make_scene()["operations"], language="en", start="/products/", ignore=("422",))
    page.click("main a.ac-row-link")
    page.wait_for_url("**/products/*/")
    page.wait_for_load_state()  # whoever chooses a file has waited for the page
    Image.new("RGB", (300, 200), "seagreen").save(tmp_path / "box.png")
    page.set_input_files("[data-picture-file]", str(tmp_path / "box.png"))
    page.wait_for_selector("img.ac-product-picture")
    (tmp_path / "words.png").write_text("no picture")
    page.set_input_files("[data-picture-file]", str(tmp_path / "words.png"))
    expect(page.locator("[data-picture] [data-errors]")).to_contain_text("This kind of file is not taken")


@pytest.mark.row("O9")
def test_codes_that_come_quicker_than_answers_all_count_and_a_box_is_closed_once(open_page: OpenPage):
    dock = Dock()
    order = dock.order(quantity=4)
    dock.printed(order)
    page = open_page(dock.packer, language="en", start="/dispatch/packing/")
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route("**/packing/scan/", hold_the_first)
    page.focus("[data-scan]")
    page.keyboard.type(f"{order.platform_no}\nYM-001\nYM-001\nYM-001\nYM-0")
    assert len(held) == 1
    held[0].continue_()
    expect(page.locator(".dp-count")).to_have_text("3 / 4")
    page.keyboard.type("01\n")  # an answer did not run into the code that was half there
    expect(page.locator(".dp-count")).to_have_text("4 / 4")
    closed: list[str] = []
    page.on("request", lambda request: closed.append(request.url) if "finish" in request.url else None)
    page.evaluate("""() => {
      const button = document.querySelector("form[action$='/packing/finish/'] button");
      button.click();
      button.click();
    }""")
    expect(page.locator(".ac-verdict")).to_contain_text("Packed")
    assert len(closed) == 1 and Packing.objects.get().mistakes == 0
