"""Parcels of orders that vanish with the import that brought them (O1)."""

from collections.abc import Collection

from django.db.models import Q

from aftercare.core.bulk import any_of
from aftercare.parcels.models import Parcel, ParcelNotice, ParcelProblem, TrackingEvent
from aftercare.parcels.terms import NoticeState

_UNTOLD = ~Q(state=NoticeState.SENT) & Q(ended_by=None)


def untouched(order_ids: Collection[int]) -> set[int]:
    """Those whose parcels are no more than the number in the order: no courier has said anything of them, none is in
    trouble, and no buyer was told."""
    acted: set[int] = set()
    for rows in (TrackingEvent.objects.all(), ParcelProblem.objects.all(), ParcelNotice.objects.exclude(_UNTOLD)):
        of_orders = rows.filter(any_of("parcel__order_id", order_ids))
        acted |= set(of_orders.values_list("parcel__order_id", flat=True))
    asked = Parcel.objects.filter(any_of("order_id", order_ids)).exclude(asked_at=None)
    return set(order_ids) - acted - set(asked.values_list("order_id", flat=True))


def forget(order_ids: Collection[int]) -> None:
    """Take the parcels of untouched orders away, in the transaction of the orders' end."""
    ParcelNotice.objects.filter(any_of("parcel__order_id", order_ids)).delete()
    Parcel.objects.filter(any_of("order_id", order_ids)).delete()
