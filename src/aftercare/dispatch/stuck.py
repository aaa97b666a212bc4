"""Orders that could not be followed: set aside, so that they hold up no other, shown, and tried again (O4)."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from aftercare.core.time import now
from aftercare.dispatch.access import READERS, shops_for
from aftercare.dispatch.models import StuckOrder
from aftercare.shops.access import Person

FIRST_AGAIN: Final = timedelta(minutes=2)  # twice as long after each further try
LAST_AGAIN: Final = timedelta(hours=1)
MOST_TRIES: Final = 30_000  # a limit of the column; it is tried on


def is_stuck(order: str, at: datetime) -> Exists:
    """Whether the order, named by that column, is left alone for now."""
    return Exists(StuckOrder.objects.filter(order=OuterRef(order), try_at__gt=at))


@transaction.atomic
def set_aside(order_id: int, shop_id: int, trouble: Exception) -> None:
    """Keep that it could not be followed, and when it is tried again. One process at a time follows a shop."""
    at = now()
    row = StuckOrder.objects.filter(order_id=order_id).first()
    row = row or StuckOrder(order_id=order_id, shop_id=shop_id, since=at, tries=0)
    row.error, row.tries = type(trouble).__name__[:60], min(row.tries + 1, MOST_TRIES)
    row.try_at = at + min(FIRST_AGAIN * 2 ** min(row.tries - 1, 10), LAST_AGAIN)
    row.save()


def forget_freed(shop_id: int, before: datetime) -> None:
    """Those whose turn had come at that moment, and that did not fail again."""
    StuckOrder.objects.filter(shop_id=shop_id, try_at__lte=before).delete()


def stuck_orders(person: Person, shop_ids: Collection[int], *, most: int) -> Sequence[StuckOrder]:
    """Orders that people of dispatch should look at, the oldest first."""
    rows = StuckOrder.objects.filter(shop_id__in=shops_for(person, READERS) & frozenset(shop_ids))
    return list(rows.select_related("order").only("since", "order__platform_no").order_by("since", "pk")[:most])
