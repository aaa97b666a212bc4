"""Keep in the audit trail that somebody took a handover sheet out of the house (attack E10)."""

from datetime import date

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


@transaction.atomic
def note_export(*, shop: Shop, day: date, rows: int, form: str, person: Person) -> None:
    """One event: which day, how many lines, as what. The caller has checked the right."""
    record(
        kind="handover.exported",
        subject=("shop", shop.pk),
        shop_id=shop.pk,
        actor_id=person.staff_id,
        at=now(),
        data={"day": day.isoformat(), "rows": rows, "form": form},
    )
