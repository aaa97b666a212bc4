"""Unpaid orders: a reminder is prepared before the day's dispatch (S9), and dropped once it is paid or closed."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, OuterRef

from aftercare.chat.models import FollowUp, Visitor
from aftercare.chat.policies import DISPATCH_HOUR, UNPAID_REMINDERS
from aftercare.chat.terms import FollowUpKind, FollowUpState
from aftercare.core.time import now
from aftercare.core.words import _
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

LEFT_ALONE: Final = timedelta(minutes=30)  # whoever is just paying needs no reminder
YOUNG: Final = timedelta(hours=24)  # platforms close older ones by themselves
AHEAD: Final = timedelta(hours=1)  # before the parcels go
BATCH: Final = 500
TEXT: Final = _("Hello, your order of {goods} is still waiting for payment. Paid by {hour}:00 it is sent today.")


def plan_reminders() -> int:
    """Once per order. Returns how many were planned; safe to run again."""
    made = 0
    for shop in Shop.objects.filter(is_active=True):
        at = now()
        policies = policies_of(shop, at)
        if policies.get(UNPAID_REMINDERS):
            made += _plan(shop, at, policies.get(DISPATCH_HOUR))
    return made


def drop_moot_reminders() -> int:
    """Reminders of orders that were paid or closed meanwhile, and follow-ups of buyers who have ordered since."""
    at = now()
    opened = FollowUp.objects.filter(state=FollowUpState.OPEN)
    settled = opened.filter(kind=FollowUpKind.UNPAID).exclude(order__status=OrderStatus.AWAITING_PAYMENT)
    ordered = Order.objects.filter(
        shop=OuterRef("shop"), customer=OuterRef("customer"), paid_at__gt=OuterRef("made_at")
    )
    bought = opened.filter(kind=FollowUpKind.UNDECIDED).exclude(customer=None).filter(Exists(ordered))
    return sum(rows.update(state=FollowUpState.DROPPED, ended_at=at) for rows in (settled, bought))


def _plan(shop: Shop, at: datetime, hour: int) -> int:
    planned = FollowUp.objects.filter(order=OuterRef("pk"), kind=FollowUpKind.UNPAID)
    unpaid = Order.objects.filter(
        shop=shop, status=OrderStatus.AWAITING_PAYMENT, ordered_at__lte=at - LEFT_ALONE, ordered_at__gt=at - YOUNG
    )
    due_at = _due(shop, at, hour)
    made = 0
    for order in unpaid.filter(~Exists(planned)).order_by("ordered_at")[:BATCH]:
        known = Visitor.objects.filter(shop=shop, customer_id=order.customer_id) if order.customer_id else None
        visitor = known.first() if known is not None else None
        text = str(TEXT).replace("{goods}", order.item_summary).replace("{hour}", str(hour))
        with transaction.atomic():
            _row, is_new = FollowUp.objects.get_or_create(
                order=order,
                kind=FollowUpKind.UNPAID,
                defaults={
                    "shop": shop,
                    "visitor": visitor,
                    "customer_id": order.customer_id,
                    "text": text,
                    "due_at": due_at,
                    "made_at": at,
                },
            )
        made += is_new
    return made


def _due(shop: Shop, at: datetime, hour: int) -> datetime:
    """An hour before the parcels go today, or tomorrow when they have gone: the reminder says the truth."""
    wall = at.astimezone(ZoneInfo(shop.timezone))
    leaves = wall.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(hours=hour)
    if at >= leaves:
        leaves += timedelta(days=1)
    return max(leaves - AHEAD, at)
