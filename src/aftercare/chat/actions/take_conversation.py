"""An agent takes a conversation over (S13)."""

from django.db import transaction

from aftercare.chat.access import access_to_answer, check_open
from aftercare.chat.admission import check_may_take
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation
from aftercare.chat.terms import Stage
from aftercare.chat.writing import note_event, notice
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person


def take_conversation(*, conversation_id: int, agent_seen: int | None, person: Person) -> Conversation:
    """The person answers from now on. `agent_seen` is who had it on the person's screen: two who take it at once do not
    both think that it is theirs. Raises NotFound and Refused."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        check_open(conversation)
        if conversation.agent_id == person.staff_id:
            return conversation
        if conversation.agent_id != agent_seen:
            raise Refused(Refusal("taken", _("A colleague has just taken this conversation.")))
        at = now()
        check_may_take(conversation, person, at)
        before = conversation.agent_id
        conversation.agent_id, conversation.stage, conversation.queued_at = person.staff_id, Stage.OPEN, None
        notice(conversation, "taken", at, staff_id=person.staff_id)
        hint(conversation, before_id=before or 0)
        note_event(conversation, "talk.taken", person, at, before=before)
    return conversation
