"""The supervisor decides whether a parcel leaves the shelf."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.unclaimed.access import DECIDERS, access_parcel, access_step
from aftercare.unclaimed.actions.ask_end import REASON_MOST
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.rules import decision_refusal
from aftercare.unclaimed.terms import ParcelState
from aftercare.unclaimed.writing import access_version, note, write


def decide_end(
    *, number: str, grants: bool, words: str, person: Person, expected_version: int | None = None
) -> UnclaimedParcel:
    """Approve or turn down what was asked (B4, C17). Turned down it lies on the shelf as before; approved, the
    warehouse carries it out.

    Raises NotFound, InvalidInput when it is turned down without a word, Refused `wrong_role`, `own_request`,
    `wrong_state` or `version_changed`.
    """
    words = clean(words)
    if len(words) > REASON_MOST or not (grants or words):
        raise InvalidInput({"words": _("Say why, in at most %(most)s characters.") % {"most": REASON_MOST}})
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        access_step(person, parcel, *DECIDERS)
        access_version(parcel, expected_version)
        refusal = decision_refusal(parcel.state, parcel.asked_by_id, person.staff_id)
        if refusal is not None:
            raise Refused(refusal)
        at = now()
        state = ParcelState.APPROVED if grants else ParcelState.WAITING
        write(parcel, state=state, decided_by_id=person.staff_id, decided_at=at, decision_note=words)
        note(parcel, "unclaimed.end_approved" if grants else "unclaimed.end_denied", person, at, end=parcel.end)
    return parcel
