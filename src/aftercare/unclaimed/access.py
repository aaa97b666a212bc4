"""Which unclaimed parcels a person may see, and who may do what with them (B4)."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal, Refused
from aftercare.core.words import _
from aftercare.shops.access import Person
from aftercare.unclaimed.models import Proposal, UnclaimedParcel

KEEPERS: Final = (Role.WAREHOUSE,)  # register, and carry out what was approved
LINKERS: Final = (Role.WAREHOUSE, Role.AGENT, Role.SUPERVISOR)
DECIDERS: Final = (Role.SUPERVISOR,)
READERS: Final = frozenset(LINKERS)
_SHOWN: Final = ("shop", "case", "registered_by", "asked_by", "decided_by", "settled_by")
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))


def parcel_shops(person: Person) -> frozenset[int]:
    """The shops whose shelves the person sees."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *READERS))


def visible_parcels(person: Person) -> QuerySet[UnclaimedParcel]:
    """Every list, page, search, file and job of unclaimed parcels starts here (P1, attacks B1-B3)."""
    if person.is_system:
        return UnclaimedParcel.objects.all()
    return UnclaimedParcel.objects.filter(shop_id__in=parcel_shops(person))


def visible_proposals(person: Person) -> QuerySet[Proposal]:
    """Proposals that nobody has ruled out, of orders of the person's own shops: a parcel of one shop may belong to
    another, and then only those who see both hear of it."""
    rows = Proposal.objects.filter(ruled_out_by=None)
    return rows if person.is_system else rows.filter(shop_id__in=person.shop_ids)


def access_parcel(person: Person, number: str, *, lock: bool = False) -> UnclaimedParcel:
    """The parcel of that number, locked when it is to be written. Raises NotFound."""
    rows = visible_parcels(person).filter(number=number)
    # Whoever waited for the lock has the newest row, but what was joined to it is as before the wait.
    rows = rows.select_for_update(of=("self",)).select_related("shop") if lock else rows.select_related(*_SHOWN)
    parcel = rows.first()
    if parcel is None:
        raise NotFound(number)
    return parcel


def access_step(person: Person, parcel: UnclaimedParcel, *roles: Role) -> None:
    """Raises Refused `wrong_role` unless the person holds one of the roles in the parcel's shop."""
    if not person.has(parcel.shop_id, *roles):
        raise Refused(WRONG_ROLE)
