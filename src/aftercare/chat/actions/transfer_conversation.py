"""Hand a conversation to a colleague, or back to the queue of its other topic (S13)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercare.chat.access import ANSWERERS, access_to_answer, check_open
from aftercare.chat.admission import NOT_ADMITTED_COLLEAGUE, is_admitted
from aftercare.chat.automatic import say_why_nobody_answers
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation
from aftercare.chat.routing import route
from aftercare.chat.terms import INNER, Kind, Side, Stage, Topic
from aftercare.chat.writing import Words, add_message, checked, note_event, notice
from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Membership

NO_COLLEAGUE = InvalidInput({"to": _("Choose a colleague who answers in this shop.")})


@dataclass(frozen=True)
class Handing:
    """To whom: a colleague, or (None) the queue of `topic`. The note is for colleagues, the buyer never sees it.
    `client_id` is the sender's own number of this step."""

    client_id: str
    note: str
    to: int | None = None
    topic: Topic | None = None


def transfer_conversation(*, conversation_id: int, handing: Handing, person: Person) -> Conversation:
    """The note, the line of what happened, and the new owner at once; the same step again is no second one. Raises
    NotFound, Refused on an ended one, InvalidInput without a note or to somebody who cannot answer there."""
    words = checked(Words(handing.client_id, handing.note, Kind.WHISPER))
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        check_open(conversation)
        if conversation.messages.filter(side=Side.AGENT, client_id=words.client_id, kind__in=INNER).exists():
            return conversation
        _check_receiver(conversation, handing)
        before, at = conversation.agent_id, now()
        add_message(conversation, words, Side.AGENT, at, staff_id=person.staff_id)
        if handing.topic is not None:
            conversation.topic = handing.topic
            conversation.save(update_fields=["topic"])
        _hand_over(conversation, handing, at)
        hint(conversation, before_id=before or 0)
        data = {"before": before, "to": conversation.agent_id, "topic": conversation.topic}
        note_event(conversation, "talk.transferred", person, at, **data)
    return conversation


def _hand_over(conversation: Conversation, handing: Handing, at: datetime) -> None:
    if handing.to is not None:
        conversation.stage, conversation.agent_id, conversation.queued_at = Stage.OPEN, handing.to, None
        notice(conversation, "transferred", at, staff_id=handing.to)
        return
    before = conversation.agent_id
    conversation.stage, conversation.agent_id = Stage.QUEUED, None
    conversation.queued_at = conversation.waiting_since or at  # they keep the place that they waited for
    notice(conversation, "requeued", at, staff_id=None)
    if not route(conversation, at, without=before):
        say_why_nobody_answers(conversation, at)


def _check_receiver(conversation: Conversation, handing: Handing) -> None:
    if handing.to is None:
        if handing.topic is None:
            raise NO_COLLEAGUE
        return
    members = Membership.objects.filter(shop_id=conversation.shop_id, staff_id=handing.to, role__in=ANSWERERS)
    if handing.to == conversation.agent_id or not members.filter(staff__is_active=True).exists():
        raise NO_COLLEAGUE
    if not is_admitted(handing.to, conversation.shop, now()):
        raise Refused(NOT_ADMITTED_COLLEAGUE)
