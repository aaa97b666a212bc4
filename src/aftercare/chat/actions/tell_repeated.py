"""The same matter had to be told again and again: the supervisor is told in the conversation (S14)."""

from typing import Final

from django.db import transaction

from aftercare.accounts.terms import Role
from aftercare.chat.access import access_to_answer
from aftercare.chat.mentions import note_mentions
from aftercare.chat.models import Message
from aftercare.chat.terms import Kind, Side
from aftercare.chat.writing import Words, add_message, checked, note_event, sent_before
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.models import Membership

MOST_NAMED: Final = 5


def tell_repeated(*, conversation_id: int, times: int, person: Person) -> Message:
    """A note that names the shop's supervisors; once for each number of times, so that pressing twice is one note. It
    is good for a conversation that has ended too. Raises NotFound and Refused. Row S14."""
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id)
        leads = Membership.objects.filter(shop_id=conversation.shop_id, role=Role.SUPERVISOR, staff__is_active=True)
        others = leads.exclude(staff_id=person.staff_id or 0).order_by("staff_id")
        names = others.values_list("staff__username", flat=True)
        sentence = _("The buyer had to explain the same matter %(times)s times. A small compensation is proposed.")
        marks = " ".join(f"@{name}" for name in names[:MOST_NAMED])
        words = checked(Words(f"repeated-{times}", f"{marks} {str(sentence) % {'times': times}}", Kind.WHISPER))
        known, at = sent_before(conversation, Side.AGENT, words.client_id)
        if known is not None:
            return known
        message = add_message(conversation, words, Side.AGENT, at, staff_id=person.staff_id)
        note_mentions(message, at)
        note_event(conversation, "talk.repeated", person, at, times=times)
    return message
