"""The workbench in a real browser, on the real server with its sockets: two agents and a buyer at once; nothing that is
typed is lost, nothing is sent twice, nothing jumps (S1–S4, S13, S16, B17)."""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from tests.browser.conftest import session_of
from tests.browser.door import Served, served
from tests.browser.judge import overflow, unsound
from tests.browser.talk_scene import TalkScene
from tests.people import person

from aftercare.accounts.models import Staff
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.mark_read import mark_read_by_buyer
from aftercare.chat.actions.set_duty import Wish, set_duty
from aftercare.chat.models import Conversation, Draft, Duty, Mention, Message, Watch
from aftercare.chat.terms import DutyState, Kind, Side, Stage
from aftercare.knowledge.actions.create_reply import create_reply
from aftercare.knowledge.inputs import ReplyFacts
from aftercare.web.account.recognition import SessionStore

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]
TEXT, BUBBLES, STAGE = "[data-text]", "[data-messages] .tk-bubble", ".tk-facts [data-stage]"
BRIBE = "亲，改好评给您返现5元"
CUT = """async () => {
  const main = document.querySelector('script[src*="talks/main.js"]').src;
  (await import(main.replace('main.js', 'live.js'))).live.socket.close();
}"""
PLACES = """(text) => Number(document.querySelector('[data-text]').value === text)
  + [...document.querySelectorAll('.tk-pending .tk-bubble')].filter((one) => one.textContent.includes(text)).length"""
PASTE = """() => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 60, height: 40 });
  canvas.getContext('2d').fillRect(0, 0, 60, 40);
  canvas.toBlob((blob) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([blob], '截图.png', { type: 'image/png' }));
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('[data-text]').dispatchEvent(event);
  });
}"""


class Floor:
    """The scene with a browser for each who sits there. A console message or a script error fails the test, but what a
    cut network says by itself."""

    def __init__(self, chromium: Browser, here: Served) -> None:
        self.chromium, self.here, self.scene = chromium, here, TalkScene()
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def sit(
        self, staff: Staff, address: str = "/talks/", *, width: int = 1440, language: str = "en", **more: object
    ) -> Page:
        context = self.chromium.new_context(
            base_url=self.here.near, viewport={"width": width, "height": 900}, bypass_csp=bool(more.get("bypass_csp"))
        )
        self.contexts.append(context)
        cookies = {"language": language, "theme": str(more.get("theme", "light")), "sessionid": session_of(staff)}
        context.add_cookies([{"name": name, "value": value, "url": self.here.near} for name, value in cookies.items()])
        page = context.new_page()
        page.on("console", lambda message: self._complain(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(address)
        if page.locator("[data-talks]").count():
            page.locator("html[data-talks-ready]").wait_for()
        return page

    def open(self, staff: Staff, talk: Conversation, **more: object) -> Page:
        page = self.sit(staff, f"/talks/{talk.pk}/", **more)
        expect(page.locator(STAGE)).not_to_be_empty()
        return page

    def _complain(self, text: str) -> None:
        if not any(one in text for one in ("net::ERR", "WebSocket", "favicon", "Failed to load resource")):
            self.complaints.append(text)


@pytest.fixture
def floor(chromium: Browser) -> Iterator[Floor]:
    with served() as here:
        made = Floor(chromium, here)
        yield made
        for context in made.contexts:
            with suppress(Error):
                context.close()
    assert not made.complaints, "\n".join(made.complaints)


def send(page: Page, text: str) -> None:
    page.fill(TEXT, text)
    page.press(TEXT, "Enter")


def settled(page: Page) -> None:
    """Nothing is on its way any more."""
    expect(page.locator(".tk-pending")).to_have_count(0, timeout=30_000)


def sent(text: str) -> int:
    return sum(message.text == text for message in Message.objects.filter(side=Side.AGENT))


@pytest.mark.row("S1", "S13", "B17")
def test_two_agents_and_a_buyer_see_one_another_and_every_message_once(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("在吗", scene.visitor("王小明"))
    agent, colleague = floor.open(scene.people.owner, talk), floor.open(scene.people.teammate, talk)
    expect(agent).to_have_title(re.compile(r"^\(1\) "))
    expect(colleague.locator("[data-others]")).to_contain_text("小雨 is looking")
    expect(colleague.locator(STAGE)).to_have_text("With 小雨")

    scene.buyer("这款有货吗", talk.visitor)
    for page in (agent, colleague):
        expect(page.locator(BUBBLES).last).to_have_text("这款有货吗")
    agent.type(TEXT, "有的")
    expect(colleague.locator("[data-signs]")).to_have_text("小雨 is writing…")
    agent.press(TEXT, "Enter")
    expect(agent.locator(TEXT)).to_have_value("")
    for page in (agent, colleague):
        expect(page.locator(BUBBLES).last).to_have_text("有的")
    expect(agent.locator(".tk-read").last).to_have_text("Sent")
    settled(agent)
    expect(agent).to_have_title(re.compile(r"^王小明"))
    assert sent("有的") == 1
    mark_read_by_buyer(visitor=talk.visitor, conversation_id=talk.pk, seq=Conversation.objects.get(pk=talk.pk).last_seq)
    expect(agent.locator(".tk-read").last).to_have_text("Read")
    assert Conversation.objects.get(pk=talk.pk).agent_read >= 4


@pytest.mark.row("S13", "B17")
@pytest.mark.attack("G8")
def test_who_writes_while_a_colleague_answers_is_told_and_keeps_the_text(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("能便宜点吗")
    page = floor.open(scene.people.owner, talk)
    page.fill(TEXT, "可以给您九折")
    scene.answer(talk, "这款是最低价了", scene.people.teammate)
    bar = page.locator("[data-meanwhile]")
    expect(bar).to_contain_text("小张 answered while you were writing.")
    page.press(TEXT, "Enter")
    expect(page.locator(TEXT)).to_have_value("可以给您九折")
    expect(bar).to_be_visible()
    assert sent("可以给您九折") == 0
    bar.locator("[data-send-anyway]").click()
    expect(page.locator(BUBBLES).last).to_have_text("可以给您九折")
    expect(bar).to_be_hidden()
    expect(page.locator(TEXT)).to_have_value("")
    settled(page)
    assert sent("可以给您九折") == 1


@pytest.mark.row("S1", "B17")
def test_an_answer_over_an_unseen_message_comes_back_to_the_box(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("在吗")
    for number in range(40):
        scene.buyer(f"第 {number} 个问题，说来话长，先看看这个", talk.visitor)
    page = floor.open(scene.people.owner, talk)
    page.evaluate("document.querySelector('[data-history]').scrollTop = 300")
    page.fill(TEXT, "好的")
    scene.buyer("等一下，我不要了", talk.visitor)
    expect(page.locator("[data-below]")).to_contain_text("1 new message")
    page.press(TEXT, "Enter")
    expect(page.locator("[data-meanwhile]")).to_contain_text("New messages came while you were writing.")
    expect(page.locator(TEXT)).to_have_value("好的")
    expect(page.locator(BUBBLES).last).to_have_text("等一下，我不要了")
    expect(page.locator(BUBBLES).last).to_be_in_viewport()
    assert sent("好的") == 0
    page.press(TEXT, "Control+Enter")
    settled(page)
    expect(page.locator(BUBBLES).last).to_have_text("好的")
    assert sent("好的") == 1


@pytest.mark.row("S1", "B17")
def test_what_is_typed_survives_reload_another_conversation_and_another_machine(floor: Floor) -> None:
    scene = floor.scene
    talk, other = scene.buyer("一", scene.visitor("甲")), scene.buyer("二", scene.visitor("乙"))
    page = floor.open(scene.people.owner, talk)
    page.fill(TEXT, "写了一半的回复")
    page.reload()
    expect(page.locator(TEXT)).to_have_value("写了一半的回复")
    page.locator(f"#row-{other.pk} a").click()
    expect(page.locator(".tk-talk h2")).to_have_text("乙")
    expect(page.locator(TEXT)).to_have_value("")
    page.go_back()
    expect(page.locator(".tk-talk h2")).to_have_text("甲")
    expect(page.locator(TEXT)).to_have_value("写了一半的回复")
    page.click("[data-mode=note]")
    page.type(TEXT, "，给同事")
    page.wait_for_timeout(1500)  # the pause after which the server keeps it
    assert Draft.objects.get(conversation=talk).text == "/note 写了一半的回复，给同事"
    elsewhere = floor.open(scene.people.owner, talk)
    expect(elsewhere.locator(TEXT)).to_have_value("写了一半的回复，给同事")
    expect(elsewhere.locator("[data-reply]")).to_have_attribute("data-note", "")
    expect(floor.open(scene.people.teammate, talk).locator(TEXT)).to_have_value("")


@pytest.mark.row("S1", "B17")
@pytest.mark.attack("G5", "G6")
def test_without_sockets_everything_goes_by_looking_and_nothing_twice(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("在吗")
    page = floor.open(scene.people.owner, talk)
    floor.here.lets_sockets = False
    page.evaluate(CUT)
    expect(page.locator("[data-line]")).to_contain_text("looks every 4 seconds", timeout=15_000)
    scene.buyer("还在吗", talk.visitor)
    expect(page.locator(BUBBLES).last).to_have_text("还在吗", timeout=15_000)
    send(page, "在的")
    expect(page.locator(BUBBLES).last).to_have_text("在的")
    settled(page)
    floor.here.lets_sockets = True
    expect(page.locator("[data-line]")).to_be_hidden(timeout=30_000)
    send(page, "您请说")
    settled(page)
    texts = page.locator(BUBBLES).all_inner_texts()
    assert [texts.count(text) for text in ("在的", "您请说", "还在吗")] == [1, 1, 1]
    assert (sent("在的"), sent("您请说")) == (1, 1)


@pytest.mark.row("S1", "B17")
@pytest.mark.attack("G6")
def test_what_was_sent_without_a_network_is_kept_over_a_reload_and_sent_once_in_order(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("在吗")
    page = floor.open(scene.people.owner, talk)
    floor.here.lets_sockets = False
    page.evaluate(CUT)
    page.route("**/talks/frames/", lambda route: route.abort())
    send(page, "第一句")
    send(page, "第二句")
    expect(page.locator(".tk-pending")).to_have_count(2)
    page.reload()
    expect(page.locator(".tk-pending .tk-bubble")).to_have_text(["第一句", "第二句"])
    page.unroute("**/talks/frames/")
    floor.here.lets_sockets = True
    settled(page)
    ours = [one.text for one in Message.objects.filter(conversation=talk, side=Side.AGENT).order_by("seq")]
    assert ours == ["第一句", "第二句"]
    assert page.locator(BUBBLES).all_inner_texts()[-2:] == ["第一句", "第二句"]


@pytest.mark.row("S11", "B17")
@pytest.mark.attack("C9")
def test_words_that_may_not_be_sent_come_back_with_the_reason(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("给个差评")
    page = floor.open(scene.people.owner, talk)
    send(page, BRIBE)
    expect(page.locator(TEXT)).to_have_value(BRIBE)
    expect(page.locator("[data-check]")).to_contain_text("Not sent.")
    settled(page)
    assert sent(BRIBE) == 0
    assert Conversation.objects.get(pk=talk.pk).waiting_since is not None
    page.fill(TEXT, "您如实评价就好")
    expect(page.locator("[data-check]")).to_be_hidden()


@pytest.mark.row("S11", "S12")
def test_quick_replies_and_the_check_help_while_one_types(floor: Floor) -> None:
    scene = floor.scene
    facts = ReplyFacts(title="发货时间", text="{买家}您好，订单{订单号}今天发出", shortcut="fh")
    create_reply(person=person(scene.people.supervisor), shop_id=scene.people.shop.pk, facts=facts, is_shared=True)
    page = floor.open(scene.people.owner, scene.buyer("什么时候发货", scene.visitor("王小明")))
    page.press(TEXT, "/")
    page.locator("[role=option]", has_text="发货时间").wait_for()
    page.press(TEXT, "Enter")
    expect(page.locator(TEXT)).to_have_value("王小明您好，订单【订单号？】今天发出")
    page.press(TEXT, "Enter")
    expect(page.locator("[data-check]")).to_contain_text("Fill in what stands in 【】 first")
    assert Message.objects.filter(side=Side.AGENT).count() == 0
    page.fill(TEXT, "应该可以的吧")
    expect(page.locator("[data-rules] li").first).to_be_visible()
    page.press(TEXT, "Enter")
    settled(page)
    assert sent("应该可以的吧") == 1


@pytest.mark.row("S1", "B17")
@pytest.mark.attack("G3")
def test_who_is_logged_out_meanwhile_is_told_and_keeps_what_was_typed(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("在吗")
    page = floor.open(scene.people.owner, talk)
    page.wait_for_load_state("networkidle")  # the side panel as well: it would go to the login page by itself
    SessionStore.get_model_class().objects.all().delete()
    send(page, "这句不能丢")
    expect(page.locator("[data-line]")).to_contain_text("You are logged out.")

    def places() -> int:
        """Where it stands: in the box (it was refused), on its way (nobody was there to refuse it), or sent. Box and
        way are looked at in one moment: a refusal moves it from the one into the other."""
        return int(page.evaluate(PLACES, "这句不能丢")) + sent("这句不能丢")

    assert (places(), sent("这句不能丢")) == (1, 0)
    cookie = {"name": "sessionid", "value": session_of(scene.people.owner), "url": floor.here.near}
    page.context.add_cookies([cookie])
    page.reload()
    settled(page)
    assert places() == 1


@pytest.mark.row("S16")
def test_an_ended_conversation_takes_nothing_more_and_keeps_what_stands_in_its_box(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("谢谢")
    scene.answer(talk, "不客气")
    page = floor.open(scene.people.owner, talk)
    page.fill(TEXT, "还没发完")
    close_conversation(conversation_id=talk.pk, person=person(scene.people.supervisor))
    expect(page.locator(".tk-ended")).to_be_visible()
    expect(page.locator(TEXT)).to_have_value("还没发完")
    page.fill(TEXT, "")
    expect(page.locator(TEXT)).to_be_hidden()


@pytest.mark.row("S13", "S2")
def test_no_row_moves_under_the_mouse(floor: Floor) -> None:
    scene = floor.scene
    first, second = scene.buyer("一", scene.visitor("甲")), scene.buyer("二", scene.visitor("乙"))
    page = floor.sit(scene.people.owner)
    names = page.locator("[data-rows] .tk-name")
    expect(names).to_have_text(["甲", "乙"])
    place = page.locator(f"#row-{second.pk} a")
    place.hover()
    before = place.bounding_box()
    scene.answer(first, "好的")
    scene.buyer("三", scene.visitor("丙"))
    expect(page.locator("[data-news]")).to_have_text("1 new")
    expect(page.locator(f"#row-{first.pk} .tk-preview")).to_have_text("Us: 好的")
    expect(names).to_have_text(["甲", "乙"])
    assert place.bounding_box() == before
    page.mouse.move(900, 500)
    expect(names).to_have_text(["乙", "丙", "甲"])
    expect(page.locator("[data-news]")).to_be_hidden()


@pytest.mark.row("S13")
def test_the_keyboard_alone(floor: Floor) -> None:
    scene = floor.scene
    for text, name in (("一", "甲"), ("二", "乙"), ("三", "丙")):
        scene.buyer(text, scene.visitor(name))
    page = floor.sit(scene.people.owner)
    here = page.locator(".tk-talk h2")
    page.keyboard.press("j")
    expect(here).to_have_text("甲")
    expect(page.locator(TEXT)).to_be_focused()
    page.keyboard.press("Alt+ArrowDown")
    expect(here).to_have_text("乙")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(here).to_have_text("丙")
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(here).to_have_text("乙")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("@小")
    page.keyboard.press("Enter")
    page.keyboard.type("帮看下")
    page.keyboard.press("Enter")
    expect(page.locator("[data-look=whisper] .tk-bubble")).to_have_text("@小张 帮看下")
    expect(page.locator("[data-look=whisper]")).to_contain_text("Only colleagues see this")
    note = Message.objects.get(kind=Kind.WHISPER)
    assert [one.staff_id for one in Mention.objects.filter(message=note)] == [scene.people.teammate.pk]
    assert Conversation.objects.get(pk=note.conversation_id).waiting_since is not None
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    page.keyboard.press("Enter")
    expect(page.locator(BUBBLES).last).to_have_text("第一行\n第二行")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("Next and previous conversation")


@pytest.mark.row("S1")
def test_a_character_that_is_composed_with_enter_sends_nothing(floor: Floor) -> None:
    scene = floor.scene
    page = floor.open(scene.people.owner, scene.buyer("在吗"))
    page.fill(TEXT, "nihao")
    page.evaluate(
        "document.querySelector('[data-text]').dispatchEvent(new KeyboardEvent('keydown', "
        "{ key: 'Enter', isComposing: true, bubbles: true, cancelable: true }))"
    )
    expect(page.locator(TEXT)).to_have_value("nihao")
    assert Message.objects.filter(side=Side.AGENT).count() == 0


@pytest.mark.row("S1")
def test_a_picture_is_pasted_looked_at_and_sent_once(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("发个图看看")
    page = floor.open(scene.people.owner, talk)
    page.evaluate(PASTE)
    expect(page.locator("[data-picture-strip] img")).to_have_count(1)
    page.fill(TEXT, "就是这款")
    page.press(TEXT, "Enter")
    expect(page.locator(".tk-picture img")).to_have_count(1)
    settled(page)
    expect(page.locator(BUBBLES).last).to_have_text("就是这款")
    expect(page.locator("[data-picture-strip]")).to_be_hidden()
    kinds = list(
        Message.objects.filter(conversation=talk, side=Side.AGENT).order_by("seq").values_list("kind", flat=True)
    )
    assert kinds == ["picture", "text"]
    page.click(".tk-picture")
    expect(page.locator("#lightbox img")).to_be_visible()


@pytest.mark.row("S1", "B17")
def test_history_comes_by_pages_and_what_is_read_stays_where_it_is(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.buyer("第 1 条")
    for number in range(2, 131):
        scene.buyer(f"第 {number} 条", talk.visitor)
    page = floor.open(scene.people.teammate, talk)
    expect(page.locator(BUBBLES).last).to_be_in_viewport()
    assert page.locator("[data-messages] > li").count() == 50
    page.evaluate("document.querySelector('[data-history]').scrollTop = 10")
    expect(page.locator("[data-messages] > li")).to_have_count(100)
    top = page.evaluate(
        "() => { const box = document.querySelector('[data-history]').getBoundingClientRect();"
        " return document.elementFromPoint(box.left + 40, box.top + 60).closest('li')?.dataset.seq }"
    )
    last = Conversation.objects.get(pk=talk.pk).last_seq
    assert abs(int(top) - (last - 49)) <= 3
    page.evaluate("document.querySelector('[data-history]').scrollTop = 0")
    expect(page.locator("[data-earlier]")).to_have_text("This is where the conversation began")
    seqs = page.eval_on_selector_all("[data-messages] > li", "rows => rows.map(row => Number(row.dataset.seq))")
    assert seqs == list(range(1, last + 1))


@pytest.mark.row("S13", "S16")
def test_handing_over_taking_over_and_ending_in_dialogs(floor: Floor) -> None:
    scene = floor.scene
    scene.on_duty(scene.people.teammate)
    talk = scene.buyer("想换货", scene.visitor("王小明"))
    first = scene.people.owner if talk.agent_id == scene.people.owner.pk else scene.people.teammate
    second = scene.people.teammate if first == scene.people.owner else scene.people.owner
    page = floor.open(first, talk)
    page.click("[data-open='#tk-close']")
    page.locator("#tk-close .btn-primary").click()
    expect(page.locator("#tk-close [role=alert]")).to_contain_text("The buyer waits for an answer")
    page.keyboard.press("Escape")
    page.click("[data-ask]")
    page.check(f"input[value=staff-{second.pk}]")
    page.fill("#tk-handing-note", "想换大一码")
    page.locator("[data-transfer-form] .btn-primary").click()
    expect(page.locator(STAGE)).to_have_text(f"With {second.name}")
    expect(page.locator("[data-look=whisper] .tk-bubble")).to_have_text("想换大一码")

    lead = floor.sit(scene.people.supervisor, "/talks/board/")
    row = lead.locator(f"[data-key=wait-{talk.pk}]")
    row.locator("[hx-post$='/watch/']").click()
    expect(lead.locator(".ac-toast")).to_contain_text("You watch it now")
    assert Watch.objects.get(staff=scene.people.supervisor).conversation_id == talk.pk
    row.locator("[hx-post$='/take/']").click()
    expect(row.locator("[data-cell=with]")).to_contain_text("林主管")
    lead.goto(f"/talks/{talk.pk}/")
    send(lead, "我是主管，马上帮您处理")
    settled(lead)
    lead.click("[data-open='#tk-close']")
    lead.locator("#tk-close .btn-primary").click()
    expect(lead.locator(STAGE)).to_contain_text("Ended")
    expect(page.locator(STAGE)).to_contain_text("Ended")
    ended = Conversation.objects.get(pk=talk.pk)
    assert (ended.stage, ended.agent_id) == (Stage.CLOSED, scene.people.supervisor.pk)
    assert "Thank you for writing to us" in list(ended.messages.order_by("seq"))[-2].text


@pytest.mark.row("S4", "S13")
def test_duty_is_switched_in_the_page_and_a_new_conversation_arrives(floor: Floor) -> None:
    scene = floor.scene
    set_duty(wish=Wish(DutyState.OFF), person=person(scene.people.owner))
    page = floor.sit(scene.people.owner)
    expect(page.locator("#tk-duty")).to_contain_text("You are off duty: no conversation comes to you.")
    page.get_by_role("button", name="Come on duty").click()
    expect(page.locator("#tk-duty")).to_have_attribute("data-duty", "on")
    page.mouse.move(900, 500)
    scene.buyer("在吗", scene.visitor("新来的"))
    expect(page.locator("[data-rows] .tk-name")).to_have_text(["新来的"])
    expect(page).to_have_title(re.compile(r"^\(1\) "))
    page.click("#tk-duty summary")
    page.fill("#tk-away-reason", "午饭")
    page.get_by_role("button", name="Away", exact=True).click()
    expect(page.locator("#tk-duty")).to_contain_text("午饭")
    assert Duty.objects.get(staff=scene.people.owner).state == DutyState.AWAY


@pytest.mark.row("S13")
def test_on_a_phone_one_column_at_a_time(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.full_talk()
    page = floor.sit(scene.people.owner, width=360)
    expect(page.locator(".tk-queue")).to_be_visible()
    page.locator(f"#row-{talk.pk} a").click()
    expect(page.locator(".tk-queue")).to_be_hidden()
    expect(page.locator(TEXT)).to_be_in_viewport()
    assert not overflow(page)
    page.click("[data-panel-toggle]")
    expect(page.locator("#talk-panel")).to_be_in_viewport()
    page.click("[data-panel-toggle]")
    expect(page.locator("#talk-panel")).to_be_hidden()
    page.click("[data-back-to-list]")
    expect(page.locator(".tk-queue")).to_be_visible()
    expect(page.locator(".tk-talk")).to_be_hidden()


# One column, two and three, each in light and dark somewhere.
EACH_LAYOUT = (
    ("zh-hans", "light", 360, 768),
    ("en", "dark", 768, 360),
    ("zh-hans", "dark", 1440, 360),
    ("en", "light", 1440, 360),
)


def test_the_pages_are_sound_in_every_form(floor: Floor) -> None:
    scene = floor.scene
    talk = scene.full_talk()
    scene.buyer("排队中", scene.visitor("一位名字非常非常长的买家朋友欢迎光临小店"))
    addresses: Callable[[Staff], tuple[str, ...]] = lambda staff: (  # noqa: E731
        ("/talks/", f"/talks/{talk.pk}/") if staff == scene.people.owner else ("/talks/board/", "/talks/?view=ended")
    )
    problems = []
    for staff in (scene.people.owner, scene.people.supervisor):
        page = floor.sit(staff)
        for address in addresses(staff):
            problems += unsound(page, address, lambda page: page.wait_for_timeout(300), EACH_LAYOUT)
    assert not problems, "\n".join(problems)
