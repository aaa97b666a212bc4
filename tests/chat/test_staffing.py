"""Widgets hear who is there; what waits with somebody who is not there is handed on; no shop holds up another (S2, S4,
S13)."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo
from tests.chat.scene import Desk, notices
from tests.people import make_people, person

from aftercare.chat.actions.set_duty import keep_alive
from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.tend import BATCH, tend
from aftercare.chat.hints import STAFFING, Staffing
from aftercare.chat.models import Conversation, Visitor, Wait
from aftercare.chat.policies import ESCALATE, GONE
from aftercare.chat.routing import SIGN_OF_LIFE
from aftercare.chat.staffing import tell_widgets_again
from aftercare.chat.terms import DutyState, Stage
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.shops.models import PolicyValue
from aftercare.shops.policies import settings_changed

pytestmark = pytest.mark.django_db


@pytest.mark.row("S13")
def test_what_waits_with_somebody_off_duty_goes_to_a_colleague_after_the_shops_time():
    desk = Desk()
    owner, teammate = desk.people.owner, desk.people.teammate
    talk = desk.writes(desk.visitor(), "在吗")
    take_conversation(conversation_id=talk.pk, agent_seen=None, person=person(owner))  # without being on duty
    tend()
    with travel(timedelta(seconds=130)):
        tend()  # nobody is there to take it
        talk.refresh_from_db()
        assert (talk.agent, talk.stage) == (owner, Stage.OPEN)
        assert "off_shift" not in notices(talk)
        desk.on(teammate)
        tend()
        talk.refresh_from_db()
        assert (talk.agent, talk.stage) == (teammate, Stage.OPEN)
        assert notices(talk)[-2:] == ["off_shift", "routed"]
        tend()
        assert notices(talk).count("routed") == 1


@pytest.mark.row("S13")
def test_what_waits_not_long_or_with_somebody_on_duty_or_away_or_is_answered_stays():
    desk = Desk()
    owner, teammate = desk.people.owner, desk.people.teammate
    desk.rule(GONE, 300)
    talk = desk.writes(desk.visitor(), "在吗")
    take_conversation(conversation_id=talk.pk, agent_seen=None, person=person(owner))
    answered = desk.writes(desk.visitor(), "您好")
    desk.answers(answered, "您好", owner)
    desk.on(teammate)
    with travel(timedelta(seconds=200)):
        desk.alive(teammate)
        tend()
        assert set(Conversation.objects.values_list("agent_id", flat=True)) == {owner.pk}
    with travel(timedelta(seconds=310)):
        desk.on(owner, state=DutyState.AWAY, reason="吃饭", minutes=30)
        desk.alive(teammate)
        tend()
        assert set(Conversation.objects.values_list("agent_id", flat=True)) == {owner.pk}


@pytest.fixture
def told_staffing() -> Iterator[Callable[[], list[Staffing]]]:
    """What was said since it was asked last, on a connection of its own."""
    params = {name: value for name, value in connection.get_connection_params().items() if isinstance(value, str | int)}
    known = {name: params[name] for name in ("dbname", "user", "password", "host", "port") if name in params}
    with psycopg.connect(make_conninfo(**known), autocommit=True) as listening:
        listening.execute(f"LISTEN {STAFFING}")
        yield lambda: [Staffing.read(one.payload) for one in listening.notifies(timeout=0.3)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("S4")
def test_who_comes_goes_or_whose_screen_dies_is_told_to_open_widgets(told_staffing: Callable[[], list[Staffing]]):
    desk = Desk()
    shop, owner, teammate = desk.shop.pk, desk.people.owner, desk.people.teammate
    desk.on(owner)
    desk.on(teammate)
    desk.on(owner, state=DutyState.OFF)
    desk.on(teammate, state=DutyState.OFF)
    assert told_staffing() == [Staffing(shop, True)] * 3 + [Staffing(shop, False)]
    desk.on(owner)
    told_staffing()
    with travel(timedelta(seconds=SIGN_OF_LIFE.total_seconds() + 3)):
        tell_widgets_again(now())
        assert told_staffing() == [Staffing(shop, False)]
        keep_alive(person=person(owner))
        assert told_staffing() == [Staffing(shop, True)]
        keep_alive(person=person(owner))
        assert told_staffing() == []
    with travel(timedelta(minutes=10)):
        tell_widgets_again(now())
        assert told_staffing() == []


@pytest.mark.row("S2")
def test_a_shop_with_a_long_limit_holds_up_nobody_elses_breaches():
    patient, quick = Desk(), make_people().shop
    patient.rule(ESCALATE, 3600)
    PolicyValue.objects.create(shop=quick, key=ESCALATE, value=10, valid_from=now() - timedelta(days=1))
    settings_changed(quick.pk)
    at = now()
    rows = []
    for shop, count, ago in ((patient.shop, BATCH + 5, 600), (quick, 1, 60)):
        visitors = Visitor.objects.bulk_create(Visitor(shop=shop, since=at) for _number in range(count))
        talks = Conversation.objects.bulk_create(
            Conversation(shop=shop, visitor=one, opened_at=at, last_at=at) for one in visitors
        )
        due = at - timedelta(seconds=ago)
        rows += [
            Wait(conversation=one, shop=shop, seq=1, is_first=True, since=due, due_at=due, breached_at=due)
            for one in talks
        ]
    Wait.objects.bulk_create(rows)
    assert tend()["tell_supervisors"] == 1
    assert Event.objects.filter(kind="talk.escalated").values_list("shop_id", flat=True).get() == quick.pk
