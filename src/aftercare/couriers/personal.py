"""Choices of couriers, and penalties, which are about companies (U4)."""

from aftercare.core.personal import Kept, Spared
from aftercare.core.words import _
from aftercare.couriers.models import CourierChoice, CourierPenalty, Settlement

KEPT = (
    Kept(
        CourierChoice,
        _("Chosen couriers"),
        lambda found: CourierChoice.objects.filter(order_id__in=found["order"]),
        needs=("order",),
        erase={"reason": ""},
        is_copied=False,
    ),
    Spared(CourierPenalty, ("note", "decision_note", "lift_reason"), "about a courier company"),
    Spared(Settlement, ("reason",), "about a courier company; the database refuses changes"),
)
