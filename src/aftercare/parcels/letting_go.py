"""Parcels of orders that vanish with the import that brought them (O1)."""

from collections.abc import Collection

from aftercare.core.bulk import any_of
from aftercare.parcels.models import Parcel, ParcelNotice, ParcelProblem, TrackingEvent


def untouched(order_ids: Collection[int]) -> set[int]:
    """Those whose parcels are no more than the number in the order: no courier has said anything of them, none is in
    trouble, and no buyer was told."""
    acted: set[int] = set()
    for model in (TrackingEvent, ParcelProblem, ParcelNotice):
        rows = model._default_manager.filter(any_of("parcel__order_id", order_ids))
        acted |= set(rows.values_list("parcel__order_id", flat=True))
    asked = Parcel.objects.filter(any_of("order_id", order_ids)).exclude(asked_at=None)
    return set(order_ids) - acted - set(asked.values_list("order_id", flat=True))


def forget(order_ids: Collection[int]) -> None:
    """Take the parcels of untouched orders away, in the transaction of the orders' end."""
    Parcel.objects.filter(any_of("order_id", order_ids)).delete()
