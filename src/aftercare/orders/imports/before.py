"""Orders and lines as they stand when an import is taken back, who has written them since, and writing them back.
Called by `takeback` only."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from django.db import models

from aftercare.core.bulk import any_of, update_rows
from aftercare.core.crypto import keyed_hash
from aftercare.core.models import Event
from aftercare.core.money import Money, MoneyField
from aftercare.intake.changes.back import BackScope, Kept
from aftercare.intake.changes.models import ImportChange
from aftercare.intake.changes.terms import ALL, REST, Fate
from aftercare.money.actions.ensure_caps import Told as CapTold
from aftercare.money.actions.ensure_caps import refresh_caps
from aftercare.orders.imports.hanging import lines_held
from aftercare.orders.imports.kept import LINES, ORDER, Told, plain
from aftercare.orders.imports.lines import LINE_VALUES
from aftercare.orders.imports.stored import KEPT_COLUMNS
from aftercare.orders.imports.undone import REFUND, Back, key_of
from aftercare.orders.models import Order, OrderLine

LATER: Final = "back.later"
PERSON: Final = "back.person"
_line_values = attrgetter(*LINE_VALUES)


@dataclass
class Now:
    """Orders by id, with those of their columns that the import wrote; their lines; lines that something hangs on. All
    in plain values beside the stored ones."""

    names: tuple[str, ...] = ()
    stored: dict[int, Told] = field(default_factory=dict)
    orders: dict[int, Told] = field(default_factory=dict)
    lines: dict[int, dict[int, Told]] = field(default_factory=lambda: defaultdict(dict))
    line_rows: dict[int, OrderLine] = field(default_factory=dict)
    lines_held: set[int] = field(default_factory=set)


@dataclass
class Theirs:
    """Fields of orders that somebody wrote after the import, with the code of who; the key LINES when the goods are
    others since."""

    fields: dict[int, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def of(self, order: int) -> Mapping[str, str]:
        return self.fields.get(order, {})


def read_now(scope: BackScope, rows: Sequence[Kept]) -> Now:
    """The orders as they are, locked in one order for all when they are to be written; three queries."""
    told = {name for row in rows for name in row.fields}
    now = Now(tuple(name for name in KEPT_COLUMNS if name in told))
    ids = [row.subject_id for row in rows]
    orders = Order.objects.filter(any_of("id", ids), shop_id=scope.shop_id).order_by("pk")
    if scope.writes:
        orders = orders.select_for_update(of=("self",))
    for pk, *values in orders.values_list("pk", *now.names):
        now.stored[pk] = dict(zip(now.names, values, strict=True))
        now.orders[pk] = {name: plain(value) for name, value in now.stored[pk].items()}
    of_lines = [row.subject_id for row in rows if LINES in row.fields]
    lines = OrderLine.objects.filter(any_of("order_id", of_lines)).order_by("pk")
    for line in lines.select_for_update(of=("self",)) if scope.writes else lines:
        now.line_rows[line.pk] = line
        values = [plain(value) for value in _line_values(line)]
        now.lines[line.order_id][line.pk] = dict(zip(LINE_VALUES, values, strict=True))
    now.lines_held = lines_held(list(now.line_rows)) if now.line_rows else set()
    return now


def read_theirs(scope: BackScope, rows: Sequence[Kept]) -> Theirs:
    """What later imports and persons have written in the orders since; two queries. An import that was taken back has
    written only what stayed of it."""
    theirs, own = Theirs(), {row.subject_id: row for row in rows}
    if not own:
        return theirs
    later = ImportChange.objects.filter(any_of("subject_id", list(own)), subject_kind=ORDER)
    later = later.exclude(batch_id=scope.batch_id).filter(pk__gt=min(row.pk for row in rows), is_added=False)
    for pk, order, told, fate, kept in later.values_list("pk", "subject_id", "told", "fate", "kept"):
        if pk > own[order].pk and fate not in (Fate.BACK, Fate.GONE):
            is_whole = fate not in REST or ALL in kept
            theirs.fields[order] |= dict.fromkeys(_names(told) if is_whole else _kept_names(told, kept), LATER)
    corrected = Event.objects.filter(any_of("subject_id", list(own)), subject_kind="order", kind="order.corrected")
    for order, at, data in corrected.values_list("subject_id", "at", "data"):
        if at >= own[order].at:
            theirs.fields[order][str(data.get("field", ""))] = PERSON
    return theirs


def _names(told: Mapping[str, Any]) -> set[str]:
    """Fields that a change names, those of lines by `key_of`."""
    names = set(told) - {LINES}
    for pk, values in told.get(LINES, {}).items():
        names |= {key_of(pk, name) for name in values}
        if values.keys() - REFUND:
            names.add(LINES)
    return names


def _kept_names(told: Mapping[str, Any], kept: Collection[str]) -> set[str]:
    """The same of a change of which only `kept` stayed."""
    lines = told.get(LINES, {}) if LINES in kept else {}
    return {*kept, *_names({LINES: lines})}


def put_back(scope: BackScope, now: Now, backs: Sequence[tuple[int, Back]]) -> None:
    """Write orders and lines; whoever follows changed orders sees it."""
    names = (*now.names, "updated_at", *(("receiver_phone_hash",) if "receiver_phone" in now.names else ()))
    rows = [(pk, _columns(now.stored[pk] | _opened(Order, back.fields), names, scope.at)) for pk, back in backs]
    update_rows(Order, names, rows)
    gone = [pk for _order, back in backs for pk in back.gone]
    OrderLine.objects.filter(any_of("id", gone)).delete()
    lines = []
    for _order, back in backs:
        for pk, values in back.lines.items():
            line = now.line_rows[pk]
            for name, value in _opened(OrderLine, values).items():
                setattr(line, name, value)
            lines.append(line)
    update_rows(OrderLine, LINE_VALUES, [(line.pk, _line_values(line)) for line in lines])
    if lines:
        told = {line.cap_reference: CapTold(line.paid, line.refunded) for line in lines}
        refresh_caps(shop_id=scope.shop_id, told=told)


def _columns(values: Told, names: Iterable[str], at: datetime) -> list[Any]:
    phone = str(values.get("receiver_phone") or "")
    whole = {**values, "updated_at": at, "receiver_phone_hash": keyed_hash(phone)}
    return [whole[name] for name in names]


def _opened(model: type[models.Model], values: Told) -> Told:
    """Stored values from plain ones."""
    return {name: _open(model._meta.get_field(name), value) for name, value in values.items()}


def _open(column: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column, MoneyField):
        return Money(value)
    return datetime.fromisoformat(value) if isinstance(column, models.DateTimeField) else value


def seen_back(shop_id: int, told: Mapping[str, Any]) -> None:
    """Orders that a newer export only named were last told of by the one before, where no other has told of them."""
    after = datetime.fromisoformat(told["after"])
    for before, ids in told["before"].items():
        rows = Order.objects.filter(any_of("id", ids), shop_id=shop_id, exported_at=after)
        rows.update(exported_at=datetime.fromisoformat(before) if before else None)
