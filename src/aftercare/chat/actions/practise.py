"""A scripted buyer speaks: conversations of practice, which are nobody's but the learner's (K3)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from aftercare.chat.actions.close_conversation import end
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import Ending, Stage, Topic
from aftercare.chat.writing import Words
from aftercare.core.time import now
from aftercare.shops.models import Shop


@dataclass(frozen=True)
class Line:
    """What the scripted buyer says, and within how many seconds it is to be answered, at any hour of the day."""

    words: Words
    seconds: int


def begin_practice(*, shop: Shop, buyer: str, line: Line, staff_id: int) -> Message:
    """A new scripted buyer of that name writes to the learner, by the way of every buyer. No browser is theirs, and no
    customer is linked to them. In the transaction of the caller."""
    visitor = Visitor.objects.create(shop=shop, name=buyer, since=now())
    return _say(visitor, line, staff_id)


def say_in_practice(*, conversation: Conversation, line: Line) -> Message:
    """The scripted buyer goes on; the same number again is the same message. Raises ValueError for a real one."""
    if not conversation.is_simulated:
        raise ValueError(f"conversation {conversation.pk} is with a buyer")
    return _say(conversation.visitor, line, conversation.agent_id)


def _say(visitor: Visitor, line: Line, staff_id: int | None) -> Message:
    own = Arrival(Topic.AFTERSALE, practised_by=staff_id)  # whatever is begun by it is practice, too
    message = write_as_buyer(visitor=visitor, words=line.words, arrival=own)
    message.conversation.due_at = message.at + timedelta(seconds=line.seconds)
    message.conversation.save(update_fields=["due_at"])
    return message


def end_practice(*, conversation_id: int, at: datetime) -> None:
    """It is over; an ended one stays as it is. Raises ValueError for a real one."""
    with transaction.atomic():
        rows = Conversation.with_simulated.select_for_update(no_key=True, of=("self",)).select_related("shop")
        conversation = rows.get(pk=conversation_id)
        if not conversation.is_simulated:
            raise ValueError(f"conversation {conversation_id} is with a buyer")
        if conversation.stage != Stage.CLOSED:
            end(conversation, at, Ending.ANSWERED, staff_id=None)
