"""Write down that somebody took the report on products' pages out as a file (E10)."""

from collections.abc import Mapping

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person


@transaction.atomic
def note_listings_export(*, rows: Mapping[int, int], person: Person) -> None:
    """`rows`: how many pages of each shop."""
    at = now()
    for shop_id, count in sorted(rows.items()):
        record(
            kind="listing.exported",
            subject=("shop", shop_id),
            shop_id=shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"rows": count},
        )
