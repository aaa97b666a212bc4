"""Sentences for rows of items that do not fit what is stored, by code."""

from typing import Any

from aftercare.core.words import _

ORDER_SENTENCES: dict[str, Any] = {
    "orders.own_paid": _(
        "Order %(order)s is known with ¥%(known)s paid, and a sheet of your own does not raise that. If the sheet has "
        "one row for each item, give it one for each order; otherwise import the platform's report."
    ),
}
SENTENCES: dict[str, Any] = {
    "items.order_unknown": _(
        "Order %(order)s is not here yet. Please import the order report first, then upload this item report again."
    ),
    "items.in_use": _(
        "Order %(order)s already has an after-sales case on the whole order, so its items were not split; "
        "the order and its case are as before."
    ),
    "items.unmatched": _(
        "Order %(order)s already has its items from another report, and this item is not one of them; "
        "they were left as they are. Please check the order."
    ),
}
