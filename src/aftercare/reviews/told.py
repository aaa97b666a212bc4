"""How what imports have told of reviews reads: the words of the fields, values as people write them."""

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
from aftercare.reviews.models import ReviewChange
from aftercare.reviews.terms import Result, RowVerdict

FIELDS: Final[dict[str, Any]] = {
    "result": _("Result"),
    "raw_result": _("The platform's words"),
    "stars": _("Stars"),
    "content": _("Text of the review"),
    "append_text": _("Added review"),
    "appended_at": _("Added later at"),
    "append_result": _("Result of the addition"),
    "reply_text": _("Shop's reply"),
    "replied_at": _("Replied at"),
    "review_no": _("Review number"),
    "order_no": _("Order number"),
    "line_no": _("Sub-order number"),
    "item_no": _("Item number"),
    "title": _("Item"),
    "sku": _("Variant"),
    "merchant_code": _("Merchant code"),
    "price": _("Price, yuan"),
    "nick": _("Buyer"),
    "counts": _("Counted for the rate"),
    "reviewed_at": _("Reviewed at"),
    "dsr_description": _("Description, 1 to 5"),
    "dsr_service": _("Service, 1 to 5"),
    "dsr_logistics": _("Logistics, 1 to 5"),
}
_RESULTS: Final = frozenset({"result", "append_result"})
_TIMES: Final = frozenset({"reviewed_at", "appended_at", "replied_at"})


def text_of(name: str, value: Any, zone: ZoneInfo) -> str:
    """A value of the history as people read it."""
    if value in (None, ""):
        return "–"
    if name in _RESULTS and value in Result.values:
        return str(Result(value).label)
    if name == "price":
        return f"¥{Money(int(value)).yuan}"
    if name == "counts":
        return gettext("Yes") if value else gettext("No")
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


class ReviewChanges:
    """What one file told, from the history that reviews keep of themselves (`intake.changes.shown.Changes`)."""

    def count(self, batch_id: int, view: View, most: int) -> int:
        return _rows(batch_id, view)[:most].count()

    def page(self, batch_id: int, view: View, after: int | None, most: int, zone: ZoneInfo) -> list[ShownChange]:
        rows = _rows(batch_id, view)
        if after is not None:
            rows = rows.filter(pk__gt=after)
        columns = ("pk", "review_id", "review__review_no", "review__order_no", "changes")
        return [
            ShownChange(pk, "review", review, number or order, Fate.STANDS, lines_of(changes, zone))
            for pk, review, number, order, changes in rows.order_by("pk").values_list(*columns)[:most]
        ]

    def reason(self, code: str) -> str:
        """Nothing of these files is taken back."""
        return code


def _rows(batch_id: int, view: View) -> QuerySet[ReviewChange]:
    verdicts = {View.ADDED: RowVerdict.ADDED, View.CHANGED: RowVerdict.MOVED}
    if view not in verdicts:
        return ReviewChange.objects.none()
    return ReviewChange.objects.filter(batch=batch_id, verdict=verdicts[view])
