"""Reads of reviews for pages: keyset pages by time, bounded counts, the same number of queries at any size."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from aftercare.core.text import clean
from aftercare.reviews.access import visible_reviews
from aftercare.reviews.models import ReplyTemplate, Review, ReviewChange, ShopReply
from aftercare.reviews.policies import limits_of
from aftercare.reviews.rules import Limits
from aftercare.reviews.terms import Answer, Direction, Result
from aftercare.shops.access import Person
from aftercare.shops.models import Shop
from aftercare.shops.policies import policies_of

PAGE: Final = 50
COUNT_UP_TO: Final = 100
MOST_HISTORY: Final = 100
MOST_TEMPLATES: Final = 200
MOST_CHOSEN: Final = 100  # reviews that are answered together
USUAL: Final = Limits().reply
UNJUDGED: Final = Q(is_added_to=True, append_result="", judged_result="")


@dataclass(frozen=True)
class ReviewWish:
    """What of the list is asked for; '' and None filter nothing. Days are those of the company's zone. `product` is a
    merchant code, `number` that of a review or an order. `unjudged`: additions of which nobody has said what they say.
    `open_since`: only those that still take a reply, written after this moment of their shop."""

    shop_ids: frozenset[int]
    direction: str = Direction.GET.value
    result: str = ""
    answer: str = ""
    product: str = ""
    dispute: str = ""
    since: date | None = None
    until: date | None = None
    number: str = ""
    unjudged: bool = False
    open_since: Mapping[int, datetime] | None = None


@dataclass(frozen=True)
class ReviewKey:
    """Where the next page begins: behind this moment and id."""

    reviewed_at: datetime
    pk: int


@dataclass(frozen=True)
class ReviewPage:
    """One keyset page; `after` begins the next one, None on the last."""

    rows: list[Review]
    after: ReviewKey | None


def review_page(person: Person, wish: ReviewWish, *, after: ReviewKey | None = None, size: int = PAGE) -> ReviewPage:
    """Newest first, in two queries at any size: one index scan per shop, merged; then what is shown of them."""
    order = ("-reviewed_at", "-pk")
    rows = _filtered(person, wish)
    parts = [_beyond(_of_shop(rows, wish, shop), after) for shop in sorted(wish.shop_ids & person.shop_ids)]
    sliced = [part.order_by(*order).values_list("reviewed_at", "pk")[: size + 1] for part in parts]
    if not sliced:
        return ReviewPage([], None)
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[: size + 1]
    keys = list(merged)
    shown = [pk for _at, pk in keys[:size]]
    found = Review.objects.filter(pk__any_of=shown).select_related("shop", "case").defer("nick").in_bulk()
    after = ReviewKey(*keys[size - 1]) if len(keys) > size else None
    return ReviewPage([found[pk] for pk in shown if pk in found], after)


def _filtered(person: Person, wish: ReviewWish) -> QuerySet[Review]:
    rows, number = visible_reviews(person), clean(wish.number)
    if number:
        return rows.filter(Q(review_no=number) | Q(order_no=number))
    if wish.unjudged:
        return rows.filter(UNJUDGED)
    rows = rows.filter(direction=wish.direction)
    for name in ("result", "answer"):
        if value := getattr(wish, name):
            rows = rows.filter(**{name: value})
    if wish.product:
        rows = rows.filter(merchant_code=wish.product)
    if wish.dispute:
        rows = rows.filter(dispute_type=wish.dispute)
    zone = ZoneInfo(settings.TIME_ZONE)
    if wish.since:
        rows = rows.filter(reviewed_at__gte=datetime.combine(wish.since, datetime.min.time(), zone))
    if wish.until:
        rows = rows.filter(reviewed_at__lt=datetime.combine(wish.until + timedelta(days=1), datetime.min.time(), zone))
    return rows


def _of_shop(rows: QuerySet[Review], wish: ReviewWish, shop_id: int) -> QuerySet[Review]:
    rows = rows.filter(shop_id=shop_id)
    if wish.open_since is None or wish.number:
        return rows
    return rows.filter(is_added_to=False, reviewed_at__gt=wish.open_since[shop_id])


def open_since(shop_ids: Collection[int], at: datetime) -> dict[int, datetime]:
    """By shop: reviews from before this moment take no reply any more. One query."""
    shops = Shop.objects.filter(pk__in=list(shop_ids))
    return {shop.pk: at - limits_of(policies_of(shop, at)).reply for shop in shops}


def _beyond(part: QuerySet[Review], after: ReviewKey | None) -> QuerySet[Review]:
    if after is None:
        return part
    earlier = Q(reviewed_at__lt=after.reviewed_at) | Q(pk__lt=after.pk)
    return part.filter(earlier, reviewed_at__lte=after.reviewed_at)


def waiting_reviews(person: Person, shop_ids: Collection[int], roles: Collection[str]) -> QuerySet[Review]:
    """Unhappy reviews of the usual time to reply that nobody has answered, in shops where the person holds one of the
    roles."""
    shops = [shop for shop in shop_ids if person.roles_in(shop) & frozenset(roles)]
    rows = visible_reviews(person).filter(shop_id__in=shops, direction=Direction.GET, is_added_to=False)
    rows = rows.filter(reviewed_at__gt=Now() - USUAL)
    return rows.filter(result__in=(Result.BAD, Result.NEUTRAL), answer=Answer.NONE)


def sizes(person: Person, since: Mapping[int, datetime]) -> dict[str, int]:
    """How many stand in each view that is work, counted up to COUNT_UP_TO; `since` as `open_since` gives it."""
    rows = visible_reviews(person).filter(shop_id__in=list(since))
    got = rows.filter(direction=Direction.GET)
    still = [Q(shop_id=pk, reviewed_at__gt=moment) for pk, moment in since.items()]
    waits = got.filter(reduce(or_, still, Q(pk=None)), answer=Answer.NONE, is_added_to=False)
    parts = {
        "bad": waits.filter(result=Result.BAD),
        "neutral": waits.filter(result=Result.NEUTRAL),
        "copy": got.filter(answer=Answer.WRITTEN),
        "added": rows.filter(UNJUDGED),
    }
    return {view: part[:COUNT_UP_TO].count() for view, part in parts.items()}


def chosen_reviews(person: Person, ids: Collection[int]) -> list[Review]:
    """Those of the reviews that the person sees, at most `MOST_CHOSEN`, the newest first."""
    rows = visible_reviews(person).filter(pk__in=list(ids)).select_related("shop", "customer", "order", "case")
    return list(rows.order_by("-reviewed_at", "-pk")[:MOST_CHOSEN])


def history_of(review: Review) -> list[ReviewChange]:
    """What imports have told of it, newest first; the caller has been given the review."""
    return list(review.history.order_by("-pk")[:MOST_HISTORY])


def replies_of(review: Review) -> list[ShopReply]:
    """All that was written under it, newest first."""
    return list(review.replies.select_related("written_by", "published_by").order_by("-pk")[:MOST_HISTORY])


def reviews_of_order(person: Person, order_id: int) -> QuerySet[Review]:
    """Reviews of that order, newest first."""
    return visible_reviews(person).filter(order_id=order_id).order_by("-reviewed_at", "-pk")


def reviews_of_case(person: Person, case_id: int) -> QuerySet[Review]:
    """The review that a case is about, if the person reads it."""
    return visible_reviews(person).filter(case_id=case_id)


def templates_of(shop_ids: Collection[int], *, is_active: bool = True) -> list[ReplyTemplate]:
    """Templates of these shops, in the order in which they were made; the caller has checked the shops."""
    rows = ReplyTemplate.objects.filter(shop_id__in=shop_ids, is_active=is_active).select_related("shop", "changed_by")
    return list(rows.order_by("shop_id", "pk")[:MOST_TEMPLATES])


def dispute_types(person: Person, shop_ids: Collection[int]) -> list[str]:
    """Types of dispute that stand in the newest thousand reviews that have one."""
    rows = visible_reviews(person).filter(shop_id__in=shop_ids).exclude(dispute_type="").order_by("-pk")
    return sorted(set(rows.values_list("dispute_type", flat=True)[:1000]))
