"""Reads of reviews for pages: keyset pages by time, bounded counts, the same number of queries at any size."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import (
    Case,
    DurationField,
    ExpressionWrapper,
    IntegerField,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Now

from aftercare.cases import models as cases
from aftercare.clock.rules import Span, SpanKind
from aftercare.core.sql import first_of_parts
from aftercare.core.text import clean
from aftercare.core.time import moved_by
from aftercare.reviews.access import visible_reviews
from aftercare.reviews.models import ReplyTemplate, Review, ReviewChange, ShopReply
from aftercare.reviews.policies import DAYS, REPLY, limits_of
from aftercare.reviews.rules import Limits
from aftercare.reviews.terms import Answer, Direction, ReplyState, Result
from aftercare.shops.access import Person
from aftercare.shops.models import PolicyValue, Shop
from aftercare.shops.policies import policies_of

PAGE: Final = 50
COUNT_UP_TO: Final = 100
MOST_HISTORY: Final = 100
MOST_TEMPLATES: Final = 200
MOST_CHOSEN: Final = 100  # reviews that are answered together
USUAL: Final = Limits().reply
LONGEST: Final = timedelta(days=Span.MOST[SpanKind.DAYS])
SHOULD_SHOW: Final = Q(state__in=(ReplyState.WRITTEN, ReplyState.PUBLISHED))
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
    keys = first_of_parts([part.values_list("reviewed_at", "pk") for part in parts], order, size + 1)
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
    """Unhappy reviews that nobody has answered and that still take a reply by the rule of their shop, in shops where
    the person holds one of the roles. No query yet."""
    shops = [shop for shop in sorted(shop_ids) if person.roles_in(shop) & frozenset(roles)]
    if not shops:
        return Review.objects.none()
    rows = visible_reviews(person).filter(direction=Direction.GET, is_added_to=False)
    still = [Q(shop_id=shop, reviewed_at__gt=_takes_replies_since(shop)) for shop in shops]
    # The longest that a rule can say: an end for the index, which the rule of each of several shops is not.
    longest = Now() + Value(moved_by()) - Value(LONGEST)
    rows = rows.filter(reduce(or_, still), reviewed_at__gt=longest)
    return rows.filter(result__in=(Result.BAD, Result.NEUTRAL), answer=Answer.NONE)


def _takes_replies_since(shop_id: int) -> Combinable:
    """The same moment as `open_since` gives, as an expression of which the database makes one value: what the rail
    counts knows shops by their ids only."""
    at = Now() + Value(moved_by())
    kept = PolicyValue.objects.filter(shop_id=shop_id, key=REPLY, valid_from__lte=at).order_by("-valid_from", "-pk")
    each = Case(When(value__kind__in=DAYS, then=Value(timedelta(days=1))), default=Value(timedelta(hours=1)))
    amount = Cast(KeyTextTransform("amount", "value"), IntegerField())
    length = ExpressionWrapper(amount * each, output_field=DurationField())
    return at - Coalesce(Subquery(kept.annotate(length=length).values("length")[:1]), Value(USUAL))


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


def replies_to_show(shop_id: int, after: int) -> tuple[list[ShopReply], int | None]:
    """Replies of the shop behind that id that the platform has not been seen to show, the oldest first, with their
    reviews; and where the next part begins, None on the last. The caller has checked the shop."""
    rows = ShopReply.objects.filter(SHOULD_SHOW, shop_id=shop_id, pk__gt=after).select_related("review")
    found = list(rows.defer("review__content", "review__append_text", "review__nick").order_by("pk")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def reviews_of_order(person: Person, order_id: int) -> QuerySet[Review]:
    """Reviews of that order, newest first."""
    return visible_reviews(person).filter(order_id=order_id).order_by("-reviewed_at", "-pk")


def reviews_of_case(person: Person, case_id: int) -> QuerySet[Review]:
    """The review that a case is about, if the person reads it."""
    return visible_reviews(person).filter(case_id=case_id)


def review_behind(case: cases.Case) -> Review | None:
    """The buyer's review that the case is about; None when nobody has imported it. For whoever has been given the
    case: its words stand there as well."""
    return Review.objects.filter(case=case, direction=Direction.GET).order_by("pk").first()


def templates_of(shop_ids: Collection[int], *, is_active: bool = True) -> list[ReplyTemplate]:
    """Templates of these shops, in the order in which they were made; the caller has checked the shops."""
    rows = ReplyTemplate.objects.filter(shop_id__in=shop_ids, is_active=is_active).select_related("shop", "changed_by")
    return list(rows.order_by("shop_id", "pk")[:MOST_TEMPLATES])


def dispute_types(person: Person, shop_ids: Collection[int]) -> list[str]:
    """Types of dispute that stand in the newest thousand reviews that have one."""
    rows = visible_reviews(person).filter(shop_id__in=shop_ids).exclude(dispute_type="").order_by("-pk")
    return sorted(set(rows.values_list("dispute_type", flat=True)[:1000]))
