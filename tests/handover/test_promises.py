"""Promises as tasks with a clock: read behind the messages, kept, broken, handed over (B9)."""

from datetime import timedelta

import pytest
from tests.chat.scene import Desk
from tests.handover.scene import line_of, sent_of
from tests.pages.stage import browser, queries_of
from tests.people import person

from aftercare.chat.models import Message
from aftercare.chat.terms import Kind
from aftercare.clock.actions.fire_due import fire_due
from aftercare.clock.models import Deadline
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.handover.actions.hear_promises import hear_promises
from aftercare.handover.actions.keep_promises import end_promise, make_promise
from aftercare.handover.actions.take_over import accept_item
from aftercare.handover.models import Promise
from aftercare.handover.terms import PromiseState

pytestmark = pytest.mark.django_db


def promised(desk: Desk, text: str = "半小时内回复您"):
    """The owner promises in a conversation of theirs; the look has found it."""
    hear_promises()  # the first look begins here
    talk = desk.writes(desk.visitor(name="小鱼"), "快递到哪了")
    desk.answers(talk, text, desk.people.owner)
    hear_promises()
    return talk


@pytest.mark.row("B9")
def test_what_an_agent_writes_becomes_a_task_once_and_behind_the_message():
    desk = Desk()
    talk = promised(desk)
    promise = Promise.objects.get()
    message = Message.objects.get(side="agent")
    assert (promise.message_id, promise.owner_id) == (message.pk, desk.people.owner.pk)
    assert promise.due_at == message.at + timedelta(minutes=30)
    assert Deadline.objects.get(subject_kind="promise").due_at == promise.due_at
    assert hear_promises() == {"made": 0, "kept": 0}
    desk.answers(talk, "半小时内回复您", desk.people.owner, Kind.WHISPER)  # a note between colleagues
    desk.writes(talk.visitor, "你们半小时内回复我")
    hear_promises()
    assert Promise.objects.count() == 1
    client = browser(desk.people.owner)
    assert "半小时内回复您" in client.get("/promises/").content.decode()
    assert 'href="/promises/"' in client.get("/").content.decode()
    assert "tk-promised" in client.get("/talks/").content.decode()
    assert "半小时内回复您" not in browser(desk.people.stranger).get("/promises/?view=all").content.decode()


@pytest.mark.row("B9")
def test_an_answer_in_time_keeps_it_and_what_follows_at_once_does_not():
    desk = Desk()
    talk = promised(desk)
    desk.answers(talk, "请稍等～", desk.people.owner)
    assert hear_promises()["kept"] == 0
    with travel(timedelta(minutes=20)):
        desk.answers(talk, "快递已到杭州，今晚派送。", desk.people.teammate)  # whoever answers keeps it
        assert hear_promises()["kept"] == 1
    promise = Promise.objects.get()
    assert (promise.state, promise.ended_by_id) == ("kept", None)
    assert Deadline.objects.get(subject_kind="promise").state == "void"


@pytest.mark.row("B9")
@pytest.mark.django_db(transaction=True)
def test_a_promise_that_nobody_kept_is_broken_when_its_time_comes():
    desk = Desk()
    promised(desk)
    with travel(timedelta(minutes=29)):
        fire_due()
    assert Promise.objects.get().state == "open"
    with travel(timedelta(minutes=31)):
        fire_due()
    assert Promise.objects.get().state == "broken"
    assert Event.objects.filter(kind="promise.broken").count() == 1
    with pytest.raises(Refused) as told:
        end_promise(promise_id=Promise.objects.get().pk, state=PromiseState.KEPT, person=person(desk.people.owner))
    assert told.value.refusal.code == "promise_settled"


@pytest.mark.row("B9")
def test_by_hand_beside_the_conversation():
    desk = Desk()
    talk = desk.writes(desk.visitor(), "在吗")
    me, due_at = person(desk.people.owner), now() + timedelta(hours=3)
    for wrong in (now() - timedelta(minutes=1), now() + timedelta(days=15)):
        with pytest.raises(InvalidInput):
            make_promise(conversation_id=talk.pk, due_at=wrong, text="", person=me)
    with pytest.raises(NotFound):
        make_promise(conversation_id=talk.pk, due_at=due_at, text="", person=person(desk.people.stranger))
    client = browser(desk.people.owner)
    form = {"due_at": f"{due_at + timedelta(hours=8):%Y-%m-%dT%H:%M}", "text": "查快递"}
    assert client.post(f"/promises/talks/{talk.pk}/", form).status_code == 303
    assert client.post(f"/promises/talks/{talk.pk}/", {**form, "due_at": "soon"}).status_code == 422
    promise = Promise.objects.get()
    client.cookies["talk_follow_up"] = "open"
    assert "查快递" in client.get(f"/talks/{talk.pk}/panel/follow_up/", headers={"HX-Request": "true"}).content.decode()
    assert client.post(f"/promises/{promise.pk}/", {"do": "maybe"}).status_code == 422
    assert client.post(f"/promises/{promise.pk}/", {"do": "kept"}).status_code == 303
    promise.refresh_from_db()
    assert (promise.state, promise.ended_by_id) == ("kept", desk.people.owner.pk)


@pytest.mark.row("B9", "P5")
def test_it_travels_with_the_handover():
    desk = Desk()
    promised(desk, "明天上午给您答复")
    handover = sent_of(desk.people.owner, desk.shop)
    item = line_of(handover, "promise")
    assert "明天上午给您答复" in item.handling
    accept_item(item_id=item.pk, person=person(desk.people.teammate))
    assert Promise.objects.get().owner_id == desk.people.teammate.pk


def test_the_list_costs_the_same_at_ten_and_at_a_thousand():
    desk = Desk()
    promised(desk)
    first = Promise.objects.get()
    client = browser(desk.people.owner)

    def more(count: int) -> None:
        like = {field.attname: getattr(first, field.attname) for field in Promise._meta.concrete_fields}
        Promise.objects.bulk_create(Promise(**{**like, "id": None, "message_id": None}) for _one in range(count))

    more(10)
    ten = queries_of(lambda: client.get("/promises/"))
    more(990)
    assert queries_of(lambda: client.get("/promises/")) == ten <= 6
    assert client.get("/promises/").content.decode().count("data-row=") == 50
