"""What keeps a buyer's data from being erased now (U4, PIPL 47)."""

from collections.abc import Collection

from django.db.models import Q

from aftercare.cases.models import Case
from aftercare.erasure.models import Hold
from aftercare.erasure.terms import Block
from aftercare.money.models import Payout
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus

ON_THE_WAY = (OrderStatus.AWAITING_DISPATCH, OrderStatus.DISPATCHED)


def block_of(customers: Collection[int]) -> Block | None:
    """The first reason that holds, or None. Four queries at most."""
    if Hold.objects.filter(customer_id__in=customers, ended_at=None).exists():
        return Block.HOLD
    cases = Case.objects.filter(Q(customer_id__in=customers) | Q(order__customer_id__in=customers))
    if cases.filter(closed_at=None).exists():
        return Block.CASES
    if Order.objects.filter(customer_id__in=customers, status__in=ON_THE_WAY).exists():
        return Block.SENDING
    named = [f"customer:{pk}" for pk in customers]
    of_cases = Q(subject_kind="case", subject_id__in=cases.values("pk"))
    if Payout.objects.filter(of_cases | Q(buyer_reference__in=named), settled_at=None).exists():
        return Block.PAYOUTS
    return None
