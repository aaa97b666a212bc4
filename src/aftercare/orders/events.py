"""Events of an order."""

from datetime import datetime

from aftercare.core.events import record
from aftercare.orders.models import Order
from aftercare.shops.access import Person


def note_order(order: Order, kind: str, person: Person, at: datetime, **data: str) -> None:
    """An event of the order in the transaction of its change."""
    record(
        kind=kind, subject=("order", order.pk), shop_id=order.shop_id, actor_id=person.staff_id, at=at,
        data={"number": order.platform_no, **data},
    )  # fmt: skip
