"""Orders: the receiver and what the buyer wrote (U4). What was sold and paid stays."""

from django.db.models import Q, QuerySet

from aftercare.core.personal import Found, Kept
from aftercare.core.words import _
from aftercare.orders.models import Order


def _orders(found: Found) -> QuerySet[Order]:
    return Order.objects.filter(Q(customer_id__in=found["customer"]) | Q(pk__in=found.get("order", [])))


KEPT = (
    Kept(
        Order,
        _("Orders"),
        _orders,
        needs=("customer", "order"),
        kind="order",
        erase={
            "buyer_message": "",
            "seller_memo": "",
            "receiver_name": "",
            "receiver_name_mask": "",
            "receiver_phone": "",
            "receiver_phone_hash": "",
            "receiver_phone_mask": "",
            "receiver_address": "",
        },
        told=("platform_no", "ordered_at", "paid", "item_summary", "status", "region", "courier", "tracking_no"),
    ),
)
