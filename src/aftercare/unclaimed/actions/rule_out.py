"""Somebody has looked: a parcel does not belong to what was proposed."""

from django.db import transaction

from aftercare.core.errors import NotFound, Refused
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.unclaimed.access import LINKERS, access_parcel, access_step, visible_proposals
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.rules import link_refusal
from aftercare.unclaimed.writing import note


def rule_out(*, number: str, proposal_id: int, person: Person) -> UnclaimedParcel:
    """Rule the proposal out for good: it is not proposed again (B4). Raises NotFound, Refused `wrong_role` or
    `wrong_state`."""
    with transaction.atomic():
        parcel = access_parcel(person, number, lock=True)
        access_step(person, parcel, *LINKERS)
        proposal = visible_proposals(person).filter(parcel=parcel, pk=proposal_id).first()
        if proposal is None:
            raise NotFound(str(proposal_id))
        refusal = link_refusal(parcel.state)
        if refusal is not None:
            raise Refused(refusal)
        proposal.ruled_out_by_id = person.staff_id
        proposal.save(update_fields=["ruled_out_by"])
        note(parcel, "unclaimed.ruled_out", person, now(), order=proposal.order_id, case=proposal.case_id)
    return parcel
