"""An abusive buyer is flagged at once, a complaining one is not, and an agent may take the flag off (S14)."""

import pytest
from tests.chat.scene import Desk
from tests.people import person

from aftercare.chat.actions.flag_conversation import flag_conversation
from aftercare.chat.models import Conversation
from aftercare.core.errors import NotFound
from aftercare.core.models import Event

pytestmark = pytest.mark.django_db


@pytest.mark.row("S14")
def test_abuse_flags_the_conversation_with_an_event_and_an_agent_takes_it_off():
    desk = Desk()
    desk.on(desk.people.owner)
    buyer, other = desk.visitor(), desk.visitor()
    calm = desk.writes(other, "再不发货我就打 12315 投诉，给差评！")
    talk = desk.writes(buyer, "你们客服都是傻逼吗")
    desk.writes(buyer, "傻逼")
    flagged = Conversation.objects.exclude(flagged_at=None)
    assert [row.pk for row in flagged] == [talk.pk]
    assert Event.objects.filter(kind="talk.flagged", subject_id=talk.pk, actor_id=None).count() == 1
    assert Conversation.objects.get(pk=calm.pk).flagged_at is None
    with pytest.raises(NotFound):
        flag_conversation(conversation_id=talk.pk, on=False, person=person(desk.people.stranger))
    for _click in range(2):
        flag_conversation(conversation_id=talk.pk, on=False, person=person(desk.people.owner))
    assert not flagged.all().exists()
    assert Event.objects.filter(kind="talk.unflagged").count() == 1
    flag_conversation(conversation_id=talk.pk, on=True, person=person(desk.people.owner))
    assert Conversation.objects.get(pk=talk.pk).flagged_by == desk.people.owner
