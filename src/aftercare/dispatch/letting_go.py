"""Promises of orders that vanish with the import that brought them (O1)."""

from collections.abc import Collection

from aftercare.core.bulk import any_of
from aftercare.dispatch.models import Breach, Promise, StockTask, StuckOrder


def untouched(order_ids: Collection[int]) -> set[int]:
    """Those whose promise only runs: no clock of it has run out, nobody is to be told that goods are missing. Slips,
    packings and freight changes are rows of their own and hold the order by themselves."""
    acted = set(
        Breach.objects.filter(any_of("promise__order_id", order_ids)).values_list("promise__order_id", flat=True)
    )
    tasks = StockTask.objects.filter(any_of("promise__order_id", order_ids))
    return set(order_ids) - acted - set(tasks.values_list("promise__order_id", flat=True))


def forget(order_ids: Collection[int]) -> None:
    """Take the promises of untouched orders away, and what stands of a promise that could not be begun, in the
    transaction of the orders' end."""
    StuckOrder.objects.filter(any_of("order_id", order_ids)).delete()
    Promise.objects.filter(any_of("order_id", order_ids)).delete()
