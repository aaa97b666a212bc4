"""How far each side has read (S1)."""

from django.db import transaction

from aftercare.chat.access import access_conversation, access_own_conversation, own_id
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Mention, Visitor
from aftercare.core.time import now
from aftercare.shops.access import Person


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
        unseen = Mention.objects.filter(conversation=conversation, staff_id=own_id(person), seen_at=None)
        unseen.update(seen_at=now())


def _further(conversation: Conversation, field: str, seq: int) -> None:
    """Forward only, and not beyond what there is."""
    seq = min(seq, conversation.last_seq)
    if seq > getattr(conversation, field):
        setattr(conversation, field, seq)
        conversation.save(update_fields=[field])
        hint(conversation)
