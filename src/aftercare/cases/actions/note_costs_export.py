"""Keep in the audit trail that somebody took bookings of costs out of the house (attack E10)."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from aftercare.cases.costs import Charge
from aftercare.cases.periods import Period, month_after
from aftercare.core.events import EventRow, record_many
from aftercare.core.time import now
from aftercare.shops.access import Person


@transaction.atomic
def note_costs_export(*, period: Period, charge: Charge | None, rows: Mapping[int, int], person: Person) -> None:
    """Write one event per shop: which month, charged to whom, and how many rows. The caller has checked the right."""
    at = now()
    told = {
        "from": period.first.isoformat(),
        "to": (month_after(period.first) - timedelta(days=1)).isoformat(),
        "charge": None if charge is None else [charge.party.value, charge.counterparty],
    }
    record_many(
        EventRow("costs.exported", ("shop", shop_id), shop_id, person.staff_id, at, {**told, "rows": count})
        for shop_id, count in sorted(rows.items())
    )
