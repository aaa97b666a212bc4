"""A second dispatch leaves the house (C19)."""

from datetime import datetime

from aftercare.orders.events import note_order
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person


def dispatch_reship_order(*, order: Order, courier: str, tracking_no: str, person: Person, at: datetime) -> None:
    """The courier has it, or its number was corrected. Call in the transaction of the case's move."""
    order.courier, order.tracking_no = courier, tracking_no
    order.status, order.dispatched_at = OrderStatus.DISPATCHED, order.dispatched_at or at
    order.updated_at = at  # its parcel is followed by this
    order.save(update_fields=["courier", "tracking_no", "status", "dispatched_at", "updated_at"])
    note_order(order, "reship.dispatched", person, at, courier=courier, tracking_no=tracking_no)
