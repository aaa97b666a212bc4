"""An agent answers, or leaves a note for colleagues in the conversation (S1, S13)."""

from dataclasses import replace

from django.db import transaction

from aftercare.chat.access import access_to_answer, check_open, own_id
from aftercare.chat.admission import check_may_take
from aftercare.chat.checking import check_words, noting_blocked, record_hits
from aftercare.chat.mentions import note_mentions
from aftercare.chat.models import Conversation, Message
from aftercare.chat.terms import INNER, Kind, Side, Stage
from aftercare.chat.writing import Words, add_message, checked, sent_before
from aftercare.core.errors import Refusal, Refused
from aftercare.core.words import _
from aftercare.shops.access import Person


def write_as_agent(*, conversation_id: int, words: Words, seen_seq: int, person: Person) -> Message:
    """Add the message; the same number again is the same message. `seen_seq` is the last message that the agent had on
    screen. When this returns, the message is kept.

    Raises NotFound, InvalidInput, and Refused: without the role, or the certificate for a buyer of nobody's (K3), in a
    conversation that has ended, when there are words of the buyer or of a colleague to the buyer that the agent has not
    seen (B17, G8), or when the reply check blocks it (S11).
    """
    words = replace(checked(words), is_reply=True)
    with noting_blocked(), transaction.atomic():
        conversation = access_to_answer(person, conversation_id, also_practice=True)
        known, at = sent_before(conversation, Side.AGENT, words.client_id)
        if known is not None:
            return known
        check_open(conversation)
        if words.kind in INNER:
            message = add_message(conversation, words, Side.AGENT, at, staff_id=person.staff_id)
            note_mentions(message, at)
        else:
            check_may_take(conversation, person, at)
            _check_seen(conversation, seen_seq, person)
            said = words.text if words.kind == Kind.TEXT else str((words.card or {}).get("reason", ""))
            hits = check_words(conversation, said, person, at) if said else ()
            if conversation.stage == Stage.QUEUED:
                conversation.stage, conversation.agent_id, conversation.queued_at = Stage.OPEN, person.staff_id, None
            message = add_message(conversation, words, Side.AGENT, at, staff_id=person.staff_id)
            record_hits(conversation, hits, person, at, message=message)
    return message


def _check_seen(conversation: Conversation, seen_seq: int, person: Person) -> None:
    """Of what people wrote to each other; one's own words one knows."""
    if seen_seq >= conversation.last_seq:
        return
    newer = conversation.messages.filter(seq__gt=seen_seq).exclude(kind__in=INNER)
    if newer.exclude(side=Side.SYSTEM).exclude(staff_id=own_id(person)).exists():
        sentence = _("There are newer messages that you have not seen. Read them, then send again.")
        raise Refused(Refusal("unseen", sentence, {"seq": conversation.last_seq}))
