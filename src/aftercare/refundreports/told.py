"""How what imports have told of refunds reads: the words of the fields, values as people write them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext

from aftercare.core.money import Money
from aftercare.core.words import _
from aftercare.intake.changes.shown import Line, ShownChange
from aftercare.intake.changes.terms import Fate, View
from aftercare.refundreports.models import RefundChange
from aftercare.refundreports.terms import Intervention, RefundKind, RefundState, RowVerdict

FIELDS: Final[dict[str, Any]] = {
    "state": _("State on the platform"),
    "raw_status": _("The platform's words"),
    "unknown_status": _("Word that we do not know"),
    "kind": _("Kind"),
    "raw_kind": _("Kind in the platform's words"),
    "amount": _("Amount"),
    "freight": _("Of it freight"),
    "reason": _("Buyer's reason"),
    "explanation": _("Buyer's explanation"),
    "goods_state": _("State of the goods"),
    "intervention": _("Platform called in"),
    "raw_intervention": _("Platform called in, its words"),
    "liable": _("Responsible, by the platform"),
    "courier": _("Return courier"),
    "tracking_no": _("Return tracking number"),
    "line_no": _("Sub-order number"),
    "title": _("Item"),
    "merchant_code": _("Merchant code"),
    "applied_at": _("Applied at"),
    "returned_at": _("Sent back at"),
    "finished_at": _("Finished at"),
    "due_at": _("The platform's deadline"),
}
_CHOICES = {"state": RefundState, "kind": RefundKind, "intervention": Intervention}
_TIMES = frozenset({"applied_at", "returned_at", "finished_at", "due_at"})


def text_of(name: str, value: Any, zone: ZoneInfo) -> str:
    """A value of the history as people read it."""
    if value in (None, ""):
        return "–"
    if name in _CHOICES:
        return str(_CHOICES[name](value).label) if value in _CHOICES[name].values else str(value)
    if name in ("amount", "freight"):
        return f"¥{Money(int(value)).yuan}"
    if name in _TIMES:
        return f"{datetime.fromisoformat(value).astimezone(zone):%Y-%m-%d %H:%M}"
    return str(value)


def lines_of(changes: Mapping[str, Sequence[Any]], zone: ZoneInfo) -> tuple[Line, ...]:
    """Name, before and after of each field; of a personal one only that it changed."""
    return tuple(_line(name, values, zone) for name, values in changes.items())


def _line(name: str, values: Sequence[Any], zone: ZoneInfo) -> Line:
    label = FIELDS.get(name, name)
    if not values:
        return label, "", gettext("changed")
    before, after = (text_of(name, value, zone) for value in values)
    return label, before, after


class RefundChanges:
    """What one report told, from the history that records keep of themselves (`intake.changes.shown.Changes`)."""

    def count(self, batch_id: int, view: View, most: int) -> int:
        return _rows(batch_id, view)[:most].count()

    def page(self, batch_id: int, view: View, after: int | None, most: int, zone: ZoneInfo) -> list[ShownChange]:
        rows = _rows(batch_id, view)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        told = rows.order_by("pk").values_list("pk", "record_id", "record__refund_no", "changes")
        return [
            ShownChange(pk, "refund", record, number, Fate.STANDS, lines_of(changes, zone))
            for pk, record, number, changes in told[:most]
        ]

    def reason(self, code: str) -> str:
        """Nothing of these reports is taken back."""
        return code


def _rows(batch_id: int, view: View) -> QuerySet[RefundChange]:
    verdicts = {View.ADDED: RowVerdict.ADDED, View.CHANGED: RowVerdict.MOVED}
    if view not in verdicts:
        return RefundChange.objects.none()
    return RefundChange.objects.filter(batch=batch_id, verdict=verdicts[view])
