"""Add a message to a conversation whose row is locked: the one place that counts and that answers the clock."""

from dataclasses import dataclass
from datetime import datetime

from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import INNER, Kind, Side
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shops.access import Person

TEXT_MOST = 2000
ID_MOST = 40
KEPT = ["last_seq", "last_at", "waiting_since", "answered_seq", "stage", "agent", "closed_at"]


@dataclass(frozen=True)
class Words:
    """What somebody writes. `client_id`: the writer's own number of it, the same however often it is sent."""

    client_id: str
    text: str
    kind: Kind = Kind.TEXT


def checked(words: Words) -> Words:
    """The words without hidden characters. Raises InvalidInput on none, too many, or an unusable number."""
    text = clean(words.text)
    if not text:
        raise InvalidInput({"text": _("Write something first.")})
    if len(text) > TEXT_MOST:
        raise InvalidInput({"text": _("At most %(most)s characters.") % {"most": TEXT_MOST}})
    given = words.client_id
    if not (0 < len(given) <= ID_MOST and given.isascii() and given.replace("-", "").isalnum()):
        raise InvalidInput({"client_id": _("This message has no usable number.")})
    return Words(given, text, words.kind)


def sent_before(conversation: Conversation, side: Side, client_id: str) -> Message | None:
    """The message, when it has arrived already (G6)."""
    return Message.objects.filter(conversation=conversation, side=side, client_id=client_id).first()


def add_message(
    conversation: Conversation, words: Words, side: Side, at: datetime, *, staff_id: int | None = None
) -> Message:
    """Number it, write it, keep the clock of the answer, and hint. The caller has locked the conversation and checked
    the words."""
    seq = conversation.last_seq + 1
    message = Message.objects.create(
        conversation=conversation,
        seq=seq,
        client_id=words.client_id,
        side=side,
        kind=words.kind,
        staff_id=staff_id,
        text=words.text,
        at=at,
    )
    conversation.last_seq, conversation.last_at = seq, at
    if side is Side.BUYER and conversation.waiting_since is None:
        conversation.waiting_since = at
    if side is Side.AGENT and words.kind not in INNER:
        conversation.answered_seq, conversation.waiting_since = seq, None
    conversation.save(update_fields=KEPT)
    hint(conversation)
    return message


def notice(conversation: Conversation, code: str, at: datetime, *, staff_id: int | None) -> Message:
    """What happened, as a line of the talk; screens say it in their own language."""
    words = Words(f"{code}-{conversation.last_seq + 1}", code, Kind.NOTICE)
    return add_message(conversation, words, Side.SYSTEM, at, staff_id=staff_id)


def note_event(conversation: Conversation, kind: str, person: Person, at: datetime, **data: object) -> None:
    """The conversation's own event; messages are rows enough."""
    subject = ("conversation", conversation.pk)
    record(kind=kind, subject=subject, shop_id=conversation.shop_id, actor_id=person.staff_id, at=at, data=data)
