"""Write to a buyer of our own accord (S8): first the conversation, then the caller claims the contact, then the words.
In this order everybody locks them."""

from datetime import datetime

from django.db import IntegrityError, transaction

from aftercare.chat.access import ANSWERERS, WRONG_ROLE
from aftercare.chat.admission import NOT_ADMITTED, check_may_take, is_admitted
from aftercare.chat.checking import check_words, record_hits
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import Side, Stage, Topic
from aftercare.chat.writing import Words, add_message
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person

WRITES_NOW = Refusal("writes_now", _("The buyer is writing just now and waits for an answer: open the conversation."))


def conversation_for(*, visitor: Visitor, person: Person) -> Conversation:
    """The buyer's open conversation, or a new one of the person; locked, in the transaction of the caller. Raises
    Refused: the wrong role, or the buyer waits in it for an answer."""
    if not person.has(visitor.shop_id, *ANSWERERS):
        raise Refused(WRONG_ROLE)
    locked = Conversation.objects.select_for_update(no_key=True, of=("self",)).select_related("shop", "visitor")
    conversation = locked.filter(visitor=visitor).exclude(stage=Stage.CLOSED).first()
    if conversation is not None and conversation.waiting_since is not None:
        raise Refused(WRITES_NOW)
    if conversation is not None:
        check_may_take(conversation, person, now())
    elif not is_admitted(person.staff_id, visitor.shop, now()):
        raise Refused(NOT_ADMITTED)
    return conversation or _begin(visitor, person, now())


def write_of_own_accord(*, conversation: Conversation, words: Words, person: Person) -> Message:
    """Write in it; one that nobody has is the person's then. The caller has locked it and claimed the contact, has
    checked the words for length, and stands in `noting_blocked`: the reply check is asked here. Raises Refused."""
    at = now()
    if conversation.stage == Stage.QUEUED:
        conversation.stage, conversation.agent_id, conversation.queued_at = Stage.OPEN, person.staff_id, None
    hits = check_words(conversation, words.text, person, at)
    message = add_message(conversation, words, Side.AGENT, at, staff_id=person.staff_id)
    record_hits(conversation, hits, person, at, message=message)
    return message


def _begin(visitor: Visitor, person: Person, at: datetime) -> Conversation:
    """A new conversation of the person, unless the buyer begins one at this moment."""
    try:
        with transaction.atomic():
            return Conversation.objects.create(
                shop_id=visitor.shop_id,
                visitor=visitor,
                topic=Topic.PRESALE,
                stage=Stage.OPEN,
                agent_id=person.staff_id,
                opened_at=at,
                last_at=at,
            )
    except IntegrityError:
        raise Refused(WRITES_NOW) from None
