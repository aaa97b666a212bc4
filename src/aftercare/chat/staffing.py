"""Open widgets hear whether somebody takes conversations of their shop: the hint says it, nobody looks (S4)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from aftercare.chat.hints import Staffing, tell_staffing
from aftercare.chat.models import Duty
from aftercare.chat.routing import GIVEN, SIGN_OF_LIFE, is_staffed
from aftercare.chat.terms import DutyState
from aftercare.shops.models import Membership, Shop

LATELY: Final = timedelta(seconds=20)  # a few looks of the clock


def tell_widgets(staff_ids: Collection[int], at: datetime) -> int:
    """Say it for every shop in which these people are given conversations. Returns of how many shops."""
    members = Membership.objects.filter(staff_id__in=staff_ids, role__in=GIVEN)
    shops = list(Shop.objects.filter(is_active=True, pk__in=members.values("shop_id")))
    for shop in shops:
        tell_staffing(Staffing(shop.pk, is_staffed(shop, at)))
    return len(shops)


def tell_widgets_again(at: datetime) -> int:
    """Of whoever came, went, or whose screen has died a moment ago: two who go in the same instant see each other still
    there, and a dead screen says nothing itself."""
    died = Q(state=DutyState.ON, seen_at__lte=at - SIGN_OF_LIFE, seen_at__gt=at - SIGN_OF_LIFE - LATELY)
    changed = Duty.objects.filter(died | Q(since__gt=at - LATELY)).values_list("staff_id", flat=True)
    staff_ids = list(changed)
    return tell_widgets(staff_ids, at) if staff_ids else 0
