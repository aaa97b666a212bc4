"""Which imports brought and changed an order: from its events, which are never forgotten; what they changed, as long as
it is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from aftercare.core.models import Event
from aftercare.intake.changes.models import ImportChange
from aftercare.intake.changes.shown import Line
from aftercare.intake.models import ImportBatch
from aftercare.orders.imports.kept import ORDER
from aftercare.orders.imports.told import FIELDS, lines_of
from aftercare.orders.models import Order

MOST: Final = 20
ADDED, UPDATED, ITEMS, BACK = "order.imported", "order.updated", "order.items_imported", "order.put_back"
KINDS: Final = (ADDED, UPDATED, ITEMS, BACK)


@dataclass
class OrderImport:
    """One import of an order's history. `fields` are the words of what it changed; `lines` say it with the values while
    they are kept. `is_back`: what the import had changed was taken back then."""

    batch_id: int
    at: datetime
    file: str = ""
    is_added: bool = False
    has_items: bool = False
    is_back: bool = False
    fields: list[Any] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def imports_of_order(order: Order) -> list[OrderImport]:
    """The imports of its newest events, newest first; three queries. The caller has been given the order."""
    events = Event.objects.filter(subject_kind="order", subject_id=order.pk, kind__in=KINDS).order_by("-pk")
    found: dict[tuple[int, bool], OrderImport] = {}
    for kind, at, data in events.values_list("kind", "at", "data")[:MOST]:
        batch = data.get("import")
        if isinstance(batch, int):
            key = (batch, kind == BACK)
            _add(found.setdefault(key, OrderImport(batch, at, is_back=kind == BACK)), kind, data)
    files = dict(ImportBatch.objects.filter(pk__in={pk for pk, _back in found}).values_list("pk", "file_name"))
    kept = ImportChange.objects.filter(subject_kind=ORDER, subject_id=order.pk, batch_id__in=files)
    told = dict(kept.values_list("batch_id", "told"))
    zone = ZoneInfo(order.shop.timezone)
    for one in found.values():
        one.file = files.get(one.batch_id, "")
        one.lines = [] if one.is_back else lines_of(told.get(one.batch_id, {}), {}, zone)
    return list(found.values())


def _add(one: OrderImport, kind: str, data: Mapping[str, Any]) -> None:
    one.is_added |= kind == ADDED
    one.has_items |= kind == ITEMS
    names = [name for name in data.get("changed", ()) if name in FIELDS]
    one.fields += [FIELDS[name] for name in names if FIELDS[name] not in one.fields]
