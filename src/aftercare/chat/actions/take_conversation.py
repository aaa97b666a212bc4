"""An agent takes a conversation over (S13)."""

from django.db import transaction

from aftercare.chat.access import ANSWERERS, access_conversation
from aftercare.chat.models import Conversation
from aftercare.chat.terms import Stage
from aftercare.chat.writing import note_event, notice
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

ENDED = Refusal("talk_ended", _("This conversation has ended; the buyer opens a new one by writing."))
WRONG_ROLE = Refusal("wrong_role", _("This step belongs to another role."))


def take_conversation(*, conversation_id: int, agent_seen: int | None, person: Person) -> Conversation:
    """The person answers from now on. `agent_seen` is who had it on the person's screen: two who take it at once do not
    both think that it is theirs. Raises NotFound and Refused."""
    with transaction.atomic():
        conversation = access_conversation(person, conversation_id, lock=True)
        if not person.has(conversation.shop_id, *ANSWERERS):
            raise Refused(WRONG_ROLE)
        if conversation.stage == Stage.CLOSED:
            raise Refused(ENDED)
        if conversation.agent_id == person.staff_id:
            return conversation
        if conversation.agent_id != agent_seen:
            raise Refused(Refusal("taken", _("A colleague has just taken this conversation.")))
        before, conversation.agent_id, conversation.stage = conversation.agent_id, person.staff_id, Stage.OPEN
        at = now()
        notice(conversation, "taken", at, staff_id=person.staff_id)
        note_event(conversation, "talk.taken", person, at, before=before)
    return conversation
