"""What parcels say in the rail and on the home page."""

from django.db.models import QuerySet

from aftercare.chat.access import ANSWERERS
from aftercare.parcels.models import Parcel, ParcelNotice
from aftercare.parcels.queries import needing_parcels, waiting_notices
from aftercare.shops.access import Person


def parcels_in_trouble(person: Person, shop_ids: frozenset[int]) -> QuerySet[Parcel]:
    """Parcels that do not move or are in trouble."""
    return needing_parcels(person, shop_ids)


def messages_to_copy(person: Person, shop_ids: frozenset[int]) -> QuerySet[ParcelNotice]:
    """What buyers are to be told by hand, in shops where the person writes to buyers."""
    return waiting_notices(person, [shop_id for shop_id in shop_ids if person.has(shop_id, *ANSWERERS)])
