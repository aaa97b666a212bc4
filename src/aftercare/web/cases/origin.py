"""From where a case is opened: the conversation to which the wizard leads back (U1)."""

from django.urls import reverse

from aftercare.chat.access import visible_conversations
from aftercare.shops.access import Person
from aftercare.web.numbers import read_number


def conversation_url(person: Person, shop_id: int, typed: str) -> str:
    """Its address; '' for none, for one of another shop, and for one that the person may not see."""
    talk = read_number(typed)
    if not talk:
        return ""
    is_theirs = visible_conversations(person).filter(pk=talk, shop_id=shop_id).exists()
    return reverse("talk", args=[talk]) if is_theirs else ""
