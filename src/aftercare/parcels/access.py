"""Which parcels a person may see: those of the shops they work in; and who sets up how a shop hears of them."""

from typing import Final

from django.db.models import QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound, Refusal
from aftercare.core.words import _
from aftercare.orders.queries import SEALED
from aftercare.parcels.models import CourierLink, Parcel, ParcelNotice
from aftercare.shops.access import Person

READERS: Final = frozenset(Role) - {Role.TRAINER}
ASKERS: Final = (Role.AGENT, Role.PRESALE_AGENT, Role.SUPERVISOR, Role.WAREHOUSE, Role.OPERATIONS)
WRONG_ROLE: Final = Refusal("wrong_role", _("This step belongs to another role."))
_SEALED: Final = tuple(f"order__{name}" for name in SEALED)


def parcel_shops(person: Person) -> frozenset[int]:
    """Shops whose parcels the person may see."""
    return frozenset(shop_id for shop_id in person.shop_ids if person.has(shop_id, *READERS))


def visible_parcels(person: Person) -> QuerySet[Parcel]:
    """Every list, page, job and file of parcels starts here (P1)."""
    if person.is_system:
        return Parcel.objects.all()
    return Parcel.objects.filter(shop_id__in=parcel_shops(person))


def access_parcel(person: Person, pk: int, *, lock: bool = False) -> Parcel:
    """The parcel. Raises NotFound."""
    rows = visible_parcels(person).select_related("shop", "order", "last_event").defer(*_SEALED)
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def visible_notices(person: Person) -> QuerySet[ParcelNotice]:
    """Messages about parcels that the person may see."""
    if person.is_system:
        return ParcelNotice.objects.all()
    return ParcelNotice.objects.filter(shop_id__in=parcel_shops(person))


def access_notice(person: Person, pk: int, *, lock: bool = False) -> ParcelNotice:
    """The message. Raises NotFound."""
    sealed = (f"parcel__{name}" for name in _SEALED)
    rows = visible_notices(person).select_related("shop", "parcel", "parcel__order").defer(*sealed)
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def links_of(shop_id: int) -> dict[str, CourierLink]:
    """The aggregators of a shop by their code; the caller has been given the shop's settings."""
    rows = CourierLink.objects.filter(shop_id=shop_id).select_related("changed_by")
    return {link.provider: link for link in rows}
