"""The buyer writes (S1)."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from aftercare.chat.automatic import greet, say_why_nobody_answers
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.questions import answer_question
from aftercare.chat.routing import route
from aftercare.chat.signs.abuse import find_abuse
from aftercare.chat.signs.lines import Line
from aftercare.chat.signs.terms import FLAGGED
from aftercare.chat.terms import Kind, Side, Stage, Topic
from aftercare.chat.writing import Words, add_message, checked, note_event, sent_before
from aftercare.core.sql import Compiled
from aftercare.core.time import now
from aftercare.shops.access import Person


@dataclass(frozen=True)
class Arrival:
    """How a conversation begins: what the buyer comes for, and the page on which they are. `practised_by`: the scripted
    buyer speaks, and the conversation is that person's practice (K3)."""

    topic: Topic = Topic.PRESALE
    page: str = ""
    practised_by: int | None = None


def write_as_buyer(*, visitor: Visitor, words: Words, arrival: Arrival = Arrival()) -> Message:
    """Add the message to the visitor's conversation, which begins when there is none; the same number again is the same
    message. When this returns, the message is kept, and somebody has it or the buyer was told why nobody has.
    Raises InvalidInput."""
    words = checked(words)
    with transaction.atomic():
        conversation = _OPEN.first(visitor=visitor.pk)
        if conversation is None:
            earlier = _sent_before_the_end(visitor, words.client_id)
            if earlier is not None:
                return earlier
            conversation = _begin(visitor, arrival)
        known, at = sent_before(conversation, Side.BUYER, words.client_id)
        if known is not None:
            return known
        message = add_message(conversation, words, Side.BUYER, at)
        if conversation.is_simulated:
            return message
        _flag_abuse(conversation, message)
        if conversation.stage == Stage.QUEUED and route(conversation, at):
            greet(conversation, at)
        else:
            say_why_nobody_answers(conversation, at)
        answer_question(conversation, message, at)
        return message


_OPEN = Compiled(
    lambda visitor: (
        Conversation.with_simulated.select_for_update(no_key=True, of=("self",))
        .select_related("shop", "visitor", "agent")
        .filter(visitor_id=visitor)
        .exclude(stage=Stage.CLOSED)
    ),
    visitor=0,
)


def _sent_before_the_end(visitor: Visitor, client_id: str) -> Message | None:
    """The message, when it was kept in a conversation that has ended since and only its answer was lost (G6)."""
    ended = Message.objects.filter(conversation__visitor=visitor, side=Side.BUYER, client_id=client_id)
    return ended.select_related("conversation").first()


def _begin(visitor: Visitor, arrival: Arrival) -> Conversation:
    """A new conversation, locked; two first messages at once begin one."""
    at, is_practice = now(), arrival.practised_by is not None
    try:
        with transaction.atomic():
            return Conversation.objects.create(
                shop_id=visitor.shop_id,
                visitor=visitor,
                topic=arrival.topic,
                page=arrival.page,
                opened_at=at,
                queued_at=None if is_practice else at,
                last_at=at,
                stage=Stage.OPEN if is_practice else Stage.QUEUED,
                agent_id=arrival.practised_by,
                is_simulated=is_practice,
            )
    except IntegrityError:  # the other first message was quicker
        rows = Conversation.objects.select_for_update(no_key=True, of=("self",))
        rows = rows.select_related("shop", "visitor", "agent").filter(visitor=visitor)
        return rows.exclude(stage=Stage.CLOSED).get()


def _flag_abuse(conversation: Conversation, message: Message) -> None:
    """Abuse flags the conversation at once (S14): the agent sees by which words and may take the flag off again."""
    if conversation.flagged_at is not None or message.kind != Kind.TEXT:
        return
    if find_abuse([Line(message.side, message.text, message.at)]).level in FLAGGED:
        conversation.flagged_at = message.at
        conversation.save(update_fields=["flagged_at"])
        note_event(conversation, "talk.flagged", Person.system(), message.at)
