"""A second dispatch will not be sent, or was lost (C19)."""

from datetime import datetime

from aftercare.orders.events import note_order
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person


def close_reship_order(*, order: Order, reason: str, person: Person, at: datetime) -> None:
    """Close it with the reason. Call in the transaction of the case's move."""
    order.status, order.close_reason = OrderStatus.CLOSED, reason
    order.updated_at = at  # its parcel is followed by this
    order.save(update_fields=["status", "close_reason", "updated_at"])
    note_order(order, "reship.closed", person, at)
