"""Ask the supervisor that a parcel which nobody claims leaves the shelf."""

from django.db import transaction

from aftercare.core.errors import InvalidInput, Refused
from aftercare.core.text import clean
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.shops.policies import policies_of
from aftercare.unclaimed.access import KEEPERS, access_parcel, access_step
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.policies import patience_of
from aftercare.unclaimed.rules import age_in_days, end_refusal
from aftercare.unclaimed.terms import End, ParcelState
from aftercare.unclaimed.writing import access_version, note, write

REASON_MOST = 300


def ask_end(
    *, number: str, end: str, reason: str, person: Person, expected_version: int | None = None
) -> UnclaimedParcel:
    """Ask that it goes back to its sender or is disposed of (B4); possible after the shop's days on the shelf.

    Raises NotFound, InvalidInput on an unknown end or without a reason, Refused `wrong_role`, `too_early`,
    `wrong_state` or `version_changed`.
    """
    reason = clean(reason)
    if end not in End.values:
        raise InvalidInput({"end": _("Choose what is to become of it.")})
    if not 0 < len(reason) <= REASON_MOST:
        raise InvalidInput({"reason": _("Say why, in at most %(most)s characters.") % {"most": REASON_MOST}})
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        access_step(person, parcel, *KEEPERS)
        access_version(parcel, expected_version)
        at = now()
        age = age_in_days(parcel.registered_at, at)
        refusal = end_refusal(parcel.state, End(end), age, patience_of(policies_of(parcel.shop, at)))
        if refusal is not None:
            raise Refused(refusal)
        write(
            parcel,
            state=ParcelState.ASKED,
            end=end,
            end_reason=reason,
            asked_by_id=person.staff_id,
            asked_at=at,
            decided_by_id=None,
            decided_at=None,
            decision_note="",
        )
        note(parcel, "unclaimed.end_asked", person, at, end=end, days=age)
    return parcel
