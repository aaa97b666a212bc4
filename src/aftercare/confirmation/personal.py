"""Checks before dispatch: what was asked, noted and corrected (U4)."""

from aftercare.confirmation.models import Confirmation, Correction, OrderNote
from aftercare.core.personal import Kept
from aftercare.core.words import _

KEPT = (
    Kept(
        Confirmation,
        _("Checks before dispatch"),
        lambda found: Confirmation.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        erase={"words": "", "place_hash": ""},
        told=("since", "ended_at"),
    ),
    Kept(
        OrderNote,
        _("Order notes"),
        lambda found: OrderNote.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        erase={"text": ""},
        told=("made_at",),
    ),
    Kept(
        Correction,
        _("Corrected receivers"),
        lambda found: Correction.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        erase={"old": "", "new": "", "words": "", "in_force": False},
        told=("field", "at"),
    ),
)
