"""End a conversation (S16)."""

from datetime import datetime

from django.db import transaction

from aftercare.chat.access import access_to_answer, check_open
from aftercare.chat.models import Conversation
from aftercare.chat.terms import Ending, Stage
from aftercare.chat.waits import end_wait
from aftercare.chat.writing import note_event, notice
from aftercare.core.errors import Refusal, Refused
from aftercare.core.sql import write
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person


def close_conversation(*, conversation_id: int, person: Person) -> Conversation:
    """It has ended; what the buyer writes next begins a new one. Raises NotFound, and Refused while the buyer's last
    words wait for an answer: a conversation without an answer must not look answered (S16)."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        check_open(conversation)
        if conversation.waiting_since is not None:
            raise Refused(Refusal("unanswered", _("The buyer waits for an answer: answer first, then end it.")))
        at = now()
        end(conversation, at, Ending.ANSWERED, staff_id=person.staff_id)
        note_event(conversation, "talk.closed", person, at)
    return conversation


def end(conversation: Conversation, at: datetime, ending: Ending, *, staff_id: int | None) -> None:
    """End it as what it is; the row is locked by the caller."""
    for part in end_wait(conversation, at, None):
        write(part)
    conversation.stage, conversation.closed_at, conversation.ending = Stage.CLOSED, at, ending
    conversation.queued_at = None
    notice(conversation, "closed" if staff_id else "left", at, staff_id=staff_id)
