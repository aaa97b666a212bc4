"""Simulated reception in the real workbench, and that nothing counts it (K3)."""

from datetime import timedelta

import pytest
from tests.people import person
from tests.training.scene import TURNS, Stage, refusal

from aftercare.chat.access import visible_conversations
from aftercare.chat.actions.close_conversation import close_conversation
from aftercare.chat.actions.plan_follow_up import Plan, plan_follow_up
from aftercare.chat.actions.set_duty import hand_over_all
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.tend import end_quiet
from aftercare.chat.actions.transfer_conversation import Handing, transfer_conversation
from aftercare.chat.board import agents_of, figures_of
from aftercare.chat.models import Conversation, Message, ReplyHit, Wait
from aftercare.chat.queues import Filters, View, list_conversations
from aftercare.chat.replycheck.queries import tallies_of
from aftercare.chat.routing import candidates
from aftercare.chat.terms import FollowUpKind, Topic
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.time import now, travel
from aftercare.handover.actions.hear_promises import hear_promises
from aftercare.handover.models import Promise
from aftercare.training.actions.rehearse import advance_rehearsals, break_off, mark_rehearsal, start_rehearsal
from aftercare.training.actions.save_script import ScriptFacts, save_script
from aftercare.training.models import Certificate
from aftercare.training.rules import Turn

pytestmark = pytest.mark.django_db


@pytest.mark.row("K3")
def test_a_scripted_buyer_is_served_marked_and_earns_the_certificate():
    stage = Stage()
    me = stage.people.owner
    stage.rule("training.gate", True)  # who learns may practise, though no buyer is given to them
    stage.sits(me, right=4)
    assert not Certificate.objects.exists()  # the practice is missing
    row = stage.practises(me)
    assert stage.practises(me).pk == row.pk  # gone on with
    assert advance_rehearsals() == 0
    talk = stage.talk(row)
    assert (talk.is_simulated, talk.stage, talk.agent_id, talk.visitor.customer_id) == (True, "open", me.pk, None)
    assert talk.due_at - row.turn_at == timedelta(seconds=30)  # the turn's own time, at any hour
    with travel(timedelta(seconds=20)):
        stage.answers(talk, "抱歉让您久等，我马上查", me)
    with travel(timedelta(seconds=22)):
        assert advance_rehearsals() == 0  # the learner may still add something
    with travel(timedelta(seconds=30)):
        assert advance_rehearsals() == 1
        assert advance_rehearsals() == 0
    with travel(timedelta(seconds=200)):
        stage.answers(talk, "应该可以吧", me)  # late, and vague
    with travel(timedelta(seconds=210)):
        assert advance_rehearsals() == 1
    row.refresh_from_db()
    assert (row.state, row.speed, row.words) == ("marking", 50, 50)
    said = list(Message.objects.filter(conversation=talk, side="buyer").order_by("seq").values_list("text", flat=True))
    assert [turn.says for turn in TURNS] == [*said]
    assert stage.talk(row).stage == "closed"
    for somebody in (me, stage.people.supervisor):
        code = refusal(lambda who=somebody: mark_rehearsal(rehearsal_id=row.pk, mark=90, remark="", person=person(who)))
        assert code == "training.not_trainer"
    with pytest.raises(NotFound):
        mark_rehearsal(rehearsal_id=row.pk, mark=90, remark="", person=person(stage.people.stranger))
    with pytest.raises(InvalidInput):
        mark_rehearsal(rehearsal_id=row.pk, mark=101, remark="", person=stage.teacher)
    marked = mark_rehearsal(rehearsal_id=row.pk, mark=90, remark="语气好", person=stage.teacher)
    assert (marked.mark, marked.state) == (70, "passed")
    assert Certificate.objects.get(staff=me).attempt is not None


@pytest.mark.row("K3")
def test_who_does_not_answer_is_not_waited_for_forever():
    stage = Stage()
    row = stage.practises(stage.people.owner)
    with travel(timedelta(minutes=3)):
        assert advance_rehearsals() == 1
    with travel(timedelta(minutes=7)):
        assert advance_rehearsals() == 1
    row.refresh_from_db()
    assert (row.state, row.speed, row.words) == ("marking", 0, 0)
    assert [one["seconds"] for one in row.answers] == [None, None]


@pytest.mark.row("K3")
def test_practice_is_counted_nowhere():
    stage = Stage()
    me, boss = stage.people.owner, person(stage.people.supervisor)
    stage.on(me)
    at = now()
    row = stage.practises(me)
    talk = stage.talk(row)
    stage.answers(talk, "今天18点前回复您，应该可以吧", me)  # a promise and a vague word
    with pytest.raises(Refused):
        stage.answers(talk, "改成好评就返现10元", me)
    assert ReplyHit.with_simulated.filter(conversation=talk).count() >= 2
    assert not ReplyHit.objects.exists() and not tallies_of(stage.shop, at - timedelta(days=1), now()).kinds
    hear_promises()
    hear_promises()
    assert not Promise.objects.exists() and not Wait.objects.exists()
    shops = [stage.shop.pk]
    assert not Conversation.objects.exists() and not visible_conversations(boss).exists()
    assert figures_of(boss, shops, now()).waits == 0
    assert [one.load for one in agents_of(boss, shops, now())] == [0]
    assert [one.load for one in candidates(stage.shop, Topic.AFTERSALE, now())] == [0]
    for view in View:
        assert not list_conversations(boss, shops, view, Filters(), now()).rows
    (mine,) = list_conversations(person(me), shops, View.MINE, Filters(), now()).rows
    assert (mine.pk, mine.simulated) == (talk.pk, True)
    assert hand_over_all(staff_id=me.pk, code="off_shift") == 0  # it goes to nobody
    with travel(timedelta(days=2)):
        assert end_quiet() == 0
    assert stage.writes(stage.visitor(), "真的买家").agent_id == me.pk
    assert Conversation.objects.count() == 1


@pytest.mark.row("K3")
def test_practice_is_the_learners_own_and_only_messages_are_written_in_it():
    stage = Stage()
    me, mate = stage.people.owner, stage.people.teammate
    row = stage.practises(me)
    talk = stage.talk(row)
    for somebody in (mate, stage.people.supervisor, stage.people.stranger):
        with pytest.raises(NotFound):
            stage.answers(talk, "我来", somebody)
        with pytest.raises(NotFound):
            take_conversation(conversation_id=talk.pk, agent_seen=me.pk, person=person(somebody))
    mine = {"conversation_id": talk.pk, "person": person(me)}
    steps = (
        lambda: transfer_conversation(handing=Handing("h", "你来", to=mate.pk), **mine),
        lambda: close_conversation(**mine),
        lambda: plan_follow_up(plan=Plan(FollowUpKind.UNDECIDED, "明天"), **mine),
    )
    assert [refusal(step) for step in steps] == ["practice"] * 3
    with pytest.raises(NotFound):
        break_off(rehearsal_id=row.pk, person=person(mate))
    assert break_off(rehearsal_id=row.pk, person=person(me)).state == "broken_off"
    assert stage.talk(row).stage == "closed"
    assert refusal(lambda: break_off(rehearsal_id=row.pk, person=person(me))) == "practice_over"
    assert stage.practises(me).pk != row.pk


def test_scripts_that_cannot_be_played():
    stage = Stage()
    for turns in ((), (Turn("", (), 30),), (Turn("在吗", (), 5),), (Turn("在吗", (), 30),) * 13):
        with pytest.raises(InvalidInput):
            save_script(course_id=stage.course.pk, facts=ScriptFacts("题", "小满", turns), person=stage.teacher)
    with pytest.raises(NotFound):
        start_rehearsal(script_id=stage.script.pk, person=person(stage.people.supervisor))  # has no plan
