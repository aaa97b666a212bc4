"""The buyer writes (S1)."""

from django.db import IntegrityError, transaction

from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import Side, Stage
from aftercare.chat.writing import Words, add_message, checked, sent_before
from aftercare.core.time import now


def write_as_buyer(*, visitor: Visitor, words: Words) -> Message:
    """Add the message to the visitor's conversation, which begins when there is none; the same number again is the same
    message. When this returns, the message is kept. Raises InvalidInput."""
    words = checked(words)
    with transaction.atomic():
        conversation = _open_conversation(visitor)
        known = sent_before(conversation, Side.BUYER, words.client_id)
        return known or add_message(conversation, words, Side.BUYER, now())


def _open_conversation(visitor: Visitor) -> Conversation:
    """The visitor's conversation that has not ended, locked; two first messages at once begin one."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(visitor=visitor).exclude(stage=Stage.CLOSED)
    found = rows.first()
    if found is not None:
        return found
    at = now()
    try:
        with transaction.atomic():
            return Conversation.objects.create(shop_id=visitor.shop_id, visitor=visitor, opened_at=at, last_at=at)
    except IntegrityError:  # the other one was quicker
        return rows.get()
