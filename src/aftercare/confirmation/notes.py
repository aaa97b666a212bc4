"""Notes that an order's own words ask for, kept in step with them; what a person wrote is never touched (O3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from aftercare.confirmation.checks.wishes import FoundNote
from aftercare.confirmation.models import OrderNote
from aftercare.confirmation.terms import Source
from aftercare.core.bulk import any_of
from aftercare.shops.models import Shop


def keep_notes(shop: Shop, wanted: Mapping[int, Sequence[FoundNote]], at: datetime) -> None:
    """Add, change and take off notes by order id: those that nobody has changed by hand. One that somebody took off
    stays off. Three statements for any number of orders."""
    rows = OrderNote.objects.filter(any_of("order_id", list(wanted))).exclude(code="")
    known = {(row.order_id, row.code): row for row in rows.select_for_update(no_key=True).order_by("pk")}
    new, changed = [], []
    for order_id, notes in wanted.items():
        for note in notes:
            row = known.pop((order_id, note.code), None)
            if row is None:
                new.append(_note(shop, order_id, note, at))
            elif _is_ours(row) and (row.text, row.source, row.removed_at) != (note.text, note.source, None):
                row.text, row.source, row.reader, row.removed_at = note.text, note.source, note.reader, None
                row.version += 1
                changed.append(row)
    for row in known.values():
        if _is_ours(row) and row.removed_at is None and row.source != Source.PERSON:
            row.removed_at = at
            row.version += 1
            changed.append(row)
    OrderNote.objects.bulk_create(new, batch_size=1000)
    OrderNote.objects.bulk_update(changed, ["text", "source", "reader", "removed_at", "version"], batch_size=500)


def _is_ours(row: OrderNote) -> bool:
    """Nobody has changed or removed it by hand."""
    return row.changed_at is None


def _note(shop: Shop, order_id: int, note: FoundNote, at: datetime) -> OrderNote:
    return OrderNote(
        shop=shop,
        order_id=order_id,
        reader=note.reader,
        code=note.code,
        text=note.text,
        source=note.source,
        made_at=at,
    )
