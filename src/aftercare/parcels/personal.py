"""Parcels: what couriers and we wrote, in which names and phones stand (U4)."""

from aftercare.core.personal import Kept, Spared
from aftercare.core.words import _
from aftercare.parcels.models import CourierLink, InboxItem, Parcel, ParcelNotice, TrackingEvent

KEPT = (
    Kept(
        Parcel,
        _("Parcels"),
        lambda found: Parcel.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        kind="parcel",
        told=("number", "courier", "state", "sent_at"),
    ),
    Kept(
        TrackingEvent,
        _("Tracking of parcels"),
        lambda found: TrackingEvent.objects.filter(parcel_id__in=found["parcel"]),
        needs=("parcel",),
        erase={"text": ""},
        told=("at", "place"),
    ),
    Kept(
        ParcelNotice,
        _("Messages on parcels"),
        lambda found: ParcelNotice.objects.filter(parcel_id__in=found["parcel"]),
        needs=("parcel",),
        erase={"text": ""},
        told=("kind", "made_at"),
    ),
    Spared(CourierLink, ("key", "salt"), "keys of the shop"),
    Spared(InboxItem, ("reports",), "goes within seconds, when it is applied; what fails names parcels only"),
)
