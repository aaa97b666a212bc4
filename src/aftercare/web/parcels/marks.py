"""How a parcel's state looks, in lists, on orders and beside conversations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftercare.parcels.couriers import name_of
from aftercare.parcels.masking import shown_text
from aftercare.parcels.models import Parcel
from aftercare.parcels.terms import ParcelState, Sign
from aftercare.web.pieces.marks import Tone, pill

TONES: Mapping[str, Tone] = {
    ParcelState.WAITING: Tone.OTHERS,
    ParcelState.COLLECTED: Tone.OTHERS,
    ParcelState.MOVING: Tone.OTHERS,
    ParcelState.DELIVERING: Tone.SOON,
    ParcelState.AT_POINT: Tone.SOON,
    ParcelState.TROUBLE: Tone.LATE,
    ParcelState.REFUSED: Tone.LATE,
    ParcelState.RETURNING: Tone.US,
    ParcelState.DELIVERED: Tone.DONE,
    ParcelState.RETURNED: Tone.REFUSED,
    ParcelState.LOST: Tone.LATE,
    ParcelState.CANCELLED: Tone.REFUSED,
}


@dataclass(frozen=True)
class ParcelMark:
    """A parcel in one line: beside an order or a conversation."""

    parcel: Parcel

    @property
    def address(self) -> str:
        return reverse("parcel", args=[self.parcel.pk])

    @property
    def state(self) -> SafeString:
        return state_pill(self.parcel)

    @property
    def last(self) -> str:
        return last_words(self.parcel)

    @property
    def last_at(self) -> datetime | None:
        return self.parcel.last_event.at if self.parcel.last_event else None


def state_pill(parcel: Parcel) -> SafeString:
    """The state; of a stuck one that it stands still, of a replaced number that it counts no more."""
    if parcel.is_replaced:
        return pill(_("Number replaced"), Tone.REFUSED)
    if parcel.stuck_at is not None:
        return pill(_("Does not move"), Tone.LATE)
    return pill(ParcelState(parcel.state).label, TONES[parcel.state])


def last_words(parcel: Parcel) -> str:
    """What the courier said last, masked; what it means when there were no words."""
    last = parcel.last_event
    if last is None:
        return ""
    return shown_text(last.text) or str(Sign(last.sign).label)


def courier_name(parcel: Parcel) -> Any:
    """As the order names it, else by its code."""
    return parcel.courier or name_of(parcel.courier_code) or _("Courier unknown")
