"""Takes changes of an import back: orders that it added go, fields and lines become what they were (O1). Called inside
the transaction that also moves the undo's position."""

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import connection

from aftercare.core.events import EventRow, record_many
from aftercare.intake.changes.back import BackScope, Kept
from aftercare.intake.changes.tally import Ending
from aftercare.intake.changes.terms import ALL, Fate
from aftercare.orders.actions.count_pairs import take_out
from aftercare.orders.imports.before import LATER, Now, Theirs, put_back, read_now, read_theirs, seen_back
from aftercare.orders.imports.hanging import held_orders, let_go
from aftercare.orders.imports.kept import ORDER, SEEN
from aftercare.orders.imports.undone import Back, decide

GONE: Final = "back.gone"


def take_back_orders(scope: BackScope, rows: Sequence[Kept]) -> dict[int, Ending]:
    """Ends by the `pk` of each change."""
    own = [row for row in rows if row.kind == ORDER]
    now = read_now(scope, own)
    theirs = read_theirs(scope, own)
    endings = _remove(scope, [row for row in own if row.is_added], now, theirs)
    endings |= _restore(scope, [row for row in own if not row.is_added], now, theirs)
    seen = [row for row in rows if row.kind == SEEN]
    if scope.writes:
        for row in seen:
            seen_back(scope.shop_id, row.fields)
    return endings | {row.pk: Ending(Fate.BACK) for row in seen}


def _remove(scope: BackScope, rows: Sequence[Kept], now: Now, theirs: Theirs) -> dict[int, Ending]:
    """Orders that the import brought: whole, or not at all."""
    here = [row for row in rows if row.subject_id in now.orders]
    held = held_orders([row.subject_id for row in here])
    held |= {row.subject_id: LATER for row in here if theirs.of(row.subject_id) and row.subject_id not in held}
    going = [row for row in here if row.subject_id not in held]
    if scope.writes and going:
        ids = [row.subject_id for row in going]
        let_go(ids)
        take_out(scope.shop_id, ids)
        with connection.cursor() as cursor:  # the foreign keys of the database are the last word
            cursor.execute("DELETE FROM orders_orderline WHERE order_id = ANY(%s)", [ids])
            cursor.execute("DELETE FROM orders_order WHERE id = ANY(%s)", [ids])
        record_many(_event(scope, row, "order.taken_back", {}) for row in going)
    ended = {row.pk: Ending(Fate.GONE) for row in rows}
    return ended | {row.pk: Ending(Fate.KEPT, 0, {ALL: held[row.subject_id]}) for row in here if row.subject_id in held}


def _restore(scope: BackScope, rows: Sequence[Kept], now: Now, theirs: Theirs) -> dict[int, Ending]:
    """Fields and lines that still are as the import wrote them."""
    endings: dict[int, Ending] = {}
    written: list[tuple[Kept, Back]] = []
    for row in rows:
        order = now.orders.get(row.subject_id)
        if order is None:
            endings[row.pk] = Ending(Fate.KEPT, 0, {ALL: GONE})
            continue
        back = decide(row.fields, order, now.lines[row.subject_id], now.lines_held, theirs.of(row.subject_id))
        endings[row.pk] = Ending(back.fate, back.count, back.kept)
        if back.is_something:
            written.append((row, back))
    if scope.writes and written:
        put_back(scope, now, [(row.subject_id, back) for row, back in written])
        record_many(
            _event(scope, row, "order.put_back", {"changed": sorted(back.fields), "lines": len(back.lines)})
            for row, back in written
        )
    return endings


def _event(scope: BackScope, row: Kept, kind: str, data: Mapping[str, object]) -> EventRow:
    return EventRow(
        kind=kind,
        subject=("order", row.subject_id),
        shop_id=scope.shop_id,
        actor_id=scope.actor_id,
        at=scope.at,
        data={"import": scope.batch_id, "number": row.label, **data},
    )
