"""Checks of orders that vanish with the import that brought them (O1)."""

from collections.abc import Collection

from aftercare.confirmation.models import Breach, Confirmation, Correction, OrderNote
from aftercare.confirmation.terms import Source, State
from aftercare.core.bulk import any_of


def untouched(order_ids: Collection[int]) -> set[int]:
    """Those whose check nobody has looked at, and whose notes were all read from the order itself. A clock that ran out
    is in the figures already: such an order stays."""
    rows = Confirmation.objects.filter(any_of("order_id", order_ids))
    acted = set(rows.exclude(state__in=(State.WAITING, State.CLOSED)).values_list("order_id", flat=True))
    acted |= set(rows.filter(asked_times__gt=0).values_list("order_id", flat=True))
    acted |= set(rows.exclude(handled_at=None).values_list("order_id", flat=True))
    late = Breach.objects.filter(any_of("confirmation__order_id", order_ids))
    acted |= set(late.values_list("confirmation__order_id", flat=True))
    notes = OrderNote.objects.filter(any_of("order_id", order_ids))
    acted |= set(notes.filter(source=Source.PERSON).values_list("order_id", flat=True))
    acted |= set(notes.exclude(changed_by=None).values_list("order_id", flat=True))
    acted |= set(Correction.objects.filter(any_of("order_id", order_ids)).values_list("order_id", flat=True))
    return set(order_ids) - acted


def forget(order_ids: Collection[int]) -> None:
    """Take checks and notes of untouched orders away, in the transaction of the orders' end."""
    OrderNote.objects.filter(any_of("order_id", order_ids)).delete()
    Confirmation.objects.filter(any_of("order_id", order_ids)).delete()
