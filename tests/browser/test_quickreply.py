"""Quick replies in a real browser: the list that `/` opens, what it inserts, and the form's preview (S12)."""

import json
from collections.abc import Callable

import pytest
from django.db import close_old_connections
from playwright.sync_api import Page, expect
from tests.browser.judge import unsound
from tests.knowledge.phrases import make_reply
from tests.people import People, make_people

from aftercare.knowledge.models import QuickReply, QuickReplyTally
from aftercare.knowledge.rules import fill, gaps, unknown_names

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.row("S12")]
OpenPage = Callable[..., Page]
BOX = "[data-quick-replies]"
MODULE = "document.querySelector('script[src$=\"quickreplies.js\"]').src.replace('quickreplies.js', 'quickreply.js')"


def scene() -> tuple[People, QuickReply]:
    people = make_people()
    shop, keeper = people.shop, people.supervisor
    first = make_reply(keeper, shop, "发货时间", text="{买家}，48 小时内发货", shortcut="fh", group="物流")
    make_reply(keeper, shop, "退货流程", text="亲，{订单号}请在订单里申请退货", shortcut="th")
    make_reply(keeper, shop, "退款到账", text="原路退回\n零钱当天到", shortcut="tk")
    make_reply(people.owner, shop, "我的道别", text="再见", shared=False)
    return people, first


def trial(page: Page, reply: QuickReply):
    """The box of the form in which the search is tried out."""
    page.goto(f"/quick-replies/{reply.pk}/")
    box = page.locator(BOX)
    box.click()
    return box


def titles(page: Page) -> list[str]:
    return page.locator(".ac-quick:popover-open .ac-quick-title").all_inner_texts()


def expect_titles(page: Page, *wanted: str) -> None:
    expect(page.locator(".ac-quick:popover-open .ac-quick-title")).to_have_text(list(wanted))


def test_a_reply_is_found_by_initials_and_inserted_with_its_values(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner)
    box = trial(page, first)
    box.press_sequentially("您好 /fhsj")
    expect_titles(page, "发货时间")
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-expanded", "true")
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_attribute("aria-selected", "true")
    expect(page.locator(f"#{box.get_attribute('aria-controls')}")).to_have_attribute("role", "listbox")
    box.press("Enter")
    expect(box).to_have_value("您好 清风明月，48 小时内发货")
    expect(page.locator(".ac-quick")).to_be_hidden()
    assert box.get_attribute("role") is None and box.get_attribute("aria-expanded") is None
    box.press("Control+z")
    expect(box).to_have_value("您好 /fhsj")


def test_keys_choose_tab_inserts_escape_closes_and_stays_closed(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner)
    box = trial(page, first)
    box.press_sequentially("/t")
    expect_titles(page, "退款到账", "退货流程")
    box.press("ArrowUp")
    expect(page.locator(".ac-quick-item").nth(1)).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("Tab")
    expect(box).to_have_value("原路退回\n零钱当天到")
    expect(box).to_be_focused()

    box.fill("")
    box.press_sequentially("/f")
    expect_titles(page, "发货时间")
    box.press("Escape")
    expect(page.locator(".ac-quick")).to_be_hidden()
    expect(box).to_be_focused()
    box.press_sequentially("h")
    expect(page.locator(".ac-quick")).to_be_hidden()
    box.press("Enter")
    expect(box).to_have_value("/fh\n")
    box.press_sequentially("/fh")
    expect_titles(page, "发货时间")


def test_own_replies_come_first_and_a_slash_inside_a_word_opens_nothing(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner)
    box = trial(page, first)
    box.press_sequentially("/")
    expect(page.locator(".ac-quick-title").first).to_have_text("我的道别")
    box.fill("")
    box.press_sequentially("https://a.b/fh 1/fh")
    page.wait_for_timeout(300)
    expect(page.locator(".ac-quick")).to_be_hidden()
    box.press_sequentially("\n、fh")  # what a Chinese keyboard makes of /
    expect_titles(page, "发货时间")
    box.press_sequentially("zzz")
    expect(page.locator(".ac-quick-note")).to_have_text("没有符合的话术")
    box.press("Enter")
    expect(box).to_have_value("https://a.b/fh 1/fh\n、fhzzz\n")


def test_who_types_faster_than_the_answer_gets_the_right_reply(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner)
    box = trial(page, first)
    page.route("**/find.json*", lambda route: (page.wait_for_timeout(300), route.continue_()))
    box.press_sequentially("/tk")
    box.press("Enter")
    expect(box).to_have_value("原路退回\n零钱当天到")


def test_what_is_missing_is_selected_and_the_use_is_counted(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner)
    trial(page, first)
    # As the workbench attaches it: its own box, in a conversation without an order.
    page.evaluate(f"""async () => {{
        const {{ attachQuickReplies }} = await import({MODULE});
        const box = document.body.appendChild(document.createElement("textarea"));
        box.id = "chat";
        box.addEventListener("keydown", (event) => {{ if (event.key === "Enter") box.dataset.sent = "yes"; }});
        box.addEventListener("quickreply:used", (event) => {{ box.dataset.used = JSON.stringify(event.detail); }});
        window.replies = attachQuickReplies(box, {{ shop: {people.shop.pk}, values: () => ({{ buyer: "清***8" }}) }});
    }}""")
    box = page.locator("#chat")
    page.evaluate("window.replies.start()")
    box.press_sequentially("thlc")
    expect_titles(page, "退货流程")
    with page.expect_response("**/used/") as counted:
        box.press("Enter")
    assert counted.value.status == 204
    expect(box).to_have_value("亲，【订单号？】请在订单里申请退货")
    assert box.get_attribute("data-sent") is None  # the Enter that chose did not send
    chosen = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert box.evaluate(chosen) == "【订单号？】"
    assert json.loads(box.get_attribute("data-used") or "")["missing"] == ["order"]
    box.press_sequentially("2118")
    expect(box).to_have_value("亲，2118请在订单里申请退货")
    close_old_connections()
    tally = QuickReplyTally.objects.get()
    assert (tally.reply.title, tally.staff, tally.count) == ("退货流程", people.owner, 1)
    page.evaluate("window.replies.detach()")
    box.press_sequentially(" /th")
    page.wait_for_timeout(200)
    expect(page.locator(".ac-quick:popover-open")).to_have_count(0)


def test_while_an_input_method_composes_every_key_is_its_own(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner)
    box = trial(page, first)
    box.press_sequentially("/")
    expect(page.locator(".ac-quick-item").first).to_be_visible()
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "fahuo", "selectionStart": 5, "selectionEnd": 5})
    moved = "(box) => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, isComposing: true, "
    assert box.evaluate(moved + "bubbles: true, cancelable: true}))")  # not taken: nothing was inserted
    expect(box).to_have_value("/fahuo")
    session.send("Input.insertText", {"text": "发货"})
    expect(box).to_have_value("/发货")
    expect_titles(page, "发货时间")
    box.press("Enter")
    expect(box).to_have_value("清风明月，48 小时内发货")


@pytest.mark.attack("C9", "C14")
def test_the_browser_fills_in_as_the_server_does_and_shows_text_only(open_page: OpenPage) -> None:
    people, first = scene()
    hostile = "<img src=x onerror=alert(1)>{{买家}} #{买家} ${buyer} {买家} {订单号}{买嫁}"
    make_reply(people.supervisor, people.shop, "<b>危险", text=hostile.replace("{买嫁}", ""), shortcut="wx")
    page = open_page(people.owner)
    box = trial(page, first)
    box.press_sequentially("/wx")
    expect_titles(page, "<b>危险")
    assert page.locator(".ac-quick img, .ac-quick-title b").count() == 0
    texts = (hostile, "{today}{今天}{x}{}{{{买家}}}", "【订单号？】{order}", "{ 买家 }\n{tracking}%{shop}", "")
    for values in ({}, {"buyer": " 清\u200b风\n明月 ", "order": "{买家}", "today": "长" * 99}):
        for text in texts:
            filled = fill(text, values)
            wanted = [filled.text, [str(one.value) for one in filled.missing], list(unknown_names(text))]
            given = page.evaluate(
                f"async ([text, values]) => {{ const m = await import({MODULE}); const f = m.fill(text, values);"
                " return [f.text, f.missing, [...new Set(m.unknownNames(text))], m.gaps(f.text)]; }",
                [text, values],
            )
            assert given[:3] == wanted
            assert [tuple(one) for one in given[3]] == list(gaps(filled.text))


def test_the_form_shows_at_once_how_the_buyer_will_read_it(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.supervisor, language="en", ignore=("422",))
    page.goto(f"/quick-replies/{first.pk}/")
    preview, text = page.locator("[data-reply-preview]"), page.locator("#id_text")
    expect(preview).to_have_text("清风明月，48 小时内发货")
    text.fill("你好")
    page.get_by_role("button", name="{order}").click()
    expect(text).to_have_value("你好{order}")
    expect(preview).to_have_text("你好2118450912345678")
    page.get_by_label("Without an order").check()
    expect(preview.locator("mark")).to_have_text("【order？】")
    text.fill("你好{买嫁}")
    expect(preview.locator("mark.ac-quick-gap-wrong")).to_have_text("{买嫁}")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("There is no variable {买嫁}.")).to_be_visible()
    expect(text).to_have_value("你好{买嫁}")


@pytest.mark.row("S4")
def test_a_question_is_tried_while_the_form_is_written(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.supervisor, language="en")
    page.goto(f"/quick-replies/{first.pk}/")
    page.get_by_label("Answers by itself").check()
    page.locator("#id_questions").fill("什么时候发货")
    question, verdict = page.locator("#question"), page.locator("#verdict")
    question.press_sequentially("亲，啥时候发货呀")
    expect(verdict).to_have_text("This reply would be sent.")
    question.fill("不发货吗")
    question.press("Enter")
    expect(verdict).to_contain_text("no question here says the same")
    assert page.url.endswith(f"/quick-replies/{first.pk}/")


def test_the_pages_are_sound_in_every_form(open_page: OpenPage) -> None:
    people, first = scene()
    make_reply(
        people.supervisor,
        people.shop,
        "很长的标题" * 8,
        text="很长的文字没有空格" * 100,
        group="一个很长的组名字真的",
        shortcut="abcdefghijkl",
    )
    addresses = ("", f"{first.pk}/", "new/", "import/", "?q=nothing")
    page = open_page(people.supervisor)

    def call_the_list(page: Page) -> None:
        if page.locator(BOX).count():
            page.locator(BOX).press_sequentially("/")
            expect(page.locator(".ac-quick-item").first).to_be_visible()

    problems = [one for address in addresses for one in unsound(page, f"/quick-replies/{address}", call_the_list)]
    assert not problems, "\n".join(problems)


def test_on_a_phone_the_list_stays_on_the_screen_and_is_chosen_by_a_finger(open_page: OpenPage) -> None:
    people, first = scene()
    page = open_page(people.owner, width=360)
    box = trial(page, first)
    box.press_sequentially("/")
    option = page.locator(".ac-quick-item", has_text="退款到账")
    expect(option).to_be_visible()
    frame = page.locator(".ac-quick:popover-open").bounding_box()
    assert frame and frame["x"] >= 0 and frame["x"] + frame["width"] <= 360 and frame["y"] >= 0
    assert frame["y"] + frame["height"] <= 900
    option.click()
    expect(box).to_have_value("原路退回\n零钱当天到")
    expect(box).to_be_focused()
