"""By which imports an order came and was changed (O1)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftercare.intake.access import IMPORTERS
from aftercare.intake.changes.shown import Line
from aftercare.orders.imports.history import OrderImport, imports_of_order
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.web.pieces.marks import Tone


@dataclass(frozen=True)
class ImportedRow:
    """One import; `address` is '' for those who do not open the pages of imports."""

    label: Any
    tone: Tone
    file: str
    address: str
    at: datetime
    lines: list[Line]
    fields: str


def imports_shown(person: Person, order: Order) -> list[ImportedRow]:
    """Newest first, those of the newest events of the order."""
    opens = bool(person.all_roles & frozenset(IMPORTERS))
    return [_row(one, opens) for one in imports_of_order(order)]


def _row(one: OrderImport, opens: bool) -> ImportedRow:
    label, tone = _label(one)
    return ImportedRow(
        label=label,
        tone=tone,
        file=one.file or _("Import %(number)s") % {"number": one.batch_id},
        address=reverse("import", args=[one.batch_id]) if opens and one.file else "",
        at=one.at,
        lines=one.lines,
        fields="" if one.lines else ", ".join(str(label) for label in one.fields),
    )


def _label(one: OrderImport) -> tuple[Any, Tone]:
    if one.is_back:
        return _("Taken back"), Tone.REFUSED
    if one.is_added:
        return _("Added"), Tone.DONE
    return (_("Items"), Tone.US) if one.has_items and not one.fields else (_("Updated"), Tone.US)
