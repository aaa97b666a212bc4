"""The warehouse has sent an unclaimed parcel back, or disposed of it."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.unclaimed.access import KEEPERS, access_parcel, access_step
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.rules import carry_out_refusal
from aftercare.unclaimed.terms import END_STATE, End
from aftercare.unclaimed.writing import access_version, note, write

NOTE_MOST = 200


def carry_out(*, number: str, words: str, person: Person, expected_version: int | None = None) -> UnclaimedParcel:
    """Record that what was approved is done, with the courier's number or a word (B4). Raises NotFound, InvalidInput
    when a parcel is sent back without saying how, Refused `wrong_role`, `wrong_state` or `version_changed`."""
    words = clean(words)
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        access_step(person, parcel, *KEEPERS)
        access_version(parcel, expected_version)
        refusal = carry_out_refusal(parcel.state)
        if refusal is not None:
            raise Refused(refusal)
        if len(words) > NOTE_MOST or (parcel.end == End.RETURN and not words):
            sentence = _("Enter courier and number of the parcel, at most %(most)s characters.")
            raise InvalidInput({"words": sentence % {"most": NOTE_MOST}})
        at = now()
        state = END_STATE[End(parcel.end)]
        write(parcel, state=state, settled_by_id=person.staff_id, settled_at=at, settled_note=words)
        note(parcel, f"unclaimed.{state.value}", person, at)
        parcel.proposals.all().delete()
    return parcel
