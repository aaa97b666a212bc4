"""How the buyer's chat looks: in every state, narrow and wide, in both languages, light and dark."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect
from tests.browser.house import OPENED, House, house, open_chat, write
from tests.browser.judge import findings_in
from tests.files.pictures import jpeg
from tests.people import make_order, person

from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.terms import Kind
from aftercare.customers.models import Customer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
__all__ = ["house"]
FOLDER = Path("shots")
FORMS = tuple(product((360, 1440), ("zh-hans", "en"), ("light", "dark")))
LONG = "https://shop.example/" + "a" * 90


def closed(_house: House, _page: Page) -> None:
    """The button alone."""


def empty(_house: House, page: Page) -> None:
    open_chat(page)


def asking(house: House, page: Page) -> None:
    """A product and a picture that are about to be sent, and the palette."""
    page.evaluate("Aftercare.show({product: {code: 'MZ-101'}})")
    frame = page.frame_locator(OPENED)
    expect(frame.locator("#attached .about")).to_be_visible()
    photo = {"name": "细节.jpg", "mimeType": "image/jpeg", "buffer": jpeg(300, 200)}
    frame.locator("#file").set_input_files([photo])
    frame.locator("#text").fill("这只小鹿的耳朵是不是有一点歪？\n图里圈出来了")
    frame.locator("#smile").click()


def talk(house: House, page: Page) -> None:
    """Everything that can stand in a conversation."""
    page.evaluate("Aftercare.show({product: {code: 'MZ-101'}})")
    frame = page.frame_locator(OPENED)
    expect(frame.locator("#attached .about")).to_be_visible()
    write(frame, "您好，这款还有货吗？")
    expect(frame.locator(".mark.sent")).to_be_visible()
    order = make_order(house.stage.shop, lines=2)
    Visitor.objects.update(customer=Customer.objects.get(pk=order.customer_id))
    page.evaluate("number => Aftercare.show({order: {number}})", order.platform_no)
    expect(frame.locator("#attached .about")).to_be_visible()
    write(frame, "上次买的这单也顺便问下，" + LONG)
    photo = {"name": "细节.jpg", "mimeType": "image/jpeg", "buffer": jpeg(300, 200)}
    frame.locator("#file").set_input_files([photo])
    write(frame, "😊🌹")
    expect(frame.locator(".own .picture img")).to_be_visible()
    expect(frame.locator(".mark.sending")).to_have_count(0)
    house.stage.agent_says("有现货的，今天 18:00 前下单当天发出。\n您看下这个：https://shop.example/p/8 。")
    card = {
        "kind": "product",
        "code": "MZ-105",
        "title": "胡桃木首饰盒带锁多层收纳盒结婚礼物生日礼盒装",
        "price": 16800,
    }
    card |= {"link": "https://shop.example/p/5", "reason": "送闺蜜合适：可以刻字，送礼盒和贺卡"}
    house.stage.agent_says("推荐", Kind.CARD, card=card)
    expect(frame.locator(".theirs .card")).to_be_visible()
    write(frame, "好的，谢谢！")
    expect(frame.locator(".mark.sent, .mark.read")).to_be_visible()


def failed(house: House, page: Page) -> None:
    """Something that the server refuses, and the connection gone."""
    frame = open_chat(page)
    write(frame, "在吗")
    expect(frame.locator(".mark.sent")).to_be_visible()
    page.evaluate("Aftercare.show({order: {number: '9999'}})")
    expect(frame.locator("#attached .about")).to_be_visible()
    frame.locator("#send").click()
    expect(frame.locator(".failed")).to_be_visible()
    house.here.lets_sockets = False
    page.context.route("**/talk/", lambda route: route.abort())
    house.here.cut()
    write(frame, "断网时写的一句话")
    expect(frame.locator("#cut")).to_be_visible()


def queued(house: House, page: Page) -> None:
    """Nobody has room."""
    house.go_on_duty(capacity=1)
    other = house.visit(house.site(), house.browser())
    write(open_chat(other), "先来的人")
    write(open_chat(page), "请问怎么洗？")
    expect(page.frame_locator(OPENED).locator(".mark.sent")).to_be_visible()


def offline(house: House, page: Page) -> None:
    house.go_home()
    frame = open_chat(page)
    frame.locator("#leave-text").fill("周日下单什么时候能发货？")
    frame.locator("#offline .primary").click()
    expect(frame.locator("#leave-phone-problem")).to_be_visible()


def left(house: House, page: Page) -> None:
    house.go_home()
    frame = open_chat(page)
    frame.locator("#leave-text").fill("周日下单什么时候能发货？")
    frame.locator("#leave-phone").fill("微信 xiaoyu-88")
    frame.locator("#offline .primary").click()
    expect(frame.locator("#thanks")).to_be_visible()
    expect(frame.locator(".mark.sent")).to_be_visible()


def rating(house: House, page: Page) -> None:
    frame = ended(house, page)
    frame.locator(".rate input").nth(3).check(force=True)
    expect(frame.locator(".rate-more")).to_be_visible()


def rated(house: House, page: Page) -> None:
    frame = ended(house, page)
    frame.locator(".rate input").nth(4).check(force=True)
    frame.locator(".rate .primary").click()
    expect(frame.locator(".rate .plain")).to_be_visible()


def ended(house: House, page: Page) -> FrameLocator:
    frame = open_chat(page)
    write(frame, "谢谢，没有别的问题了")
    expect(frame.locator(".mark.sent")).to_be_visible()
    house.stage.agent_says("好的，祝您生活愉快")
    close_conversation(conversation_id=Conversation.objects.latest("pk").pk, person=person(house.stage.people.owner))
    expect(frame.locator(".rate")).to_be_visible()
    return frame


STATES: tuple[Callable[[House, Page], object], ...] = (
    closed, empty, asking, talk, failed, queued, offline, left, rating, rated,
)  # fmt: skip


def set_up(house: House, state: Callable[[House, Page], object], form: tuple[int, str, str]) -> Page:
    width, language, theme = form
    context = house.browser(width, color_scheme=theme, reduced_motion="reduce", bypass_csp=True, is_mobile=width < 600)
    page = house.visit(house.site({"language": language}), context, ignore="net::ERR|WebSocket|Blocked")
    state(house, page)
    return page


@pytest.mark.row("S1", "X2")
@pytest.mark.parametrize(
    "form", [(360, "zh-hans", "dark"), (1440, "en", "light")], ids=lambda form: "-".join(map(str, form))
)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_is_sound(house: House, state: Callable[[House, Page], object], form: tuple[int, str, str]):
    house.stage.product(picture=house.stage.file())
    page = set_up(house, state, form)
    inside = [one for one in page.frames if "/widget/" in one.url]
    for frame in inside:
        for part in ("html", "#scroll"):
            assert frame.evaluate(f"(one => one.scrollWidth - one.clientWidth)(document.querySelector('{part}'))") <= 0
    for judged in (page, *inside):  # each by itself, without talking to the other
        assert findings_in(judged, iframes=False) == []


@pytest.mark.shots
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_state_is_photographed(house: House, state: Callable[[House, Page], object]):
    FOLDER.mkdir(exist_ok=True)
    house.stage.product(picture=house.stage.file())
    for form in FORMS:
        page = set_up(house, state, form)
        page.wait_for_timeout(500)
        page.screenshot(path=FOLDER / f"widget-{state.__name__}-{form[0]}-{form[1]}-{form[2]}.png")
        page.context.close()
        house.here.lets_sockets = True
        house.go_on_duty()
