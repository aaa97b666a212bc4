"""Keep in the audit trail that somebody took a roster out of the house (attack E10)."""

from datetime import date

from django.db import transaction

from aftercare.core.time import now
from aftercare.shifts.writing import tell
from aftercare.shops.access import Person
from aftercare.shops.models import Shop


@transaction.atomic
def note_roster_export(*, shop: Shop, month: date, rows: int, person: Person) -> None:
    """One event: which month, how many people. The caller has checked the right."""
    tell(shop, "roster.exported", person, now(), month=f"{month:%Y-%m}", rows=rows)
