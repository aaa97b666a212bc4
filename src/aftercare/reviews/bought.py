"""What a buyer of an own site has bought, and what they may say of it now (R1): three queries at any number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from aftercare.core.errors import Refusal
from aftercare.orders.models import OrderLine
from aftercare.reviews.access import Buyer, visible_lines
from aftercare.reviews.family import key_of
from aftercare.reviews.models import Review
from aftercare.reviews.policies import limits_of
from aftercare.reviews.rules import BY_BUYERS, Limits, addition_refusal, review_refusal
from aftercare.reviews.terms import Direction
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

MOST_LINES: Final = 60  # the newest; older ones are reached by their own address


@dataclass(frozen=True)
class Bought:
    """One line with its order. `review`: what the buyer has said of it. `refusal`: why they cannot say anything more
    now, a first review or an addition."""

    line: OrderLine
    review: Review | None
    refusal: Refusal | None
    limits: Limits


def bought_lines(buyer: Buyer, at: datetime) -> list[Bought]:
    """The newest, each as it stands now. Three queries."""
    rows = visible_lines(buyer).select_related("order").order_by("-order__ordered_at", "-order_id", "pk")
    return with_reviews(buyer.shop, list(rows[:MOST_LINES]), at)


def with_reviews(shop: Shop, lines: Sequence[OrderLine], at: datetime) -> list[Bought]:
    """Lines of the shop with what their buyers have said of them."""
    limits, reviews = limits_of(policies_of(shop, at)), reviews_of_lines(shop.pk, lines)
    return [_bought(line, reviews.get(line.pk), limits, at) for line in lines]


def _bought(line: OrderLine, review: Review | None, limits: Limits, at: datetime) -> Bought:
    finished_at = line.order.completed_at
    if review is None:
        refusal = review_refusal(finished_at, limits, at, BY_BUYERS)
    else:
        refusal = addition_refusal(finished_at, limits, at, is_added_to=review.is_added_to)
    return Bought(line, review, refusal, limits)


def reviews_of_lines(shop_id: int, lines: Sequence[OrderLine]) -> dict[int, Review]:
    """What buyers have said of these lines, however it came; by line. One query."""
    keys = {key_of(told_of(line)): line.pk for line in lines}
    same = Q(order_line__in=[line.pk for line in lines]) | Q(key__in=list(keys))
    found = Review.objects.filter(same, shop_id=shop_id, direction=Direction.GET).order_by("-pk")
    return {keys.get(one.key) or one.order_line_id or 0: one for one in found}


def told_of(line: OrderLine) -> dict[str, str | Direction]:
    """How a file would name a review of the line."""
    return {
        "role": Direction.GET,
        "order_no": line.order.platform_no,
        "line_no": line.line_no,
        "title": line.title,
        "sku": line.sku,
        "merchant_code": line.merchant_code,
    }
