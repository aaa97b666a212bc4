"""Add a message to a conversation whose row is locked: the one place that counts and that answers the clock."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import INNER, Kind, Side
from aftercare.chat.waits import begin_wait, end_wait
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.sql import Compiled, change, insert
from aftercare.core.text import clean
from aftercare.core.words import _
from aftercare.shops.access import Person

TEXT_MOST = 2000
ID_MOST = 40
KEPT = [
    *("last_seq", "last_at", "waiting_since", "due_at", "answered_seq", "stage", "agent_id", "queued_at", "closed_at"),
    *("ending", "buyer_read", "agent_read"),
]


@dataclass(frozen=True)
class Words:
    """What somebody writes. `client_id`: the writer's own number of it, the same however often it is sent. A picture
    has the id of its stored file, a card its content (`cards.py`) and words that say the same."""

    client_id: str
    text: str
    kind: Kind = Kind.TEXT
    file_id: int | None = None
    card: dict[str, Any] | None = None


def checked(words: Words) -> Words:
    """The words without hidden characters. Raises InvalidInput on none, too many, or an unusable number."""
    text = clean(words.text).encode(errors="ignore").decode()  # half a character cannot be kept
    if not text and words.kind != Kind.PICTURE:
        raise InvalidInput({"text": _("Write something first.")})
    if len(text) > TEXT_MOST:
        raise InvalidInput({"text": _("At most %(most)s characters.") % {"most": TEXT_MOST}})
    given = words.client_id
    if not (0 < len(given) <= ID_MOST and given.isascii() and given.replace("-", "").isalnum()):
        raise InvalidInput({"client_id": _("This message has no usable number.")})
    return Words(given, text, words.kind, words.file_id, words.card)


_SENT = Compiled(
    lambda talk, side, own: Message.objects.filter(conversation_id=talk, side=side, client_id=own),
    talk=0,
    side="",
    own="",
)


def sent_before(conversation: Conversation, side: Side, client_id: str) -> Message | None:
    """The message, when it has arrived already (G6)."""
    return _SENT.first(talk=conversation.pk, side=str(side.value), own=client_id)


def add_message(
    conversation: Conversation, words: Words, side: Side, at: datetime, *, staff_id: int | None = None, auto: str = ""
) -> Message:
    """Number it, write it, keep the clock of the answer, and hint. The caller has locked the conversation and checked
    the words; `auto` is why an automatic reply is sent."""
    seq = conversation.last_seq + 1
    message = Message(
        conversation=conversation,
        seq=seq,
        client_id=words.client_id,
        side=side,
        kind=words.kind,
        staff_id=staff_id,
        text=words.text,
        card=json.dumps(words.card, ensure_ascii=False) if words.card else "",
        file_id=words.file_id,
        auto=auto,
        at=at,
    )
    insert(message)
    conversation.last_seq, conversation.last_at = seq, at
    if side is Side.BUYER:
        conversation.buyer_read = seq  # whoever writes has seen what stands above it
        if conversation.waiting_since is None:
            begin_wait(conversation, at)
    if side is Side.AGENT and words.kind not in INNER:
        end_wait(conversation, at, staff_id)
        conversation.answered_seq = conversation.agent_read = seq
    save(conversation)
    hint(conversation)
    return message


def save(conversation: Conversation) -> None:
    """Write what messages and steps change of a conversation."""
    change(Conversation, {name: getattr(conversation, name) for name in KEPT}, {"pk": conversation.pk})


def notice(conversation: Conversation, code: str, at: datetime, *, staff_id: int | None) -> Message:
    """What happened, as a line of the talk; screens say it in their own language."""
    words = Words(f"{code}-{conversation.last_seq + 1}", code, Kind.NOTICE)
    return add_message(conversation, words, Side.SYSTEM, at, staff_id=staff_id)


def note_event(conversation: Conversation, kind: str, person: Person, at: datetime, **data: object) -> None:
    """The conversation's own event; messages are rows enough."""
    subject = ("conversation", conversation.pk)
    record(kind=kind, subject=subject, shop_id=conversation.shop_id, actor_id=person.staff_id, at=at, data=data)
