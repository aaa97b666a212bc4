"""A scripted buyer speaks: conversations of practice, which are nobody's but the learner's (K3)."""

from datetime import datetime

from django.db import transaction

from aftercare.chat.actions.close_conversation import end
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import Ending, Stage, Topic
from aftercare.chat.writing import Words
from aftercare.core.time import now
from aftercare.shops.models import Shop


def begin_practice(*, shop: Shop, buyer: str, words: Words, staff_id: int) -> Message:
    """A new scripted buyer of that name writes to the learner, by the way of every buyer. No browser is theirs, and no
    customer is linked to them. In the transaction of the caller."""
    visitor = Visitor.objects.create(shop=shop, name=buyer, since=now())
    return write_as_buyer(visitor=visitor, words=words, arrival=Arrival(Topic.AFTERSALE, practised_by=staff_id))


def say_in_practice(*, conversation: Conversation, words: Words) -> Message:
    """The scripted buyer goes on; the same number again is the same message. Raises ValueError for a real one."""
    if not conversation.is_simulated:
        raise ValueError(f"conversation {conversation.pk} is with a buyer")
    own = Arrival(Topic.AFTERSALE, practised_by=conversation.agent_id)  # whatever is begun by it is practice, too
    return write_as_buyer(visitor=conversation.visitor, words=words, arrival=own)


def end_practice(*, conversation_id: int, at: datetime) -> None:
    """It is over; an ended one stays as it is. Raises ValueError for a real one."""
    with transaction.atomic():
        rows = Conversation.with_simulated.select_for_update(no_key=True, of=("self",)).select_related("shop")
        conversation = rows.get(pk=conversation_id)
        if not conversation.is_simulated:
            raise ValueError(f"conversation {conversation_id} is with a buyer")
        if conversation.stage != Stage.CLOSED:
            end(conversation, at, Ending.ANSWERED, staff_id=None)
