"""A second dispatch has arrived (C19)."""

from datetime import datetime

from aftercare.orders.events import note_order
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person


def complete_reship_order(*, order: Order, person: Person, at: datetime) -> None:
    """The buyer has it. Call in the transaction of the case's move."""
    order.status, order.completed_at = OrderStatus.COMPLETED, at
    order.updated_at = at  # its parcel is followed by this
    order.save(update_fields=["status", "completed_at", "updated_at"])
    note_order(order, "reship.arrived", person, at)
