"""The clocks of answers (S2): when one is due, what a breach is, who hears of it; and automatic replies (S3, S4)."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.chat.scene import Desk, autos
from tests.people import person, set_week

from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.tend import end_quiet, note_breaches, tell_supervisors
from aftercare.chat.board import agents_of, breaches_of, figures_of
from aftercare.chat.models import Conversation, Message, Wait
from aftercare.chat.terms import DutyState, Ending, Kind, Stage
from aftercare.chat.waits import due_of
from aftercare.clock.models import Promotion
from aftercare.core.errors import Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.shops.policies import settings_changed

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)  # Wednesday, 12:00 in Shanghai
DAY = [[[510, 1440]]] * 7  # 08:30 to midnight


@pytest.mark.row("S2")
def test_an_answer_is_due_in_the_shops_seconds_of_its_hours_and_later_in_a_promotion():
    desk = Desk()
    assert due_of(desk.shop, NOON, is_first=True) == NOON + timedelta(seconds=30)
    assert due_of(desk.shop, NOON, is_first=False) == NOON + timedelta(seconds=60)
    desk.rule("chat.first_answer_seconds", 20)
    assert due_of(desk.shop, NOON, is_first=True) == NOON + timedelta(seconds=20)
    set_week(desk.shop, DAY)
    night = NOON + timedelta(hours=14)  # 02:00
    opens = NOON + timedelta(hours=20, minutes=30)
    assert due_of(desk.shop, night, is_first=True) == opens + timedelta(seconds=20)
    set_week(desk.shop, [[]] * 7)
    assert due_of(desk.shop, NOON, is_first=True) == NOON + timedelta(seconds=20)
    set_week(desk.shop)
    Promotion.objects.create(
        shop=desk.shop, name="双十二", starts_at=NOON, ends_at=NOON + timedelta(days=1), percent=100, targets=[]
    )
    settings_changed(desk.shop.pk)
    desk.shop.refresh_from_db()
    assert due_of(desk.shop, NOON, is_first=True) == NOON + timedelta(seconds=60)
    assert due_of(desk.shop, NOON - timedelta(seconds=1), is_first=True) == NOON + timedelta(seconds=19)


@pytest.mark.row("S2")
def test_each_wait_is_a_row_from_the_first_unanswered_message_to_the_answer():
    desk = Desk()
    desk.on(desk.people.owner)
    buyer = desk.visitor()
    talk = desk.writes(buyer, "在吗")
    with travel(timedelta(seconds=10)):
        desk.writes(buyer, "人呢")
        desk.answers(talk, "老客户，语气好点", desk.people.owner, Kind.WHISPER)
        assert Wait.objects.get().ended_at is None  # a note is no answer, and the greeting is none either
    with travel(timedelta(seconds=25)):
        desk.answers(talk, "您好，在的", desk.people.owner)
    with travel(timedelta(seconds=40)):
        desk.writes(buyer, "能便宜点吗")
    with travel(timedelta(seconds=70)):
        desk.answers(talk, "可以用券", desk.people.owner)
    first, second = Wait.objects.order_by("seq")
    assert (first.is_first, round((first.ended_at - first.since).total_seconds())) == (True, 25)
    assert (second.is_first, round((second.ended_at - second.since).total_seconds())) == (False, 30)
    assert {first.answered_by, second.answered_by} == {desk.people.owner}


@pytest.mark.row("S2")
def test_a_breach_is_written_once_with_whose_it_was_and_goes_to_the_supervisor_after_the_shops_time():
    desk = Desk()
    desk.on(desk.people.owner)
    talk = desk.writes(desk.visitor(), "在吗")
    with travel(timedelta(seconds=29)):
        assert (note_breaches(), tell_supervisors()) == (0, 0)
    with travel(timedelta(seconds=31)):
        assert (note_breaches(), note_breaches(), tell_supervisors()) == (1, 0, 0)
    wait = Wait.objects.get()
    assert (wait.agent, wait.breached_at) == (desk.people.owner, wait.due_at)
    with travel(timedelta(seconds=91)):
        assert (tell_supervisors(), tell_supervisors()) == (1, 0)
        shops = [desk.shop.pk]
        assert [one.pk for one in breaches_of(shops, now())] == [wait.pk]
        figures = figures_of(person(desk.people.supervisor), shops, now())
        assert (figures.waits, figures.in_time, figures.breaches, figures.queued) == (1, 0, 1, 0)
    assert list(Event.objects.filter(kind="talk.escalated").values_list("subject_id", flat=True)) == [talk.pk]
    with travel(timedelta(seconds=100)):
        desk.answers(talk, "久等了", desk.people.owner)
        board = agents_of(person(desk.people.supervisor), shops, now())
    assert [(one.name, one.load, one.waiting, one.answers) for one in board] == [(desk.people.owner.name, 1, 0, 1)]


@pytest.mark.row("S2")
def test_what_was_answered_in_time_never_becomes_a_breach():
    desk = Desk()
    desk.on(desk.people.owner)
    talk = desk.writes(desk.visitor(), "在吗")
    desk.answers(talk, "在的", desk.people.owner)
    with travel(timedelta(hours=1)):
        assert (note_breaches(), tell_supervisors()) == (0, 0)


@pytest.mark.row("S16")
def test_quiet_conversations_end_by_themselves_but_never_one_that_waits():
    desk = Desk()
    desk.on(desk.people.owner)
    answered, waiting = (desk.writes(desk.visitor(), "在吗") for _number in range(2))
    desk.answers(answered, "在的", desk.people.owner)
    with travel(timedelta(minutes=119)):
        assert end_quiet() == 0
    with travel(timedelta(minutes=121)):
        assert (end_quiet(), end_quiet()) == (1, 0)
    answered.refresh_from_db()
    waiting.refresh_from_db()
    assert (answered.stage, answered.ending, waiting.stage) == (Stage.CLOSED, Ending.ANSWERED, Stage.OPEN)
    with pytest.raises(Refused):
        close_conversation(conversation_id=waiting.pk, person=person(desk.people.owner))


@pytest.mark.row("S3")
def test_the_greeting_has_both_names_and_is_no_answer():
    desk = Desk()
    desk.on(desk.people.owner)
    talk = desk.writes(desk.visitor(name="张女士", language="en"), "在吗")
    greeting = Message.objects.get(auto="greeting")
    assert all(name in greeting.text for name in ("张女士", desk.people.owner.name, desk.shop.name))
    assert (talk.answered_seq, Wait.objects.filter(ended_at=None).count()) == (0, 1)


@pytest.mark.row("S3", "S4")
@pytest.mark.attack("C9", "C14")
def test_the_shops_own_words_are_filled_in_plainly():
    desk = Desk()
    desk.rule("chat.text_greeting", "{buyer}您好 {{7*7}} #{7*7} {agent.password} <b>我是{agent}</b>")
    desk.on(desk.people.owner)
    desk.writes(desk.visitor(name="{shop}"), "在吗")
    text = Message.objects.get(auto="greeting").text
    assert "{{7*7}} #{7*7} {agent.password}" in text
    assert f"<b>我是{desk.people.owner.name}</b>" in text  # words, and shown as such
    assert text.startswith("{shop}您好")  # what a buyer is called is not filled in again


@pytest.mark.row("S4")
def test_each_automatic_reply_comes_once_and_for_its_own_reason():
    desk = Desk()
    buyer = desk.visitor()
    talk = desk.writes(buyer, "在吗")
    desk.writes(buyer, "人呢")
    assert autos(talk) == ["nobody"]
    set_week(desk.shop, [[]] * 7)
    late = desk.visitor()
    night = desk.writes(late, "在吗")
    desk.writes(late, "喂")
    assert autos(night) == ["off_hours"]


@pytest.mark.row("S4")
def test_off_hours_says_when_the_shop_opens_by_its_own_clock():
    desk = Desk()
    set_week(desk.shop, DAY)
    wall = now().astimezone().astimezone()
    here = (wall + timedelta(hours=8) - wall.utcoffset()).replace(tzinfo=None)
    to_night = (here.replace(hour=2, minute=0) + timedelta(days=1)) - here
    with travel(to_night):
        desk.writes(desk.visitor(), "在吗")
    assert "08:30" in Message.objects.get(auto="off_hours").text


@pytest.mark.row("S4")
def test_at_a_peak_buyers_hear_their_place_and_the_away_agents_buyers_why_and_how_long():
    desk = Desk()
    desk.rule("chat.capacity", 1)
    desk.rule("chat.peak_place", 2)
    desk.on(desk.people.owner)
    buyer = desk.visitor()
    talks = [desk.writes(buyer, "在吗"), *(desk.writes(desk.visitor(), "在吗") for _number in range(3))]
    assert [autos(talk) for talk in talks] == [["greeting"], [], ["peak"], ["peak"]]
    assert "2" in Message.objects.filter(auto="peak").order_by("conversation").first().text
    desk.on(desk.people.owner, state=DutyState.AWAY, reason="系统维护", minutes=5)
    desk.writes(buyer, "还在吗")
    away = Message.objects.get(auto="away").text
    assert "系统维护" in away
    assert "5" in away
    assert Conversation.objects.get(pk=talks[0].pk).waiting_since is not None
