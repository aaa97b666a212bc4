"""Parcels on the shelf that turned out to be a buyer's (U4). Others name a sender whom nobody knows: by age."""

from aftercare.core.personal import Kept
from aftercare.core.words import _
from aftercare.unclaimed.models import ParcelPicture, UnclaimedParcel

KEPT = (
    Kept(
        UnclaimedParcel,
        _("Unclaimed parcels"),
        lambda found: UnclaimedParcel.objects.filter(case_id__in=found["case"]),
        needs=("case",),
        kind="unclaimed",
        erase={
            "sender_name": "",
            "sender_name_mask": "",
            "sender_phone": "",
            "sender_phone_mask": "",
            "sender_tail_hash": "",
            "note": "",
            "end_reason": "",
            "decision_note": "",
            "settled_note": "",
        },
        told=("number", "registered_at"),
    ),
    Kept(
        ParcelPicture,
        _("Pictures of parcels"),
        lambda found: ParcelPicture.objects.filter(parcel_id__in=found["unclaimed"]),
        needs=("unclaimed",),
        gives={"file": "file_id"},
        is_copied=False,
    ),
)
