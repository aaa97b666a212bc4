"""The buyer's chat in a real browser: a shop's page on one site, the widget on another (S1, S4, S16)."""

import re

import pytest
from django.db.models import F
from playwright.sync_api import expect
from tests.browser.house import OPENED, House, bubbles, house, kinds, open_chat, sent_texts, until, write
from tests.files.pictures import exif_jpeg
from tests.people import person

from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.hints import Sign, sign
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import DutyState, Kind
from aftercare.core.time import now

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
__all__ = ["house"]
# What a window does that keeps nothing of other sites' frames; not every build of the browser has such windows.
NO_STORAGE = """if (location.pathname.startsWith("/widget/")) for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""


@pytest.mark.row("S1", "S3")
def test_a_buyer_asks_and_is_answered_on_another_sites_page(house: House):
    page = house.visit(house.site())
    frame = open_chat(page)
    expect(frame.locator("#hello")).to_be_visible()
    expect(frame.locator("#status")).to_have_text("Here for you")
    write(frame, "有胡桃木的吗？\n")
    expect(frame.locator(".own .bubble")).to_have_text(["有胡桃木的吗？"])
    expect(frame.locator("#status")).to_contain_text(house.stage.people.owner.name)
    expect(frame.locator(".mark.sent")).to_be_visible()
    talk = Conversation.objects.get()
    assert "原木小鹿" in talk.page
    assert f"{house.here.far}/p/1" in talk.page
    sign(Sign(talk.pk, house.stage.people.owner.pk, "writes"))
    expect(frame.locator("#writes")).to_be_visible()
    house.stage.agent_says("有的，现货")
    expect(frame.locator(".theirs .bubble").last).to_have_text("有的，现货")
    expect(frame.locator("#writes")).to_be_hidden()
    expect(frame.locator(".mark.read")).to_be_visible()
    expect(frame.locator(".from").last).to_have_text(house.stage.people.owner.name)
    house.stage.agent_says("给同事看的", Kind.WHISPER)
    house.stage.agent_says("还有别的问题吗")
    expect(frame.locator(".theirs .bubble").last).to_have_text("还有别的问题吗")
    assert "给同事看的" not in frame.locator("#log").inner_text()
    until(page, lambda: Conversation.objects.get().buyer_read == Conversation.objects.get().last_seq)


@pytest.mark.row("S1")
def test_what_is_new_stands_on_the_button_while_the_chat_is_closed_and_after_a_reload(house: House):
    page = house.visit(house.site())
    frame = open_chat(page)
    write(frame, "在吗")
    until(page, lambda: Conversation.objects.filter(buyer_read=F("last_seq"), last_seq__gt=1).exists())
    frame.locator("#text").press("Escape")
    expect(page.locator(OPENED)).to_be_hidden()
    expect(page.locator("#aftercare-widget button")).to_be_focused()
    for text in ("在的", "请讲"):
        house.stage.agent_says(text)
    badge = page.locator("#aftercare-widget > span")
    expect(badge).to_have_text("2")
    expect(page.locator("#aftercare-widget button")).to_have_attribute("aria-label", "Chat with us. 2 new messages")
    page.reload()  # the frame is loaded again, behind the closed button
    expect(badge).to_have_text("2")
    open_chat(page)
    expect(frame.locator(".theirs .bubble").last).to_have_text("请讲")
    expect(badge).to_be_hidden()
    page.reload()  # it was open, and is open again
    expect(page.locator(OPENED)).to_be_visible()
    expect(frame.locator(".theirs .bubble").last).to_have_text("请讲")


@pytest.mark.row("S1", "B17")
@pytest.mark.attack("G5", "G6")
def test_nothing_is_lost_doubled_or_mixed_up_when_the_connection_is_cut(house: House):
    page = house.visit(house.site())
    frame = open_chat(page)
    for number in range(1, 13):
        write(frame, f"第 {number} 条")
        if number % 3 == 0:
            house.here.cut()
    expect(frame.locator(".own .bubble")).to_have_count(12)
    expect(frame.locator(".mark.sending")).to_have_count(0, timeout=30_000)
    wanted = [f"第 {number} 条" for number in range(1, 13)]
    assert list(sent_texts()) == wanted == bubbles(frame)
    house.here.cut()
    house.stage.agent_says("断线时说的")
    expect(frame.locator(".theirs .bubble").last).to_have_text("断线时说的", timeout=30_000)
    assert bubbles(frame) == wanted


@pytest.mark.row("S1", "B17")
@pytest.mark.attack("G5")
def test_what_was_not_sent_survives_offline_and_a_reload(house: House):
    context = house.browser()
    page = house.visit(house.site(), context, ignore="net::ERR|WebSocket")
    frame = open_chat(page)
    write(frame, "先打个招呼")
    expect(frame.locator(".mark.sent")).to_be_visible()
    house.here.lets_sockets = False
    context.route("**/talk/", lambda route: route.abort())
    house.here.cut()
    write(frame, "断网时写的")
    write(frame, "第二句")
    expect(frame.locator(".mark.sending")).to_have_count(2)
    expect(frame.locator("#cut")).to_be_visible()
    page.reload()
    expect(frame.locator(".own .bubble")).to_have_text(["断网时写的", "第二句"])
    frame.locator("#text").fill("写到一半的")
    page.wait_for_timeout(600)  # a draft is kept when the keys rest
    house.here.lets_sockets = True
    context.unroute("**/talk/")
    page.reload()
    expect(frame.locator(".own .bubble")).to_have_text(["先打个招呼", "断网时写的", "第二句"], timeout=30_000)
    expect(frame.locator(".mark.sending")).to_have_count(0)
    expect(frame.locator("#text")).to_have_value("写到一半的")
    context.set_offline(True)
    write(frame, "真的断网了")
    expect(frame.locator(".own .bubble")).to_have_count(4)
    context.set_offline(False)
    expect(frame.locator(".mark.sent")).to_be_visible(timeout=30_000)
    assert list(sent_texts()) == ["先打个招呼", "断网时写的", "第二句", "真的断网了"]


@pytest.mark.row("S1")
def test_where_no_socket_comes_through_the_same_goes_by_posts(house: House):
    house.here.lets_sockets = False
    page = house.visit(house.site(), ignore="WebSocket")
    frame = open_chat(page)
    write(frame, "代理后面")
    expect(frame.locator(".mark.sent")).to_be_visible(timeout=20_000)
    house.stage.agent_says("收到")
    expect(frame.locator(".theirs .bubble").last).to_have_text("收到", timeout=20_000)
    write(frame, "好的")
    expect(frame.locator(".own .bubble")).to_have_count(2)
    expect(frame.locator(".mark.sent, .mark.read")).to_be_visible(timeout=20_000)
    assert list(sent_texts()) == ["代理后面", "好的"]


@pytest.mark.row("S1")
def test_pictures_are_looked_at_before_they_are_sent_and_can_be_enlarged(house: House):
    page = house.visit(house.site())
    frame = open_chat(page)
    photo = {"name": "破损.jpg", "mimeType": "image/jpeg", "buffer": exif_jpeg()}
    frame.locator("#file").set_input_files([photo, {**photo, "name": "另一张.jpg"}])
    expect(frame.locator("#attached .chip")).to_have_count(2)
    expect(frame.locator("#limits")).to_contain_text("up to 20 MB")
    frame.locator("#attached .remove").first.click()
    frame.locator("#file").set_input_files([{"name": "a.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}])
    expect(frame.locator("#complaint")).to_contain_text("Only pictures")
    big = {"name": "big.png", "mimeType": "image/png", "buffer": b"x" * (21 * 1024 * 1024)}
    frame.locator("#file").set_input_files([big])
    expect(frame.locator("#complaint")).to_contain_text("at most 20 MB")
    write(frame, "包装破了")
    expect(frame.locator(".own .picture")).to_have_count(1)
    expect(frame.locator(".own .bubble")).to_have_text(["包装破了"])
    expect(frame.locator(".mark.sent")).to_be_visible()
    assert kinds() == ["picture", "text"]
    page.reload()
    image = frame.locator(".own .picture img")
    expect(image).to_have_attribute("src", re.compile("/pictures/"))
    image.scroll_into_view_if_needed()
    assert image.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [40, 80]
    frame.locator(".own button.picture").click()
    expect(frame.locator("#large img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(frame.locator("#large")).to_be_hidden()
    expect(page.locator(OPENED)).to_be_visible()


@pytest.mark.row("S1", "S6")
@pytest.mark.attack("C1", "C5")
def test_cards_lead_to_the_shops_pages_and_never_to_a_script(house: House):
    house.stage.product(link=f"{house.here.far}/p/2", picture=house.stage.file())
    page = house.visit(house.site())
    house.site(path="/p/2", title="第二个商品")
    page.evaluate("Aftercare.show({product: {code: 'MZ-101'}})")
    frame = page.frame_locator(OPENED)
    expect(frame.locator("#attached .about")).to_contain_text("原木小鹿摆件")
    write(frame, "这个能刻字吗")
    card = frame.locator(".own .card.product")
    expect(card).to_contain_text("¥59.00")
    expect(frame.locator(".mark.sent")).to_be_visible()
    assert kinds() == ["card", "text"]
    evil = "javascript:alert(document.domain)"
    told = {"kind": "product", "title": "<img src=x onerror=alert(1)>", "price": 1, "link": evil, "reason": evil}
    house.stage.agent_says(f"看这里 {evil} java\nscript:alert(1) [x]({evil}) https://shop.example/a?b=<b>c")
    house.stage.agent_says("坏卡片", Kind.CARD, card=told)
    expect(frame.locator(".theirs .card.product")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(frame.locator("#log a")).to_have_count(2)  # the buyer's own card is a link once the server has told of it
    assert frame.locator("#log a").evaluate_all("links => links.map(link => link.href)") == [
        f"{house.here.far}/p/2",
        "https://shop.example/a?b=",
    ]
    assert frame.locator("#log a").last.get_attribute("rel") == "noopener noreferrer nofollow"
    assert frame.locator("#log img[src='x']").count() == 0
    card.click()
    page.wait_for_url("**/p/2")
    expect(page.locator("h1")).to_have_text("第二个商品")


@pytest.mark.row("S1", "S4")
def test_when_nobody_is_on_duty_a_message_is_left_and_nothing_typed_is_lost(house: House):
    house.go_home()
    page = house.visit(house.site())
    frame = open_chat(page)
    expect(frame.locator("#status")).to_have_text("Nobody is here just now")
    expect(frame.locator("#composer")).to_be_hidden()
    frame.locator("#leave-text").fill("想问下周末发货吗")
    frame.locator("#leave-name").fill("江小鱼")
    page.reload()
    expect(frame.locator("#leave-text")).to_have_value("想问下周末发货吗")
    frame.locator("#offline .primary").click()
    expect(frame.locator("#leave-phone-problem")).to_have_text("Say how we can reach you.")
    expect(frame.locator("#leave-phone")).to_be_focused()
    frame.locator("#leave-phone").fill("微信 xiaoyu-88")
    frame.locator("#leave-phone").press("Enter")
    expect(frame.locator("#thanks")).to_be_visible()
    expect(frame.locator(".own .bubble")).to_have_text(["想问下周末发货吗"])
    expect(frame.locator(".own .card")).to_contain_text("微信 xiaoyu-88")
    expect(frame.locator(".mark.sent")).to_be_visible()
    expect(frame.locator("#composer")).to_be_visible()
    assert kinds() == ["text", "card"]


@pytest.mark.row("S4")
def test_an_open_chat_hears_who_comes_and_goes_and_takes_nothing_from_whoever_writes(house: House):
    """A guest who has written nothing, so without a token; and nothing of them is kept by it."""
    house.go_home()
    owner = person(house.stage.people.owner)
    page = house.visit(house.site())
    frame = open_chat(page)
    expect(frame.locator("#offline")).to_be_visible()
    page.wait_for_timeout(500)  # until the frame's socket listens
    set_duty(wish=Wish(DutyState.ON), person=owner)
    expect(frame.locator("#composer")).to_be_visible()
    expect(frame.locator("#offline")).to_be_hidden()
    expect(frame.locator("#status")).to_have_text("Here for you")
    assert Visitor.objects.count() == 0
    frame.locator("#text").fill("我想问")
    set_duty(wish=Wish(DutyState.OFF), person=owner)
    expect(frame.locator("#status")).to_have_text("Nobody is here just now")
    expect(frame.locator("#text")).to_have_value("我想问")
    expect(frame.locator("#text")).to_be_visible()
    frame.locator("#text").fill("")
    write(frame, "在吗\n")
    expect(frame.locator(".own .bubble")).to_have_text(["在吗"])
    expect(frame.locator(".mark.sent")).to_be_visible()
    assert Visitor.objects.count() == 1


@pytest.mark.row("S16")
def test_the_rating_comes_at_the_end_and_can_be_changed(house: House):
    page = house.visit(house.site())
    frame = open_chat(page)
    write(frame, "谢谢")
    expect(frame.locator(".mark.sent")).to_be_visible()
    house.stage.agent_says("不客气")
    talk = Conversation.objects.get()
    close_conversation(conversation_id=talk.pk, person=person(house.stage.people.owner))
    rate = frame.locator(".rate")
    expect(rate).to_contain_text("How content are you")
    rate.get_by_role("radio", name="Unhappy", exact=True).check(force=True)
    page.keyboard.press("ArrowRight")
    expect(rate.locator(".stars-word")).to_have_text("All right")
    rate.get_by_role("textbox").fill("回复有点慢")
    rate.get_by_role("button", name="Send rating").click()
    expect(rate).to_contain_text("Thank you for your rating!")
    expect(rate.locator(".star.lit")).to_have_count(3)
    rate.get_by_role("button", name="Change it").click()
    rate.get_by_role("radio", name="Very content").check(force=True)
    rate.get_by_role("button", name="Send rating").click()
    expect(rate).to_contain_text("Thank you for your rating!")
    page.reload()
    expect(rate.locator(".star.lit")).to_have_count(5)
    row = Conversation.objects.get()
    assert (row.rating, row.rating_text) == (5, "")
    write(frame, "再问一句")  # a new conversation; the old one stays above it
    expect(frame.locator(".own .bubble")).to_have_text(["谢谢", "再问一句"])
    expect(frame.locator(".mark.sent")).to_be_visible()
    assert Conversation.objects.count() == 2


@pytest.mark.row("S1")
def test_history_of_earlier_visits_is_one_press_away(house: House):
    page = house.visit(house.site())
    frame = open_chat(page)
    write(frame, "第一次来")
    expect(frame.locator(".mark.sent")).to_be_visible()
    house.stage.agent_says("欢迎")
    first = Conversation.objects.get()
    close_conversation(conversation_id=first.pk, person=person(house.stage.people.owner))
    write(frame, "第二次来")
    expect(frame.locator(".mark.sent")).to_be_visible()
    second = Conversation.objects.latest("pk")
    at = now()
    Message.objects.bulk_create(
        Message(conversation=second, seq=second.last_seq + n, client_id=f"m{n}", side="buyer", text=f"第 {n} 句", at=at)
        for n in range(1, 121)
    )
    Conversation.objects.filter(pk=second.pk).update(last_seq=second.last_seq + 120)
    page.reload()
    older = frame.locator("#older")
    expect(frame.locator(".own .bubble").last).to_have_text("第 120 句")
    expect(frame.locator(".own .bubble")).to_have_count(50)
    for count in (100, 121, 122):
        older.click()
        expect(frame.locator(".own .bubble")).to_have_count(count)
    expect(older).to_be_hidden()
    assert bubbles(frame) == ["第一次来", "第二次来", *(f"第 {n} 句" for n in range(1, 121))]


@pytest.mark.row("S1")
@pytest.mark.attack("G4")
def test_a_signed_buyer_has_their_history_and_a_guest_after_them_has_none(house: House):
    context = house.browser()
    buyer = house.stage.buyer("u-1", name="江小鱼")
    page = house.visit(house.site({"buyer": buyer}), context)
    frame = open_chat(page)
    write(frame, "我的订单到哪了")
    expect(frame.locator(".mark.sent")).to_be_visible()
    page.goto(house.site(path="/guest"))  # the same machine, nobody logged in
    expect(frame.locator("#hello")).to_be_visible()
    assert bubbles(frame) == []
    page.goto(house.site({"buyer": {**buyer, "id": "u-2"}}, path="/forged"))
    expect(frame.locator("#hello")).to_be_visible()
    page.goto(house.site({"buyer": buyer}, path="/again"))
    expect(frame.locator(".own .bubble")).to_have_text(["我的订单到哪了"])
    page.evaluate("Aftercare.logout()")
    expect(frame.locator("#hello")).to_be_visible()
    inside = next(one for one in page.frames if "/widget/" in one.url)
    assert inside.evaluate("Object.keys(localStorage)") == []
    other = house.stage.buyer("u-9", name="顾清欢")
    page.evaluate("buyer => Aftercare.identify(buyer)", other)
    write(frame, "我是另一个人")
    expect(frame.locator(".own .bubble")).to_have_text(["我是另一个人"])
    elsewhere = house.visit(house.site({"buyer": buyer}, path="/elsewhere"), house.browser())
    expect(open_chat(elsewhere).locator(".own .bubble")).to_have_text(["我的订单到哪了"])


@pytest.mark.attack("G4")
def test_what_a_buyer_writes_before_they_are_known_is_not_left_for_the_next_guest(house: House):
    context = house.browser()
    context.route("**/enter/", lambda route: route.abort())
    page = house.visit(house.site({"buyer": house.stage.buyer()}), context, ignore="net::ERR")
    frame = open_chat(page)
    write(frame, "我的身份证号是")
    expect(frame.locator(".mark.sending")).to_be_visible()
    frame.locator("#text").fill("写到一半的私事")
    page.wait_for_timeout(600)
    context.unroute("**/enter/")
    page.goto(house.site(path="/guest"))
    write(frame, "我是访客")
    expect(frame.locator(".mark.sent")).to_be_visible()
    assert list(sent_texts()) == ["我是访客"]


@pytest.mark.row("S1")
def test_a_frame_without_storage_of_its_own_keeps_the_talk_while_the_tab_is_open(house: House):
    context = house.browser()
    context.add_init_script(NO_STORAGE)  # as a private window: another site's frame keeps nothing
    address = house.site(path="/far").replace(house.here.far, house.here.foreign)
    page = house.visit(address, context)
    frame = open_chat(page)
    write(frame, "从很远的网站来")
    expect(frame.locator(".mark.sent")).to_be_visible()
    inside = next(one for one in page.frames if "/widget/" in one.url)
    blocked = "() => { try { return localStorage && false; } catch { return true; } }"
    assert inside.evaluate(blocked) is True
    page.reload()
    expect(frame.locator(".own .bubble")).to_have_text(["从很远的网站来"])
    page.evaluate("Aftercare.logout()")
    expect(frame.locator("#hello")).to_be_visible()
    page.reload()
    expect(frame.locator("#hello")).to_be_visible()
    other = house.visit(address, context)
    expect(open_chat(other).locator("#hello")).to_be_visible()


@pytest.mark.row("S1")
def test_two_tabs_of_one_buyer_show_the_same(house: House):
    context = house.browser()
    first, second = house.visit(house.site(), context), house.visit(house.site(), context)
    one = open_chat(first)
    write(one, "在第一个标签页")
    expect(one.locator(".mark.sent")).to_be_visible()
    other = open_chat(second)
    expect(other.locator(".own .bubble")).to_have_text(["在第一个标签页"])
    write(other, "在第二个标签页")
    expect(one.locator(".own .bubble")).to_have_text(["在第一个标签页", "在第二个标签页"])
    talk = Conversation.objects.get()
    house.stage.agent_says("好")
    close_conversation(conversation_id=talk.pk, person=person(house.stage.people.owner))
    write(one, "新的一次")  # a conversation that begins in one tab is there in the other
    expect(other.locator(".own .bubble").last).to_have_text("新的一次")


HOSTILE = """<!doctype html><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,"><body><script>
const attack = [
  {aftercare: 1, do: "hello", config: {buyer: null}, open: true}, {aftercare: 1, do: "logout"},
  {aftercare: 1, do: "identify", buyer: {id: "evil"}}, {aftercare: 1, do: "hidden"},
  {aftercare: 1, is: "link", address: "https://evil.example/"}, {aftercare: 1, is: "close"},
  {aftercare: 1, is: "unread", count: 77}];
function strike(target) { for (const one of attack) target.postMessage(one, "*"); }
window.heard = [];
const ours = new Set(attack.map((one) => JSON.stringify(one)));
addEventListener("message", (event) => ours.has(JSON.stringify(event.data)) || heard.push(event.data));
if (window.parent !== window) strike(window.parent);
for (let n = 0; n < parent.frames.length; n++) strike(parent.frames[n]);
</script>"""


@pytest.mark.attack("C12")
def test_messages_of_a_hostile_page_move_nothing(house: House):
    house.here.pages["/hostile"] = HOSTILE
    page = house.visit(house.site())
    frame = open_chat(page)
    write(frame, "在吗")
    expect(frame.locator(".mark.sent")).to_be_visible()
    # As a frame of the shop's page (an advertisement), from another site and from the shop's own.
    for site in (house.here.near, house.here.far):
        page.evaluate(
            """address => new Promise((resolve) => {
                const made = document.createElement("iframe");
                made.src = address; made.onload = () => setTimeout(resolve, 200); document.body.append(made); })""",
            f"{site}/hostile",
        )
    expect(page.locator(OPENED)).to_be_visible()
    assert bubbles(frame) == ["在吗"]
    assert "evil" not in page.url
    house.stage.agent_says("在的")
    expect(frame.locator(".theirs .bubble").last).to_have_text("在的")
    expect(page.locator("#aftercare-widget > span")).to_be_hidden()
    heard = [one.evaluate("window.heard") for one in page.frames if "/hostile" in one.url]
    assert heard == [[], []]  # and nothing is told to them


@pytest.mark.attack("C12")
def test_a_site_that_the_shop_has_not_named_gets_no_chat_in_its_page(house: House):
    house.here.pages[
        "/thief"
    ] = f"""<!doctype html><meta charset="utf-8"><title>x</title><link rel="icon" href="data:,">
        <iframe src="{house.here.near}/widget/{house.stage.shop.slug}/"></iframe>"""
    context = house.browser()
    thief = context.new_page()
    thief.goto(f"{house.here.far}/thief")  # an allowed site: its page may show it, and still says nothing to it
    inside = thief.frame_locator("iframe")
    expect(inside.locator("#composer")).to_be_attached()
    shown = house.stage.people.other_shop.slug
    house.here.pages["/thief2"] = house.here.pages["/thief"].replace(house.stage.shop.slug, shown)
    thief.goto(f"{house.here.far}/thief2")
    thief.wait_for_load_state()
    frame = next(one for one in thief.frames if one.parent_frame)
    assert frame.locator("#composer").count() == 0  # refused by the browser: frame-ancestors
    opener = context.new_page()
    opener.goto(f"{house.here.far}/thief")
    with context.expect_page() as popup:
        opener.evaluate(
            "address => { window.taken = window.open(address); }", f"{house.here.near}/widget/{house.stage.shop.slug}/"
        )
    taken = popup.value
    taken.locator("#text").fill("我自己的窗口")
    taken.locator("#text").press("Enter")
    expect(taken.locator(".own .bubble")).to_have_text(["我自己的窗口"])
    opener.evaluate(
        "for (const one of ['logout', 'hello']) window.taken?.postMessage({aftercare: 1, do: one, config: {}}, '*')"
    )
    taken.wait_for_timeout(300)
    expect(taken.locator(".own .bubble")).to_have_text(["我自己的窗口"])


@pytest.mark.row("S1", "X2")
def test_everything_works_by_keys_and_a_choice_of_characters_sends_nothing(house: House):
    page = house.visit(house.site())
    page.locator("#ask").focus()
    page.keyboard.press("Tab")
    expect(page.locator("#aftercare-widget button")).to_be_focused()
    page.keyboard.press("Enter")
    frame = page.frame_locator(OPENED)
    expect(frame.locator("#text")).to_be_focused()
    page.keyboard.type("nihao")
    frame.locator("#text").evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown",
            {key: "Enter", keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))"""
    )
    expect(frame.locator("#text")).to_have_value("nihao")
    assert bubbles(frame) == []
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two lines")
    page.keyboard.press("Enter")
    expect(frame.locator(".own .bubble")).to_have_text(["nihao\ntwo lines"])
    page.keyboard.press("Shift+Tab")
    expect(frame.locator("#smile")).to_be_focused()
    page.keyboard.press("Enter")
    expect(frame.locator("#palette button").first).to_be_focused()
    assert frame.locator("#palette button").count() == 48
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(frame.locator("#text")).to_have_value("😋")
    expect(frame.locator("#text")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#aftercare-widget button")).to_be_focused()
    expect(page.locator(OPENED)).to_be_hidden()


@pytest.mark.row("S1")
def test_on_a_phone_the_chat_is_the_whole_screen_and_back_closes_it(house: House):
    context = house.browser(width=360, has_touch=True, is_mobile=True)
    page = house.visit(house.site(), context)
    page.evaluate("window.scrollTo(0, 700)")
    open_chat(page)
    box = page.locator(OPENED).bounding_box()
    size = page.viewport_size
    assert box is not None
    assert size is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, size["width"], size["height"])
    assert page.evaluate("getComputedStyle(document.body).position") == "fixed"
    page.go_back()
    expect(page.locator(OPENED)).to_be_hidden()
    assert page.url.endswith("/p/1")
    assert page.evaluate("[window.scrollY, getComputedStyle(document.body).position]") == [700, "static"]
    page.locator("#aftercare-widget button").click()
    page.frame_locator(OPENED).locator("#close").click()
    expect(page.locator(OPENED)).to_be_hidden()
    assert page.evaluate("history.state") is None
    assert page.evaluate("window.scrollY") == 700
