"""Keep what somebody has typed and not sent (B17)."""

from django.db import transaction

from aftercare.chat.access import access_to_answer, own_id
from aftercare.chat.models import Draft
from aftercare.chat.writing import TEXT_MOST
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.shops.access import Person


def keep_draft(*, conversation_id: int, text: str, person: Person) -> None:
    """The newest text takes the place of the one before; none removes it. Raises NotFound and Refused."""
    words = clean(text).encode(errors="ignore").decode()[:TEXT_MOST]
    with transaction.atomic():
        conversation = access_to_answer(person, conversation_id, also_practice=True)
        if not words:
            Draft.objects.filter(conversation=conversation, staff_id=own_id(person)).delete()
            return
        values = {"text": words, "at": now()}
        Draft.objects.update_or_create(conversation=conversation, staff_id=own_id(person), defaults=values)
