"""Parcels that have not moved for too long become a courier problem (O5)."""

from typing import Final

from django.db import transaction

from aftercare.core.time import now
from aftercare.orders.queries import SEALED
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.keep_findings import keep_problems
from aftercare.parcels.actions.refresh import houses_of
from aftercare.parcels.models import Parcel
from aftercare.parcels.policies import OPENS
from aftercare.parcels.terms import ProblemKind, ProblemState

_SEALED: Final = tuple(f"order__{name}" for name in SEALED)
BATCH: Final = 200
MOST_BATCHES: Final = 25


def find_stuck() -> int:
    """Mark every parcel whose time of silence is over, oldest first; returns how many. Safe to run again."""
    found = 0
    for _batch in range(MOST_BATCHES):
        count = _find_some()
        found += count
        if count < BATCH:
            break
    return found


@transaction.atomic
def _find_some() -> int:
    at = now()
    silent = Parcel.objects.filter(silent_at__lte=at).select_related("order").defer(*_SEALED).order_by("silent_at")
    parcels = list(silent.select_for_update(skip_locked=True, of=("self",), no_key=True)[:BATCH])
    Parcel.objects.filter(pk__any_of=[one.pk for one in parcels]).update(stuck_at=at, silent_at=None)
    houses = houses_of({one.shop_id for one in parcels}, at)
    keep_problems(
        [
            (one.pk, one.shop_id, ProblemKind.STUCK.value, ProblemState.NEW.value, at)
            for one in parcels
            if one.order is not None
            and one.order.status != OrderStatus.CLOSED
            and houses[one.shop_id].policies.get(OPENS)
        ]
    )
    return len(parcels)
