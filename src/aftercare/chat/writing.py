"""Add a message to a conversation whose row is locked: the one place that counts and that answers the clock."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import connection

from aftercare.chat.hints import hinting
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import INNER, Kind, Side
from aftercare.chat.waits import begin_wait, end_wait
from aftercare.core.database import Prepared
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.sql import Compiled, Part, changing, insertion, is_inserted, write_together
from aftercare.core.text import clean
from aftercare.core.time import moved
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
    has the id of its stored file, a card its content (`cards.py`) and words that say the same. `is_reply`: typed where
    one answers, so that the draft kept there is done with."""

    client_id: str
    text: str
    kind: Kind = Kind.TEXT
    file_id: int | None = None
    card: dict[str, Any] | None = None
    is_reply: bool = False


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
    return replace(words, client_id=given, text=text)


_SENT = Compiled(
    lambda talk, side, own: Message.objects.filter(conversation_id=talk, side=side, client_id=own),
    talk=0,
    side="",
    own="",
)
_FORGET_DRAFT = "DELETE FROM chat_draft WHERE conversation_id = %s AND staff_id = %s"
_IS_SENT = Prepared("""
    SELECT transaction_timestamp(),
        EXISTS (SELECT FROM chat_message WHERE conversation_id = %s AND side = %s AND client_id = %s)
""")


def sent_before(conversation: Conversation, side: Side, client_id: str) -> tuple[Message | None, datetime]:
    """The message, when it has arrived already (G6), and the time of this transaction: one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_IS_SENT, [conversation.pk, side, client_id])
        at, is_sent = cursor.fetchone()
    found = _SENT.first(talk=conversation.pk, side=str(side.value), own=client_id) if is_sent else None
    if found is not None:
        found.conversation = conversation
    return found, moved(at)


def add_message(
    conversation: Conversation, words: Words, side: Side, at: datetime, *, staff_id: int | None = None, auto: str = ""
) -> Message:
    """Number it, write it, keep the clock of the answer and hint: one statement. The caller has locked the
    conversation and checked the words; `auto` is why an automatic reply is sent."""
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
    parts = [insertion(message)]
    conversation.last_seq, conversation.last_at = seq, at
    if side is Side.BUYER:
        conversation.buyer_read = seq  # whoever writes has seen what stands above it
        if conversation.waiting_since is None:
            parts += begin_wait(conversation, at)
    if side is Side.AGENT and words.kind not in INNER:
        parts += end_wait(conversation, at, staff_id)
        conversation.answered_seq = conversation.agent_read = seq
    if words.is_reply:
        parts.append(Part(_FORGET_DRAFT, [conversation.pk, staff_id]))
    (pk,) = write_together(*parts, _saving(conversation), notify=hinting(conversation))
    is_inserted(message, pk)
    return message


def _saving(conversation: Conversation) -> Part:
    return changing(Conversation, {name: getattr(conversation, name) for name in KEPT}, {"pk": conversation.pk})


def notice(conversation: Conversation, code: str, at: datetime, *, staff_id: int | None) -> Message:
    """What happened, as a line of the talk; screens say it in their own language."""
    words = Words(f"{code}-{conversation.last_seq + 1}", code, Kind.NOTICE)
    return add_message(conversation, words, Side.SYSTEM, at, staff_id=staff_id)


def note_event(conversation: Conversation, kind: str, person: Person, at: datetime, **data: object) -> None:
    """The conversation's own event; messages are rows enough."""
    subject = ("conversation", conversation.pk)
    record(kind=kind, subject=subject, shop_id=conversation.shop_id, actor_id=person.staff_id, at=at, data=data)
