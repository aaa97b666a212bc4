"""Put right what a text was read as."""

from django.db import transaction

from aftercare.core import events
from aftercare.core.crypto import keyed_hash
from aftercare.core.errors import InvalidInput, Refusal, Refused
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.disputes.access import access_reading_to_correct
from aftercare.disputes.models import DisputeReading
from aftercare.disputes.terms import DisputeType
from aftercare.shops.access import Person

OTHER_TEXT = Refusal("dispute.other_text", _("The text has changed meanwhile. Look at it once more."))


@transaction.atomic
def correct_reading(*, person: Person, reading_id: int, to: str, text: str) -> DisputeReading:
    """Say of which type the text is; `text` is the subject's, kept encrypted to be learned from. Row R3.

    The type that was read takes a correction back; the same again writes nothing. Raises NotFound, InvalidInput for no
    such type, or Refused: not their right, or the reading is of another text.
    """
    reading = access_reading_to_correct(person, reading_id)
    if to not in DisputeType.values:
        raise InvalidInput({"type": _("There is no such type. Choose one from the list.")})
    if keyed_hash(text) != reading.text_hash:
        raise Refused(OTHER_TEXT)
    before, at = reading.settled, now()
    if before == to:
        return reading
    is_back = to == reading.type
    reading.corrected_to = "" if is_back else to
    reading.corrected_by_id = None if is_back else person.staff_id
    reading.corrected_at = None if is_back else at
    reading.corrected_text = "" if is_back else text
    reading.save(update_fields=["corrected_to", "corrected_by", "corrected_at", "corrected_text"])
    events.record(
        kind="dispute.corrected", subject=("dispute", reading.pk), shop_id=reading.shop_id, actor_id=person.staff_id,
        at=at, data={"subject": reading.subject_kind, "of": reading.subject_id, "before": before.value, "to": to},
    )  # fmt: skip
    return reading
