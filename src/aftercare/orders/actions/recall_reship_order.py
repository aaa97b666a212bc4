"""A second dispatch has come back to the house (C19)."""

from datetime import datetime

from aftercare.orders.events import note_order
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person


def recall_reship_order(*, order: Order, person: Person, at: datetime) -> None:
    """It waits to be packed again. Call in the transaction of the case's move."""
    parcel = {"courier": order.courier, "tracking_no": order.tracking_no}
    order.courier, order.tracking_no, order.dispatched_at = "", "", None
    order.status = OrderStatus.AWAITING_DISPATCH
    order.updated_at = at  # its parcel is followed by this
    order.save(update_fields=["courier", "tracking_no", "dispatched_at", "status", "updated_at"])
    note_order(order, "reship.recalled", person, at, **parcel)
