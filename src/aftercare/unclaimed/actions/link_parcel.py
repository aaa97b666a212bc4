"""Somebody says whose an unclaimed parcel is."""

from django.db import transaction

from aftercare.cases.access import access_case
from aftercare.cases.actions.claim_parcel import FoundParcel, claim_parcel
from aftercare.core.errors import NotFound, Refused
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.unclaimed.access import LINKERS, access_parcel, access_step
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.rules import link_refusal
from aftercare.unclaimed.terms import ParcelState
from aftercare.unclaimed.writing import note, write


def link_parcel(*, number: str, case_number: str, person: Person) -> UnclaimedParcel:
    """Give the parcel to the case: it gets the pictures as evidence and the tracking number; both get an event (B4).

    Two who do it at once: one wins, the other hears which case has it. The same case again: the same answer. Rights are
    asked on both sides (B6). Raises NotFound, Refused `wrong_role`, `already_linked` or `wrong_state`.
    """
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        access_step(person, parcel, *LINKERS)
        case = access_case(person, case_number)
        if not person.has(case.shop_id, *LINKERS):
            raise NotFound(case_number)
        if parcel.state == ParcelState.LINKED and parcel.case_id == case.pk:
            return parcel
        refusal = link_refusal(parcel.state, parcel.case.number if parcel.case else "")
        if refusal is not None:
            raise Refused(refusal)
        at = now()
        signs = _signs(parcel, case.pk)
        files = [picture.file for picture in parcel.pictures.select_related("file").order_by("pk")]
        found = FoundParcel(parcel.number, parcel.tracking_no, parcel.courier, files)
        claim_parcel(number=case.number, found=found, person=person)
        write(parcel, state=ParcelState.LINKED, case=case, settled_by_id=person.staff_id, settled_at=at)
        note(parcel, "unclaimed.linked", person, at, case=case.number, signs=signs)
        parcel.proposals.all().delete()
    return parcel


def _signs(parcel: UnclaimedParcel, case_id: int) -> list[str]:
    """Why it was proposed, [] when the person found it by themselves."""
    found = parcel.proposals.filter(case_id=case_id).values_list("signs", flat=True).first()
    return list(found or ())
