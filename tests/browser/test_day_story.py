"""One day of the department in a real browser: checklist, handover, promises, a quality score with its appeal, and a
newcomer who is given a buyer after the exam and the practice (P4, P5, B9, K2, K3)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import OpenPage
from tests.people import make_case, make_order, make_staff, person
from tests.quality.scene import Quality
from tests.training.scene import Stage

from aftercare.accounts.terms import Role
from aftercare.chat.models import Conversation
from aftercare.chat.terms import DutyState
from aftercare.clock.actions.fire_due import fire_due
from aftercare.core.time import now, travel
from aftercare.handover.actions.hear_promises import hear_promises
from aftercare.handover.actions.keep_promises import make_promise
from aftercare.handover.models import Promise
from aftercare.quality.actions.draw_week import draw_due
from aftercare.quality.models import Sample
from aftercare.shifts.models import ChecklistTick
from aftercare.training.actions.rehearse import advance_rehearsals
from aftercare.training.models import Attempt, Certificate, Rehearsal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def stage(transactional_db: None) -> Stage:
    return Stage()


def pressed(page: Page, name: str) -> None:
    """The first button of that name, and the page that it leads to."""
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()


@pytest.mark.row("P4", "P5", "B9")
def test_the_late_shift_takes_over_what_the_early_one_has_open(open_page: OpenPage, stage: Stage) -> None:
    early, late = stage.people.owner, stage.people.teammate
    stage.on(early)
    case = make_case(early, make_order(stage.shop))
    talk = stage.writes(stage.visitor(), "我的包裹到哪了")
    hear_promises()  # the first look begins with what is new from now on
    stage.answers(talk, "我半小时内回复您", early)
    assert hear_promises() == {"made": 1, "kept": 0}

    page = open_page(early, language="en")
    page.goto("/shifts/checklist/")
    pressed(page, "Tick off")
    expect(page.locator("main .ac-pill.ac-done", has_text="Done")).to_have_count(1)
    assert ChecklistTick.objects.get().by == early

    page.goto("/handovers/")
    pressed(page, "From my open work")
    expect(page.locator(".ho-line")).to_have_count(3)  # the case, the conversation, the promise
    pressed(page, "Hand over now")
    expect(page.locator(".ac-head .ac-pill").first).not_to_contain_text("Draft")

    colleague = open_page(late, language="en")
    colleague.goto("/handovers/")
    colleague.locator("main .ac-row-link").first.click()
    pressed(colleague, "Take all 3 lines over")
    expect(colleague.locator(".ho-line .ac-pill.ac-done")).to_have_count(3)
    case.refresh_from_db()
    talk.refresh_from_db()
    assert (case.owner, talk.agent, Promise.objects.get().owner) == (late, late, late)

    with travel(timedelta(minutes=20)):
        stage.answers(talk, "查到了，明天送到", late)
        assert hear_promises() == {"made": 0, "kept": 1}
    due = now() + timedelta(minutes=5)
    make_promise(conversation_id=talk.pk, due_at=due, text="告诉买家结果", person=person(late))
    colleague.goto("/promises/")
    expect(colleague.locator("main tbody tr")).to_have_count(1)
    with travel(timedelta(minutes=6)):
        fire_due()
    assert sorted(Promise.objects.values_list("state", flat=True)) == ["broken", "kept"]
    colleague.reload()
    expect(colleague.locator("main")).to_contain_text("No promise is open")


@pytest.mark.row("K2")
def test_a_drawn_conversation_is_scored_and_the_appeal_decided(open_page: OpenPage, stage: Stage) -> None:
    quality = Quality(stage.people)
    quality.talks(quality.people.owner, 3)
    assert draw_due() == 1
    sample = Sample.objects.get()

    page = open_page(quality.qa, language="en")
    page.goto("/quality/")
    page.locator("main .ac-row-link").click()
    page.locator("#script").fill("10")
    page.get_by_label("Vague words").check()
    pressed(page, "Give the score")
    expect(page.locator(".qa-total")).to_contain_text("80")

    mine = open_page(quality.people.owner, language="en")
    mine.goto("/quality/?view=mine")
    mine.locator("main .ac-row-link").click()
    expect(mine.locator(".qa-why")).to_have_text("Vague words")
    mine.locator("#reason").fill("买家只问了一句")
    pressed(mine, "Appeal")

    boss = open_page(quality.people.supervisor, language="en")
    boss.goto("/quality/?view=appeals")
    boss.locator("main .ac-row-link").click()
    boss.locator("#answer").fill("应当给出具体时间")
    pressed(boss, "The score stays")
    sample.refresh_from_db()
    assert (sample.state, sample.result and sample.result.total) == ("decided", 80)
    mine.reload()
    expect(mine.locator("main")).to_contain_text("应当给出具体时间")


@pytest.mark.row("K3", "S13")
def test_a_newcomer_is_given_buyers_after_exam_and_practice(open_page: OpenPage, stage: Stage) -> None:
    newcomer = make_staff("苏晓", Role.AGENT, shop=stage.shop)
    stage.give(newcomer)
    stage.rule("training.gate", True)
    stage.on(newcomer)
    waiting = stage.writes(stage.visitor(), "在吗")
    assert waiting.agent is None

    page = open_page(newcomer, language="en", ignore=("WebSocket",))  # the server of these tests has no sockets
    page.goto("/talks/")
    expect(page.locator("main")).to_contain_text("exam")
    page.goto("/training/")
    page.get_by_role("link", name="Exam", exact=True).click()
    pressed(page, "Begin the exam")
    for one in Attempt.objects.get().answers.order_by("place"):
        question = page.locator(f"form[action$='/answers/{one.place}/']")
        question.locator(f"input[value='{one.key[0]}']").check()
        expect(question.locator(".tr-saved")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    page.locator("#confirm [data-confirm-yes]").click()
    expect(page.locator(".ac-head .ac-pill", has_text="Passed")).to_be_visible()
    assert not Certificate.objects.exists()

    page.goto("/training/")
    pressed(page, "Practise")
    row = Rehearsal.objects.get()
    for seconds, words in ((10, "非常抱歉让您久等，我马上帮您查"), (70, "非常抱歉，我查到后今天告诉您")):
        with travel(timedelta(seconds=seconds)):
            stage.answers(stage.talk(row), words, newcomer)
        with travel(timedelta(seconds=seconds + 20)):
            assert advance_rehearsals() == 1

    desk = open_page(stage.trainer, language="en")
    desk.goto("/training/marking/")
    desk.locator("main .ac-row-link").click()
    desk.locator("#mark").fill("90")
    pressed(desk, "Give this mark")
    assert Certificate.objects.get().staff == newcomer

    stage.on(newcomer, state=DutyState.ON)
    talk = stage.writes(stage.visitor(), "你好")
    assert talk.agent == newcomer
    page.goto("/talks/")
    expect(page.locator(".tk-row-link").first).to_be_visible()
    assert Conversation.objects.filter(agent=newcomer).count() >= 1
