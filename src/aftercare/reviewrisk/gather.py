"""What is known of a buyer, from what the workbench holds; the rest is asked of the person who looks (R4)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from aftercare.cases.models import Case, Contact
from aftercare.cases.terms import Channel, ContactResult, Rating
from aftercare.chat.models import Conversation
from aftercare.orders.models import Order
from aftercare.reviewrisk.rules import MANY_REVIEWS, MANY_SHOPS, SMALL_WEEK, Facts, is_typical_target
from aftercare.shops.access import Person

NEW_SHOP_DAYS = 90
POOR = (Rating.BAD.value, Rating.NEUTRAL.value)


@dataclass(frozen=True)
class Asked:
    """What only a person can see on the platform. None: not known. `elsewhere`: poor reviews in other shops, and in how
    many of them."""

    elsewhere: int | None = None
    other_shops: int | None = None
    account_days: int | None = None
    other_account: bool | None = None
    insists_outside: bool | None = None
    good_percent: int | None = None  # of the shop's reviews, as the platform shows it, rounded down


@dataclass(frozen=True)
class Exposure:
    """Whether the shop is one that such people look for (None: not known), with its deals of the last seven days,
    counted up to `rules.SMALL_WEEK`."""

    is_target: bool | None
    deals: int
    is_new: bool


def exposure_of(case: Case, asked: Asked, at: datetime) -> Exposure:
    """Of the case's shop; one query."""
    paid = Order.objects.filter(shop_id=case.shop_id, ordered_at__gt=at - timedelta(days=7)).exclude(paid_at=None)
    deals = paid.values("pk")[:SMALL_WEEK].count()
    is_new = case.shop.created_at > at - timedelta(days=NEW_SHOP_DAYS)
    found = is_typical_target(good_percent=asked.good_percent, deals_a_week=deals, is_new_or_low=is_new)
    return Exposure(found, deals, is_new)


def facts_of(person: Person, case: Case, asked: Asked) -> Facts:
    """All that is known of the case's buyer: three queries. Only shops that the person works in are counted."""
    contacts = Contact.objects.filter(case__customer=case.customer, case__shop_id=case.shop_id)
    told = contacts.aggregate(
        missed=Count("pk", filter=Q(result=ContactResult.NOT_REACHED)),
        reached=Count("pk", filter=~Q(result=ContactResult.NOT_REACHED) & ~Q(channel=Channel.INCOMING)),
        came=Count("pk", filter=Q(channel=Channel.INCOMING, at__lt=case.opened_at)),
    )
    here, shops = _poor_reviews(person, case)
    talked = _talked_before(case)
    return Facts(
        bad_reviews=_sum(here, asked.elsewhere, MANY_REVIEWS),
        shops=_sum(shops, asked.other_shops, MANY_SHOPS),
        talked_before=talked,
        account_days=asked.account_days,
        other_account=asked.other_account,
        contacted_first=True if told["came"] or talked else None if case.customer_id is None else False,
        missed=told["missed"],
        reached=told["reached"] > 0,
        insists_outside=asked.insists_outside,
    )


def _sum(here: int, elsewhere: int | None, enough: int) -> int | None:
    """Both together; not known while nobody has looked elsewhere, unless those here are enough."""
    return here + (elsewhere or 0) if elsewhere is not None or here >= enough else None


def _poor_reviews(person: Person, case: Case) -> tuple[int, int]:
    """Review cases of the buyer with a neutral or bad review, and in how many shops; the same nick is one buyer."""
    if case.customer is None:
        return 0, 0
    rows = Case.objects.filter(shop_id__in=person.shop_ids, customer__nick_hash=case.customer.nick_hash)
    found = rows.filter(flow="review", details__rating__in=POOR).aggregate(
        reviews=Count("order_id", distinct=True), shops=Count("shop_id", distinct=True)
    )
    return found["reviews"], found["shops"]


def _talked_before(case: Case) -> bool | None:
    """Whether the buyer wrote before they paid; None when the shop has no chat here, or nobody knows when they paid."""
    paid_at = case.order.paid_at or case.order.ordered_at
    if case.customer_id is None or paid_at is None:
        return None
    talks = Conversation.objects.filter(shop_id=case.shop_id, opened_at__lt=paid_at)
    own = talks.filter(visitor__customer_id=case.customer_id, last_seq__gt=0)
    if own.exists():
        return True
    return False if talks.exists() else None
