"""Keep an eye on a colleague's conversation (S13)."""

from django.db import transaction

from aftercare.chat.access import access_conversation
from aftercare.chat.models import Watch
from aftercare.core.time import now
from aftercare.shops.access import Person


def watch_conversation(*, conversation_id: int, on: bool, person: Person) -> None:
    """Begin or stop. Raises NotFound."""
    with transaction.atomic():
        conversation = access_conversation(person, conversation_id)
        key = {"conversation": conversation, "staff_id": person.staff_id}
        if on:
            Watch.objects.get_or_create(**key, defaults={"since": now()})
        else:
            Watch.objects.filter(**key).delete()
