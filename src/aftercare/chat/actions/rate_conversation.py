"""The buyer says how content they are (S16)."""

from typing import Final

from django.db import transaction

from aftercare.chat.access import access_own_conversation
from aftercare.chat.hints import hint
from aftercare.chat.models import Conversation, Visitor
from aftercare.chat.states import may_rate
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _

TEXT_MOST: Final = 500
NOT_NOW: Final = Refusal("rating_closed", _("A conversation can be rated when it has ended, for seven days."))
STARS: Final = range(1, 6)


def rate_conversation(*, visitor: Visitor, conversation_id: int, stars: int, text: str = "") -> Conversation:
    """One to five stars and a few words; it can be changed while it is open. Raises NotFound, InvalidInput, and Refused
    before the end and after seven days."""
    words = clean(text)
    if stars not in STARS:
        raise InvalidInput({"stars": _("Choose one to five stars.")})
    if len(words) > TEXT_MOST:
        raise InvalidInput({"text": _("At most %(most)s characters.") % {"most": TEXT_MOST}})
    with transaction.atomic():
        conversation = access_own_conversation(visitor, conversation_id, lock=True)
        at = now()
        if not may_rate(conversation, at):
            raise Refused(NOT_NOW)
        conversation.rating, conversation.rating_text, conversation.rated_at = stars, words, at
        conversation.save(update_fields=["rating", "rating_text", "rated_at"])
        hint(conversation)
    return conversation
