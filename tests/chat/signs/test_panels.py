"""The blocks beside a conversation as they are printed: explained, escaped, and silent where nothing is to be said."""

import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override
from tests.chat.signs.test_repeated import FIRST, SECOND, SHANGHAI
from tests.chat.signs.told import said, talk

from aftercare.chat.needs.reading import read_needs
from aftercare.chat.needs.rules import Needs
from aftercare.chat.needs.terms import ForWhom
from aftercare.chat.signs.abuse import find_abuse
from aftercare.chat.signs.buyer_type import suggest_type
from aftercare.chat.signs.repeated import repeated_matter
from aftercare.web.talks.panels import NeedsForm, RepeatedLinks, abuse_panel, needs_panel, type_panel

ATTACK = '<img src=x onerror="alert(1)">'
ANALYTIC = ["内胆什么材质", "和X200比有什么区别", "有检测报告吗"]


def printed(template: str, panel: Any) -> str:
    with override("en"):
        page = render_to_string(f"talks/{template}.html", {"panel": panel}, request=RequestFactory().get("/"))
    return re.sub(r"\s+", " ", page)


@pytest.mark.row("S15")
def test_a_suggestion_is_explained_and_the_agents_choice_counts_more():
    suggestion = suggest_type(said(*ANALYTIC))
    page = printed("_type", type_panel("", suggestion, "/type/"))
    assert "Seems: Analytic" in page and "<mark>和X200比有什么区别</mark>" in page
    assert "Looks at figures and details" in page and page.count('aria-pressed="false"') == 4
    page = printed("_type", type_panel("dominant", suggestion, "/type/"))
    assert "Set by an agent" in page and "Seems: Analytic" in page
    assert "Decides quickly and firmly" in page and "Looks at figures" not in page
    assert 'value="" aria-pressed="true"' in page  # pressing it again takes it back


@pytest.mark.row("S15")
def test_who_may_only_read_can_press_nothing():
    assert "<button" not in printed("_type", type_panel("amiable", None))


@pytest.mark.row("S14")
def test_a_calm_buyer_shows_nothing_and_an_abusive_one_the_words_and_the_guide():
    calm = printed("_abuse", abuse_panel(find_abuse(said("你好", "我要投诉到12315"))))
    assert "hidden" in calm and "Greet at once" not in calm
    page = printed("_abuse", abuse_panel(find_abuse(said("客服真是傻 逼")), language="en"))
    assert "客服真是<mark>傻 逼</mark>" in page and "Abusive" in page and "Not flagged yet" in page
    assert page.index("Greet at once") < page.index("Read the whole chat") < page.index("Own what we did wrong")
    assert 'data-insert-reply="Hello, I am here' in page


@pytest.mark.row("S14")
def test_a_matter_told_again_is_shown_with_the_proposal_and_the_supervisor():
    found = repeated_matter(
        talk([SECOND], agent=2, conversation=2, days=1), talk([FIRST], agent=1, conversation=1), 2, SHANGHAI
    )
    page = printed("_abuse", abuse_panel(find_abuse([]), found, RepeatedLinks("/compensation/", "/tell/")))
    assert "explained 2 times" in page and "to 2 agents" in page and "on 2 days" in page
    assert "03-02" in page and "03-03" in page and FIRST[:20] in page
    assert "coupon of 5 to 10 yuan" in page and 'href="/compensation/"' in page
    assert 'hx-post="/tell/"' in page and 'name="times" value="2"' in page
    told = printed("_abuse", abuse_panel(find_abuse([]), found, RepeatedLinks("", "/tell/", is_told=True)))
    assert "The supervisor knows" in told and "/tell/" not in told


@pytest.mark.row("S5")
def test_the_needs_form_shows_the_line_the_words_and_the_next_questions():
    reading = read_needs(["预算500以内,送闺蜜"])
    with override("en"):
        panel = needs_panel(Needs(for_whom=ForWhom.GIFT), reading, 3, "/needs/", language="zh-hans")
    page = printed("_needs", panel)
    assert "From the chat: budget up to 500, gift for best friend" in page and "<mark>500以内</mark>" in page
    assert 'name="version" value="3"' in page and 'value="gift" checked' in page
    assert panel.questions[0].sentences and "For whom" not in [str(one.label) for one in panel.questions]
    with override("en"):
        nothing_new = needs_panel(reading.needs, reading, 4, "/needs/")
    assert "From the chat" not in printed("_needs", nothing_new)


@pytest.mark.row("S5")
def test_a_form_that_came_back_keeps_what_was_typed_and_says_what_is_wrong():
    form = NeedsForm({"budget_most": "abc", "recipient": "表姐"}, {"budget": "Enter amounts in yuan."})
    page = printed("_needs", needs_panel(Needs(), read_needs([]), 0, "/needs/", form))
    assert 'value="abc"' in page and 'value="表姐"' in page and "Enter amounts in yuan." in page
    assert page.count('aria-invalid="true"') == 2


@pytest.mark.attack("C9")
def test_words_of_buyers_are_never_markup():
    abuse = abuse_panel(find_abuse(said(f"{ATTACK}傻逼{ATTACK}")))
    needs = Needs(recipient=ATTACK, occasion=ATTACK, preferences=(ATTACK,), wanted=(ATTACK,), doubts=(ATTACK,))
    pages = (
        printed("_abuse", abuse),
        printed("_needs", needs_panel(needs, read_needs([f"{ATTACK}预算500以内{ATTACK}"]), 1, "/needs/")),
    )
    for page in pages:
        assert "&lt;img" in page and "<img" not in page
