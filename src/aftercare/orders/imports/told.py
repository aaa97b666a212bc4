"""How a change of an order reads: the words of its fields, values as people write them, personal ones masked or left
out (J3)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext

from aftercare.core.bulk import any_of
from aftercare.core.money import Money
from aftercare.core.words import _
from aftercare.intake.changes.models import ImportChange
from aftercare.intake.changes.shown import Line, StoredChanges
from aftercare.intake.changes.terms import ALL
from aftercare.orders.imports import hanging
from aftercare.orders.imports.kept import ADDED, LINES, PERSONAL
from aftercare.orders.imports.lines import LINE_VALUES, NUMBERED_HERE
from aftercare.orders.imports.undone import key_of
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.terms import OrderStatus

FIELDS: Final[dict[str, Any]] = {
    "status": _("Order status"),
    "raw_status": _("Status in the platform's words"),
    "ordered_at": _("Ordered at"),
    "paid_at": _("Paid at"),
    "promised_at": _("Dispatch promised for"),
    "dispatched_at": _("Dispatched at"),
    "completed_at": _("Completed at"),
    "total": _("Order total"),
    "goods": _("Amount of the goods"),
    "freight": _("Freight of the order"),
    "paid": _("Amount paid"),
    "refunded": _("Refunded"),
    "item_count": _("Pieces"),
    "item_summary": _("Items"),
    "courier": _("Courier"),
    "tracking_no": _("Tracking number"),
    "buyer_message": _("Buyer's message"),
    "seller_memo": _("Shop's note"),
    "close_reason": _("Reason of closing"),
    "customer": _("Buyer"),
    "receiver_name": _("Receiver"),
    "receiver_name_mask": _("Receiver"),
    "receiver_phone": _("Phone"),
    "receiver_phone_mask": _("Phone"),
    "receiver_address": _("Address"),
    "region": _("Province, city, district"),
}
OF_LINE: Final[dict[str, Any]] = {
    "title": _("Item"),
    "line_no": _("Sub-order number"),
    "quantity": _("Pieces"),
    "price": _("Price"),
    "paid": _("Amount paid"),
    "refunded": _("Refunded"),
    "sku": _("Specification"),
    "merchant_code": _("Merchant code"),
    "refund_status": _("Refund status"),
}
REASONS: Final[dict[str, Any]] = {
    "back.later": _("a later import has written it"),
    "back.person": _("somebody has corrected it"),
    "back.changed": _("it is no longer as this import wrote it"),
    "back.in_use": _("a case or a payment stands on its items"),
    "back.gone": _("the order is not here any more"),
}
_MONEY: Final = frozenset({"total", "goods", "freight", "paid", "refunded", "price"})
_NOT_SAID: Final = PERSONAL | {"customer"}  # that it changed is all that is said
_MASKED: Final = {"receiver_name": "receiver_name_mask", "receiver_phone": "receiver_phone_mask"}
_TITLE: Final = 24
NOTHING: Final = "–"


def reason(code: str) -> str:
    """Why something of an order was not taken back."""
    return str(REASONS.get(code) or hanging.SENTENCES.get(code) or hanging.SENTENCES[hanging.OTHER])


def tell(rows: Sequence[ImportChange], zone: ZoneInfo, only_kept: bool) -> dict[int, list[Line]]:
    """The lines of each change by its pk, or only those of what was not taken back; two queries."""
    added = [row.subject_id for row in rows if row.is_added]
    items = dict(Order.objects.filter(any_of("id", added)).values_list("pk", "item_summary")) if added else {}
    wanted = [int(pk) for row in rows for pk, told in row.told.get(LINES, {}).items() if ADDED not in told]
    titles = dict(OrderLine.objects.filter(any_of("id", wanted)).values_list("pk", "title")) if wanted else {}
    return {
        row.pk: [(FIELDS["item_summary"], "", items[row.subject_id])]
        if items.get(row.subject_id)
        else []
        if row.is_added
        else lines_of(_kept(row) if only_kept else row.told, titles, zone)
        for row in rows
    }


def _kept(row: ImportChange) -> dict[str, Any]:
    """What of a change stays: fields, and of lines single ones or all (`undone.key_of`)."""
    if ALL in row.kept:
        return dict(row.told)
    lines = row.told.get(LINES, {})
    if LINES not in row.kept:
        of_lines = {pk: {n: v for n, v in told.items() if key_of(int(pk), n) in row.kept} for pk, told in lines.items()}
        lines = {pk: told for pk, told in of_lines.items() if told}
    return {name: values for name, values in row.told.items() if name in row.kept and name != LINES} | {LINES: lines}


def lines_of(told: Mapping[str, Any], titles: Mapping[int, str], zone: ZoneInfo) -> list[Line]:
    """One line for each field, in the order of the table; those of goods with the goods' name before."""
    found: list[Line] = []
    for name, label in FIELDS.items():
        if name not in told or told.get(_MASKED.get(name, ""), None):
            continue
        found.append(_line(label, name, told[name], zone))
    for pk, values in told.get(LINES, {}).items():
        if ADDED in values:
            whole = dict(zip(LINE_VALUES, values[ADDED], strict=True))
            price = f"{whole['title']} ×{whole['quantity']} ¥{Money(whole['paid']).yuan}"
            found.append((gettext("New item"), "", price.strip()))
            continue
        title = _short(str(values["title"][1] if "title" in values else titles.get(int(pk), "")))
        for name, label in OF_LINE.items():
            if name in values:
                found.append(_line(f"{title} · {label}" if title else label, name, values[name], zone))
    return found


def _short(title: str) -> str:
    return title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…"


def _line(label: Any, name: str, values: Sequence[Any], zone: ZoneInfo) -> Line:
    if name in _NOT_SAID or len(values) != 2:
        return label, "", gettext("changed")
    before, after = (text_of(name, value, zone) for value in values)
    return label, "" if before == after else before, after  # seconds that nobody reads


def text_of(name: str, value: Any, zone: ZoneInfo) -> str:
    """A kept value as people read it; a dash for none."""
    if value in (None, "") or (name == "line_no" and str(value).startswith(NUMBERED_HERE)):
        return NOTHING
    if name == "status":
        return str(OrderStatus(value).label) if value in OrderStatus.values else str(value)
    if name in _MONEY:
        return f"¥{Money(int(value)).yuan}"
    if name.endswith("_at"):
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)


ORDER_CHANGES: Final = StoredChanges(tell, reason)
