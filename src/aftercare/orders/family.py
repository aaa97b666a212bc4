"""An order and the second dispatches of it: to the platform they are one (C19)."""

from aftercare.orders.models import Order


def root_of(order: Order) -> Order:
    """The order that the buyer placed; a second dispatch repeats it."""
    while order.source_order is not None:
        order = order.source_order
    return order


def payee_of(order: Order) -> str:
    """The number by which the platform knows whom to pay."""
    return root_of(order).platform_no
