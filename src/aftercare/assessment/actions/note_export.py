"""Somebody took a month as a file (E10)."""

from datetime import date

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


def note_export(*, shop: Shop, month: date, people: int, person: Person) -> None:
    """Write it down before the file leaves."""
    record(
        kind="assessment.exported",
        subject=("shop", shop.pk),
        shop_id=shop.pk,
        actor_id=person.staff_id,
        at=now(),
        data={"month": month.isoformat(), "people": people},
    )
