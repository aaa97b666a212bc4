"""Write down that somebody took figures of reviews as a file (E10)."""

from collections.abc import Collection

from django.db import transaction

from aftercare.core.events import EventRow, record_many
from aftercare.core.time import now
from aftercare.shops.access import Person


def note_export(*, shop_ids: Collection[int], person: Person) -> None:
    """One event for each shop whose figures are in it; the caller has checked the right."""
    with transaction.atomic():
        at = now()
        record_many(
            EventRow(kind="review.exported", subject=("shop", pk), shop_id=pk, actor_id=person.staff_id, at=at)
            for pk in shop_ids
        )
