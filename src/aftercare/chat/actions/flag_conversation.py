"""Flag an abusive buyer, or take the flag away; set what type of buyer it is (S14, S15)."""

from django.db import transaction

from aftercare.chat.access import access_to_answer
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation
from aftercare.chat.signs.terms import BuyerType
from aftercare.chat.writing import note_event
from aftercare.core.errors import InvalidInput
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person


def flag_conversation(*, conversation_id: int, on: bool, person: Person) -> Conversation:
    """The supervisor sees it among the flagged ones, and the guide stands beside it. Raises NotFound and Refused."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        if (conversation.flagged_at is not None) == on:
            return conversation
        at = now()
        conversation.flagged_at, conversation.flagged_by_id = (at, person.staff_id) if on else (None, None)
        conversation.save(update_fields=["flagged_at", "flagged_by"])
        hint(conversation)
        note_event(conversation, "talk.flagged" if on else "talk.unflagged", person, at)
    return conversation


def set_buyer_type(*, conversation_id: int, buyer_type: str, person: Person) -> None:
    """As the agent sees it; '' for none. It stays with the buyer. Raises NotFound, Refused and InvalidInput."""
    if buyer_type and buyer_type not in BuyerType.values:
        raise InvalidInput({"buyer_type": _("Choose one of the four types.")})
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        visitor = conversation.visitor
        before, visitor.buyer_type = visitor.buyer_type, buyer_type
        visitor.save(update_fields=["buyer_type"])
        note_event(conversation, "talk.buyer_type", person, now(), before=before, type=buyer_type)
