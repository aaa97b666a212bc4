"""Write down that somebody took the products of shops out as a file (E10)."""

from collections.abc import Mapping

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person


@transaction.atomic
def note_products_export(*, rows: Mapping[int, int], person: Person) -> None:
    """`rows`: how many products of each shop."""
    at = now()
    for shop_id, count in sorted(rows.items()):
        record(
            kind="product.exported",
            subject=("shop", shop_id),
            shop_id=shop_id,
            actor_id=person.staff_id,
            at=at,
            data={"rows": count},
        )
