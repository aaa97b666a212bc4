"""What unclaimed parcels say in the rail."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftercare.shops.access import Person
from aftercare.unclaimed.access import DECIDERS, KEEPERS, LINKERS, visible_parcels, visible_proposals
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.terms import OPEN, ParcelState


def waiting_unclaimed(person: Person, shop_ids: frozenset[int]) -> QuerySet[UnclaimedParcel]:
    """What this person can do something about: proposals to look at, requests to decide, ends to carry out."""

    def shops(*roles: str) -> list[int]:
        return [shop_id for shop_id in sorted(shop_ids) if person.has(shop_id, *roles)]  # type: ignore[arg-type]

    proposed = Exists(visible_proposals(person).filter(parcel=OuterRef("pk")))
    mine = Q(proposed, shop_id__in=shops(*LINKERS))
    mine |= Q(state=ParcelState.ASKED, shop_id__in=shops(*DECIDERS)) & ~Q(asked_by_id=person.staff_id)
    mine |= Q(state=ParcelState.APPROVED, shop_id__in=shops(*KEEPERS))
    return visible_parcels(person).filter(mine, shop_id__in=shop_ids, state__in=OPEN)
