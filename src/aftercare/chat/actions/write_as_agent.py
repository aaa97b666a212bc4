"""An agent answers, or leaves a note for colleagues in the conversation (S1, S13)."""

from django.db import transaction

from aftercare.chat.access import access_to_answer, check_open
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import INNER, Side, Stage
from aftercare.chat.writing import Words, add_message, checked, sent_before
from aftercare.core.errors import Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person


def write_as_agent(*, conversation_id: int, words: Words, seen_seq: int, person: Person) -> Message:
    """Add the message; the same number again is the same message. `seen_seq` is the last message that the agent had on
    screen. When this returns, the message is kept.

    Raises NotFound, InvalidInput, and Refused: without the role, in a conversation that has ended, or when there are
    words of the buyer or of a colleague to the buyer that the agent has not seen (B17, G8).
    """
    words = checked(words)
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        known = sent_before(conversation, Side.AGENT, words.client_id)
        if known is not None:
            return known
        check_open(conversation)
        _check_seen(conversation, words, seen_seq)
        if conversation.stage == Stage.QUEUED and words.kind not in INNER:
            conversation.stage, conversation.agent_id = Stage.OPEN, person.staff_id
        return add_message(conversation, words, Side.AGENT, now(), staff_id=person.staff_id)


def _check_seen(conversation: Conversation, words: Words, seen_seq: int) -> None:
    if words.kind in INNER:
        return
    unseen = conversation.messages.filter(seq__gt=seen_seq).exclude(kind__in=INNER)
    if unseen.exists():
        sentence = _("There are newer messages that you have not seen. Read them, then send again.")
        raise Refused(Refusal("unseen", sentence, {"seq": conversation.last_seq}))
