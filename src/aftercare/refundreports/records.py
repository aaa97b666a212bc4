"""Records between their rows and the plain values that are merged. Called by actions only."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aftercare.core.bulk import any_of
from aftercare.core.money import Money
from aftercare.refundreports.facts import MERGED, STATE_FIELDS, RefundFacts
from aftercare.refundreports.merge import Held
from aftercare.refundreports.models import PlatformRefund
from aftercare.refundreports.rules import RecordFacts
from aftercare.refundreports.terms import Intervention, RefundKind, RefundState, Standing

NAMES = (*STATE_FIELDS, *MERGED)
CHOSEN = {"state": RefundState, "kind": RefundKind, "intervention": Intervention}
PERSONAL = frozenset({"explanation"})  # stands in the history as 'changed' only
_EMPTY: Mapping[str, Any] = {
    name: "" if PlatformRefund._meta.get_field(name).empty_strings_allowed else None for name in NAMES
}
# Columns that are written together, in this order.
COLUMNS = (
    *NAMES, "stamps", "unknown_status", "unknown_stamp", "newest_state", "newest_at", "told_at", "order", "standing",
    "updated_at",
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One record while reports are taken in; `pk` is None until it is inserted."""

    held: Held
    pk: int | None = None
    order_id: int | None = None
    case_id: int | None = None
    standing: Standing = Standing.WAITING
    told_at: datetime | None = None
    is_new: bool = False  # to its order: told for the first time, or its order has just come
    is_touched: bool = False
    must_compare: bool = False  # nothing new for the case, but for how both sides fit
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def read_rows(shop_id: int, numbers: Collection[str], *, lock: bool) -> dict[str, Row]:
    """The stored records by number, locked in one order for all."""
    rows = PlatformRefund.objects.filter(any_of("refund_no", set(numbers)), shop_id=shop_id).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {record.refund_no: row_of(record) for record in rows}


def row_of(record: PlatformRefund) -> Row:
    held = held_of(record)
    return Row(held, record.pk, record.order_id, record.case_id, Standing(record.standing), record.told_at)


def held_of(record: PlatformRefund) -> Held:
    """What is held of one refund, as the merge sees it."""
    values = {name: _told(name, getattr(record, name)) for name in NAMES}
    return Held(
        facts=RefundFacts(refund_no=record.refund_no, order_no=record.order_no, **values),
        stamps={name: (stamp[0], stamp[1]) for name, stamp in record.stamps.items()},
        unknown_status=record.unknown_status,
        unknown_stamp=record.unknown_stamp,
        newest_state=RefundState(record.newest_state) if record.newest_state else None,
        newest_at=record.newest_at,
    )


def _told(name: str, value: Any) -> Any:
    if value in ("", None):
        return None
    return CHOSEN[name](value) if name in CHOSEN else value


def values_of(row: Row, at: datetime) -> list[Any]:
    """In the order of `COLUMNS`."""
    held = row.held
    values = [_EMPTY[name] if (value := getattr(held.facts, name)) is None else value for name in NAMES]
    values[0] = held.state
    return [
        *values, json.dumps(held.stamps), held.unknown_status, held.unknown_stamp,
        held.newest_state or "", held.newest_at, row.told_at, row.order_id, row.standing, at,
    ]  # fmt: skip


def record_facts(record: PlatformRefund) -> RecordFacts:
    """The record as the rules see it."""
    held = held_of(record)
    return RecordFacts(
        kind=held.facts.kind or RefundKind.UNKNOWN,
        state=held.state,
        amount=held.facts.amount,
        intervention=held.facts.intervention or Intervention.NONE,
        went_back=held.went_back,
        told_at=record.told_at,
    )


def as_json(changes: Mapping[str, tuple[Any, Any]]) -> str:
    """The difference as it is kept: amounts in fen, times in ISO, personal words not at all."""
    told = {
        name: [] if name in PERSONAL else [_plain(before), _plain(after)] for name, (before, after) in changes.items()
    }
    return json.dumps(told, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None else str(value)


def touched(rows: Iterable[Row]) -> list[Row]:
    """Those that must be written."""
    return [row for row in rows if row.is_touched]
