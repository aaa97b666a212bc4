"""Corrections that hold although the platform's next report still has the old value (O2)."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.confirmation.models import Correction
from aftercare.core.bulk import any_of
from aftercare.orders.actions.correct_receiver import correct_receiver
from aftercare.orders.models import Order
from aftercare.shops.access import Person


def keep_corrections(orders: Sequence[Order], at: datetime) -> set[int]:
    """Write again what a report has set back. Returns the orders for which the platform says something third: there the
    correction no longer holds, and a person must look."""
    by_id = {order.pk: order for order in orders}
    undone = set()
    for one in Correction.objects.filter(any_of("order_id", list(by_id)), in_force=True).order_by("pk"):
        order = by_id[one.order_id]
        current = getattr(order, one.field)
        if current == one.new:
            continue
        if current == one.old:
            locked = Order.objects.select_for_update(no_key=True).filter(pk=order.pk).first()
            if locked is not None and getattr(locked, one.field) == one.old:
                correct_receiver(order=order, field=one.field, value=one.new, person=Person.system(), at=at)
        else:
            undone.add(order.pk)
            Correction.objects.filter(pk=one.pk).update(in_force=False)
    return undone
