"""Keep in the audit trail that somebody took the journal out of the house (attack E10)."""

from datetime import date

from django.db import transaction

from aftercare.core.events import record
from aftercare.core.time import now
from aftercare.shops.access import Person


@transaction.atomic
def note_journal_export(*, shop_id: int, first: date, last: date, rows: int, person: Person) -> None:
    """Write the event: which days of which shop, and how many rows. The caller has checked the right."""
    record(
        kind="journal.exported",
        subject=("shop", shop_id),
        shop_id=shop_id,
        actor_id=person.staff_id,
        at=now(),
        data={"from": first.isoformat(), "to": last.isoformat(), "rows": rows},
    )
