"""Who gets a conversation (S13), and what becomes of it when they go."""

from datetime import timedelta

import pytest
from tests.chat.scene import Desk, notices
from tests.people import make_staff, person
from tests.races import racetrack

from aftercare.accounts.terms import Role
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.tend import hand_over_gone, route_waiting
from aftercare.chat.actions.transfer_conversation import Handing, transfer_conversation
from aftercare.chat.models import Conversation, Message
from aftercare.chat.routing import LONG_AGO, Candidate, best, place_of
from aftercare.chat.terms import DutyState, Kind, Stage, Topic
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.time import travel

pytestmark = pytest.mark.django_db


def one(pk: int, load: int, capacity: int = 8, *, of_role: bool = True, at=None) -> Candidate:
    return Candidate(pk, load, capacity, of_role, at)


@pytest.mark.row("S13")
@pytest.mark.parametrize(
    ("people", "last", "chosen"),
    [
        ([one(1, 3), one(2, 1)], None, 2),
        ([one(1, 3), one(2, 1)], 1, 1),  # the agent of last time
        ([one(1, 8), one(2, 1)], 1, 2),  # who has no room
        ([one(1, 4, 8), one(2, 3, 4)], None, 1),  # busy is a share of what one takes
        ([one(1, 2, at=LONG_AGO + timedelta(days=9)), one(2, 2, at=LONG_AGO + timedelta(days=1))], None, 2),
        ([one(1, 0, of_role=False), one(2, 7)], None, 2),  # the topic's role first
        ([one(1, 0, of_role=False), one(2, 8)], None, 1),
        ([one(1, 8), one(2, 8)], None, None),
        ([], 1, None),
    ],
)
def test_the_agent_of_last_time_else_the_least_busy_of_the_role(people, last, chosen):
    found = best(people, last)
    assert (found and found.staff_id) == chosen


@pytest.mark.row("S13")
def test_a_buyer_goes_to_somebody_on_duty_with_the_role_and_comes_back_to_the_same():
    desk = Desk()
    presale = make_staff("", Role.PRESALE_AGENT, shop=desk.shop)
    desk.on(desk.people.owner, presale, desk.people.supervisor)
    buyer = desk.visitor()
    first = desk.writes(buyer, "我的快递到哪了", Topic.AFTERSALE)
    assert (first.stage, first.agent_id) == (Stage.OPEN, desk.people.owner.pk)
    assert desk.writes(desk.visitor(), "这个有货吗", Topic.PRESALE).agent_id == presale.pk
    desk.answers(first, "在路上", desk.people.owner)
    close_conversation(conversation_id=first.pk, person=person(desk.people.owner))
    desk.on(desk.people.teammate)
    for _number in range(3):
        desk.writes(desk.visitor(), "在吗")
    assert desk.writes(buyer, "又是我").agent_id == desk.people.owner.pk


@pytest.mark.row("S13")
def test_nobody_gets_more_than_they_take_and_the_queue_keeps_its_order():
    desk = Desk()
    desk.rule("chat.capacity", 2)
    desk.on(desk.people.owner)
    talks = [desk.writes(desk.visitor(), "在吗") for _number in range(5)]
    assert [talk.agent_id for talk in talks] == [desk.people.owner.pk] * 2 + [None] * 3
    assert [place_of(talk) for talk in talks] == [0, 0, 1, 2, 3]
    assert route_waiting() == 0
    desk.answers(talks[0], "在的", desk.people.owner)
    close_conversation(conversation_id=talks[0].pk, person=person(desk.people.owner))
    assert route_waiting() == 1
    talks[2].refresh_from_db()
    assert talks[2].agent_id == desk.people.owner.pk
    assert place_of(Conversation.objects.get(pk=talks[4].pk)) == 2


@pytest.mark.row("S13")
def test_off_duty_away_or_with_a_dead_screen_nobody_gets_anything():
    desk = Desk()
    for state in (DutyState.OFF, DutyState.AWAY):
        desk.on(desk.people.owner, state=state, reason="开会", minutes=5)
        assert desk.writes(desk.visitor(), "在吗").agent_id is None
    desk.on(desk.people.owner)
    desk.alive(desk.people.owner, timedelta(minutes=2))
    assert desk.writes(desk.visitor(), "在吗").agent_id is None


@pytest.mark.row("S13")
def test_who_goes_off_duty_hands_everything_over_with_a_line_in_each():
    desk = Desk()
    desk.on(desk.people.owner)
    talks = [desk.writes(desk.visitor(), "在吗") for _number in range(3)]
    desk.on(desk.people.teammate)
    desk.on(desk.people.owner, state=DutyState.OFF)
    for talk in talks:
        talk.refresh_from_db()
        assert (talk.stage, talk.agent_id) == (Stage.OPEN, desk.people.teammate.pk)
        assert notices(talk) == ["routed", "off_shift", "routed"]
    desk.on(desk.people.teammate, state=DutyState.OFF)
    assert set(Conversation.objects.values_list("stage", "agent")) == {(Stage.QUEUED, None)}


@pytest.mark.row("S13")
def test_a_screen_that_is_gone_gives_its_buyers_to_colleagues_and_takes_part_again_when_it_is_back():
    desk = Desk()
    desk.on(desk.people.owner)
    talk = desk.writes(desk.visitor(), "在吗")
    desk.on(desk.people.teammate)
    assert hand_over_gone() == 0
    desk.alive(desk.people.owner, timedelta(seconds=121))
    assert hand_over_gone() == 1
    talk.refresh_from_db()
    assert (talk.agent_id, notices(talk)[1:]) == (desk.people.teammate.pk, ["screen_gone", "routed"])
    desk.alive(desk.people.owner)
    desk.on(desk.people.teammate, state=DutyState.OFF)
    talk.refresh_from_db()
    assert talk.agent_id == desk.people.owner.pk


@pytest.mark.row("S13")
def test_a_transfer_tells_the_colleague_why_and_the_buyer_only_that_it_happened():
    desk = Desk()
    desk.on(desk.people.owner)
    talk = desk.writes(desk.visitor(), "要换货")
    who, to = person(desk.people.owner), desk.people.teammate.pk
    handing = Handing("t-1", "买家要换颜色，已查过库存", to=to)
    for _click in range(2):
        transfer_conversation(conversation_id=talk.pk, handing=handing, person=who)
    talk.refresh_from_db()
    assert (talk.agent_id, notices(talk)) == (to, ["routed", "transferred"])
    assert Message.objects.get(kind=Kind.WHISPER).text == "买家要换颜色，已查过库存"
    before = talk.last_seq
    for wrong in (
        Handing("t-2", "", to=desk.people.owner.pk),
        Handing("t-3", "给仓库", to=desk.people.warehouse.pk),
        Handing("t-4", "给外人", to=desk.people.stranger.pk),
        Handing("t-5", "给自己", to=to),
        Handing("t-6", "给谁"),
    ):
        with pytest.raises(InvalidInput):
            transfer_conversation(conversation_id=talk.pk, handing=wrong, person=who)
    with pytest.raises(NotFound):
        transfer_conversation(conversation_id=talk.pk, handing=handing, person=person(desk.people.stranger))
    talk.refresh_from_db()
    assert talk.last_seq == before


@pytest.mark.row("S13")
def test_a_transfer_to_the_other_topic_finds_somebody_of_that_role():
    desk = Desk()
    presale = make_staff("", Role.PRESALE_AGENT, shop=desk.shop)
    desk.on(presale)
    talk = desk.writes(desk.visitor(), "我要退货", Topic.PRESALE)
    desk.on(desk.people.owner)
    handing = Handing("t-1", "是售后问题", topic=Topic.AFTERSALE)
    transfer_conversation(conversation_id=talk.pk, handing=handing, person=person(presale))
    talk.refresh_from_db()
    assert (talk.topic, talk.agent_id) == (Topic.AFTERSALE, desk.people.owner.pk)


@pytest.mark.row("S13")
def test_duty_is_for_those_who_answer_and_away_says_why():
    desk = Desk()
    for staff in (desk.people.warehouse, desk.people.refund_clerk):
        with pytest.raises(Refused):
            desk.on(staff)
    for reason, minutes in (("", 5), ("开会", None), ("开会", 0), ("开会", 999), ("长" * 61, 5)):
        with pytest.raises(InvalidInput):
            desk.on(desk.people.owner, state=DutyState.AWAY, reason=reason, minutes=minutes)


@pytest.mark.row("S13")
@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_ten_buyers_at_once_do_not_fill_a_place_twice():
    desk = Desk()
    desk.rule("chat.capacity", 3)
    desk.on(desk.people.owner, desk.people.teammate)
    visitors = [desk.visitor() for _number in range(10)]
    with racetrack(len(visitors)) as race:
        finishes = race(*(lambda one=one: desk.writes(one, "在吗") for one in visitors))
    assert all(finish.won for finish in finishes)
    loads = [Conversation.objects.filter(agent=staff).count() for staff in (desk.people.owner, desk.people.teammate)]
    assert (loads, Conversation.objects.filter(stage=Stage.QUEUED).count()) == ([3, 3], 4)


def test_time_moves_the_queue_by_when_buyers_came():
    desk = Desk()
    first = desk.writes(desk.visitor(), "在吗")
    with travel(timedelta(minutes=1)):
        second = desk.writes(desk.visitor(), "在吗")
        assert (place_of(first), place_of(second)) == (1, 2)
