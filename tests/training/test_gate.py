"""Only who has passed is given buyers, where the shop says so: by routing and by hand (K3, S13)."""

from datetime import timedelta

import pytest
from tests.people import person
from tests.promotions.scene import helped
from tests.training.scene import School

from aftercare.chat.actions.take_conversation import take_conversation
from aftercare.chat.actions.transfer_conversation import Handing, transfer_conversation
from aftercare.chat.routing import is_staffed
from aftercare.chat.terms import Topic
from aftercare.core.errors import InvalidInput, NotFound, Refused
from aftercare.core.models import Event
from aftercare.core.time import now, travel
from aftercare.training.actions.certify import grant_certificate, revoke_certificate
from aftercare.training.models import Certificate

pytestmark = pytest.mark.django_db


def gated() -> School:
    """The shop asks for a certificate; the owner and the teammate are on duty, the teammate has passed."""
    school = School()
    school.rule("training.gate", True)
    school.on(school.people.owner)
    return school


def pass_by_hand(school: School, staff) -> Certificate:
    return grant_certificate(shop_id=school.shop.pk, staff_id=staff.pk, reason="老员工", person=school.teacher)


@pytest.mark.row("K3")
def test_it_is_off_until_the_shop_turns_it_on():
    school = School()
    school.on(school.people.owner)
    assert school.writes(school.visitor(), "在吗").agent_id == school.people.owner.pk


@pytest.mark.row("K3", "S13")
def test_routing_gives_buyers_to_holders_only():
    school = gated()
    owner, teammate = school.people.owner, school.people.teammate
    talk = school.writes(school.visitor(), "在吗")
    assert (talk.stage, talk.agent_id) == ("queued", None)
    assert not is_staffed(school.shop, now())  # the widget says so, too
    school.on(teammate)
    pass_by_hand(school, teammate)
    for _one in range(3):
        assert school.writes(school.visitor(), "有人吗").agent_id == teammate.pk
    attempt = school.sits(owner, right=4)
    assert attempt.state == "passed"
    assert school.writes(school.visitor(), "你好").agent_id == owner.pk  # the less busy one


@pytest.mark.row("K3")
def test_nobody_takes_them_by_hand_either():
    school = gated()
    owner, teammate, boss = school.people.owner, school.people.teammate, school.people.supervisor
    talk = school.writes(school.visitor(), "在吗")

    def code(step) -> str:
        with pytest.raises(Refused) as caught:
            step()
        talk.refresh_from_db()
        return caught.value.refusal.code

    def take():
        return take_conversation(conversation_id=talk.pk, agent_seen=None, person=person(owner))

    assert code(take) == "not_certified" and talk.agent_id is None
    assert code(lambda: school.answers(talk, "您好", owner)) == "not_certified" and talk.answered_seq == 0
    school.answers(talk, "我是主管，马上处理", boss)  # supervisors may
    talk.refresh_from_db()
    assert talk.agent_id == boss.pk
    to_owner = Handing("h1", "你来", to=owner.pk)
    hand = {"conversation_id": talk.pk, "person": person(boss)}
    assert code(lambda: transfer_conversation(handing=to_owner, **hand)) == "colleague_not_certified"
    assert talk.agent_id == boss.pk
    transfer_conversation(handing=Handing("h2", "排队", topic=Topic.PRESALE), **hand)
    talk.refresh_from_db()
    assert talk.agent_id is None
    pass_by_hand(school, teammate)
    transfer_conversation(handing=Handing("h3", "你来", to=teammate.pk), **hand)
    talk.refresh_from_db()
    assert talk.agent_id == teammate.pk


@pytest.mark.row("K3")
def test_a_certificate_that_ends_or_is_taken_away_closes_the_gate():
    school = gated()
    owner = school.people.owner
    school.rule("training.valid_months", 12)
    pass_by_hand(school, owner)
    first = school.writes(school.visitor(), "在吗")
    assert first.agent_id == owner.pk
    with travel(timedelta(days=370)):
        school.alive(owner)
        assert school.writes(school.visitor(), "一年以后").agent_id is None
    asked = {"shop_id": school.shop.pk, "staff_id": owner.pk}
    with pytest.raises(InvalidInput):
        revoke_certificate(reason="", person=school.teacher, **asked)
    assert revoke_certificate(reason="投诉两次", person=school.teacher, **asked) == 1
    school.alive(owner)
    assert school.writes(school.visitor(), "之后").agent_id is None
    school.answers(first, "我接着处理", owner)  # what they have they end
    with pytest.raises(Refused) as caught:
        revoke_certificate(reason="再一次", person=school.teacher, **asked)
    assert caught.value.refusal.code == "certificate_not_held"


@pytest.mark.row("K3")
def test_granting_by_hand_is_in_the_audit_and_nobody_certifies_themselves():
    school = gated()
    owner, boss = school.people.owner, school.people.supervisor
    asked = {"shop_id": school.shop.pk, "staff_id": owner.pk, "reason": "老员工"}
    row = grant_certificate(person=person(boss), **asked)
    assert (row.granted_by_id, row.reason, row.attempt_id) == (boss.pk, "老员工", None)
    event = Event.objects.get(kind="certificate.granted")
    assert (event.actor_id, event.subject_id, event.data["by_hand"]) == (boss.pk, owner.pk, True)
    with pytest.raises(Refused) as caught:
        grant_certificate(person=person(boss), **asked)
    assert caught.value.refusal.code == "certificate_held"
    own = {"shop_id": school.shop.pk, "staff_id": boss.pk, "reason": "我"}
    for somebody, error in ((boss, Refused), (owner, Refused), (school.people.stranger, NotFound)):
        with pytest.raises(error):
            grant_certificate(person=person(somebody), **own)
    with pytest.raises(InvalidInput):
        grant_certificate(person=person(boss), **{**asked, "reason": "  "})
    assert Certificate.objects.count() == 1


@pytest.mark.row("B11", "K3")
def test_who_helps_for_a_time_is_given_buyers_after_the_exam():
    school = gated()
    helper = helped(school.people).staff
    school.give(helper)
    school.on(helper)
    assert school.writes(school.visitor(), "在吗").agent_id is None
    school.sits(helper, right=4)
    assert school.writes(school.visitor(), "你好").agent_id == helper.pk
