"""A picture in a conversation, stored and written at once: none is kept that belongs to no message (S1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from django.db import transaction

from aftercare.chat.access import ANSWERERS, WRONG_ROLE, access_conversation
from aftercare.chat.actions.write_as_agent import write_as_agent
from aftercare.chat.actions.write_as_buyer import Arrival, write_as_buyer
from aftercare.chat.models import Conversation, Message, Visitor
from aftercare.chat.terms import Kind, Side
from aftercare.chat.writing import Words, sent_before
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.files.actions.store_file import Upload, storing
from aftercare.files.models import StoredFile
from aftercare.files.terms import PICTURES, MediaType
from aftercare.shops.access import Person

SPAN: Final = timedelta(hours=1)
MOST_PICTURES: Final = 20  # of one visitor in that time
TOO_MANY: Final = Refusal("upload_quota", _("You have sent very many pictures. Wait a little, then go on."))


def write_picture_as_buyer(
    *,
    visitor: Visitor,
    upload: Upload,
    client_id: str,
    arrival: Arrival = Arrival(),  # noqa: B008 frozen
) -> Message:
    """Keep and write the buyer's picture; the same number again is the same picture. Raises InvalidInput and Refused as
    `store_file` does, and on too many."""
    known = Message.objects.filter(conversation__visitor=visitor, side=Side.BUYER, client_id=client_id).first()
    if known is not None:
        return known
    with transaction.atomic():
        sent = Message.objects.filter(conversation__visitor=visitor, side=Side.BUYER, at__gt=now() - SPAN)
        recent = sent.exclude(file=None)
        if recent.count() >= MOST_PICTURES:
            raise Refused(TOO_MANY)
        with _picture(upload, visitor.shop_id, Person.system()) as file:
            words = Words(client_id, "", Kind.PICTURE, file_id=file.pk)
            return write_as_buyer(visitor=visitor, words=words, arrival=arrival)


def write_picture_as_agent(
    *, conversation_id: int, upload: Upload, client_id: str, seen_seq: int, person: Person
) -> Message:
    """Keep and write the agent's picture. Raises as `write_as_agent` and `store_file` do."""
    with transaction.atomic():
        # Not locked while the picture is read: the buyer may write meanwhile. `write_as_agent` locks, and asks again.
        conversation: Conversation = access_conversation(person, conversation_id)
        if not person.has(conversation.shop_id, *ANSWERERS):
            raise Refused(WRONG_ROLE)
        known, _at = sent_before(conversation, Side.AGENT, client_id)
        if known is not None:
            return known
        with _picture(upload, conversation.shop_id, person) as file:
            words = Words(client_id, "", Kind.PICTURE, file_id=file.pk)
            return write_as_agent(conversation_id=conversation_id, words=words, seen_seq=seen_seq, person=person)


@contextmanager
def _picture(upload: Upload, shop_id: int, person: Person) -> Iterator[StoredFile]:
    """The stored picture; when the message is refused, nothing of it stays on the disk."""
    with storing(upload=upload, shop_id=shop_id, person=person, at=now()) as file:
        if MediaType(file.media_type) not in PICTURES:
            raise InvalidInput({"file": _("Only pictures can be sent here (JPG, PNG, WebP, HEIC).")})
        yield file
