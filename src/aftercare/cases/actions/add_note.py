"""Write an internal note on a case."""

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.inputs import NOTE_MOST
from aftercare.cases.models import Note
from aftercare.core.errors import InvalidInput
from aftercare.core.events import record
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person


def add_note(*, number: str, text: str, person: Person) -> Note:
    """Keep the note for colleagues; a note is never edited (X8). Raises NotFound, InvalidInput.

    The text is no part of the event: personal data must stay erasable (J7).
    """
    text = clean(text)
    if not text:
        raise InvalidInput({"text": _("Write something first.")})
    if len(text) > NOTE_MOST:
        raise InvalidInput({"text": _("At most %(most)s characters.") % {"most": NOTE_MOST}})
    with transaction.atomic():
        case = access_case(person, number)
        at = now()
        note = Note.objects.create(case=case, text=text, by_id=person.staff_id, at=at)
        record(
            kind="case.noted",
            subject=("case", case.pk),
            shop_id=case.shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"note": note.pk},
        )
    return note
