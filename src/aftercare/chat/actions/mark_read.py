"""How far each side has read (S1)."""

from django.db import connection, transaction

from aftercare.chat.access import access_conversation, access_own_conversation, own_id
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Visitor
from aftercare.core.database import Prepared
from aftercare.core.sql import change
from aftercare.shops.access import Person

_SEEN = Prepared("""
    UPDATE chat_mention SET seen_at = transaction_timestamp()
    WHERE conversation_id = %s AND staff_id = %s AND seen_at IS NULL
""")


def mark_read_by_buyer(*, visitor: Visitor, conversation_id: int, seq: int) -> None:
    """The buyer has seen everything up to that number. Raises NotFound."""
    with transaction.atomic():
        _further(access_own_conversation(visitor, conversation_id, lock=True), "buyer_read", seq)


def mark_read_by_agent(*, conversation_id: int, seq: int, person: Person) -> None:
    """The person has seen everything up to that number; it counts when the conversation is theirs, since others who
    look are no readers for the buyer. Notes that name them are seen. Raises NotFound."""
    with transaction.atomic():
        conversation = access_conversation(person, conversation_id, lock=True)
        if conversation.agent_id == person.staff_id:
            _further(conversation, "agent_read", seq)
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, [conversation.pk, own_id(person)])


def _further(conversation: Conversation, field: str, seq: int) -> None:
    """Forward only, and not beyond what there is."""
    seq = min(seq, conversation.last_seq)
    if seq > getattr(conversation, field):
        setattr(conversation, field, seq)
        change(Conversation, {field: seq}, {"pk": conversation.pk})
        hint(conversation)
