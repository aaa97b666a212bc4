"""How what imports have told of reviews reads: the words of the fields, values as people write them."""

from typing import Any, Final

from aftercare.core.words import _
from aftercare.intake.changes.history import HistoryChanges, Wording
from aftercare.reviews.models import ReviewChange
from aftercare.reviews.terms import Result

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
WORDING: Final = Wording(
    FIELDS,
    choices={"result": Result, "append_result": Result},
    amounts=("price",),
    moments=("reviewed_at", "appended_at", "replied_at"),
    flags=("counts",),
)
CHANGES: Final = HistoryChanges(ReviewChange, "review", "review", ("review_no", "order_no"), WORDING)
