"""Rows of orders whose time ran out, and the end of their clocks (O2)."""

from collections.abc import Sequence
from datetime import datetime

from aftercare.confirmation.models import Breach, Confirmation
from aftercare.shops.access import Person


def note_breaches(rows: Sequence[Confirmation], at: datetime) -> None:
    """One row each; marks them as late, which the caller saves. They are locked by the caller."""
    Breach.objects.bulk_create(
        (
            Breach(confirmation=row, shop_id=row.shop_id, since=row.since, due_at=row.due_at, noted_at=at)
            for row in rows
        ),
        ignore_conflicts=True,
    )
    for row in rows:
        row.is_late = True


def end_clock(row: Confirmation, person: Person, at: datetime) -> None:
    """Somebody has looked at the order: the clock of this round stands. Late between two looks of the job is late all
    the same. The caller saves the row."""
    if row.handled_at is not None:
        return
    if not row.is_late and row.due_at <= at:
        note_breaches([row], at)
    if row.is_late:
        Breach.objects.filter(confirmation=row, due_at=row.due_at).update(handled_at=at, handled_by_id=person.staff_id)
    row.handled_at, row.handled_by_id = at, person.staff_id
