"""Reads for the pages of customers: the list by keyset, and everything around one person, each in a fixed number of
queries (U1)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from aftercare.core.crypto import keyed_hash
from aftercare.core.money import Money
from aftercare.core.text import fold
from aftercare.customers.models import Customer
from aftercare.orders.access import visible_orders
from aftercare.orders.models import Order
from aftercare.orders.queries import SEALED, find_orders
from aftercare.regulars.access import READERS, shops_where, visible_customers
from aftercare.regulars.models import Joined, Joining, Likeness, Regular, RegularNote
from aftercare.regulars.terms import Decision
from aftercare.shops.access import Person
from aftercare.watchlists.models import ListEntry
from aftercare.watchlists.queries import entries_about
from aftercare.watchlists.terms import ListKind

PAGE: Final = 50
MOST_SHOWN: Final = 8  # orders, talks, cases, notes of one page each
MOST_FOUND: Final = 20
RECENT, VALUE = "recent", "value"
SORTS: Final = (RECENT, VALUE)


@dataclass(frozen=True)
class CustomerWish:
    """What of the list is asked for; '' filters nothing."""

    shop_ids: frozenset[int]
    sort: str = RECENT
    tag: str = ""
    buyer_type: str = ""
    search: str = ""


@dataclass(frozen=True)
class Key:
    """Where the next page begins: behind this moment (or these fen) and id."""

    at: datetime | None
    fen: int
    pk: int


@dataclass(frozen=True)
class CustomerPage:
    """One keyset page of `Regular`s with their customers; `after` begins the next one."""

    rows: list[Regular]
    after: Key | None


def customer_page(person: Person, wish: CustomerWish, after: Key | None = None) -> CustomerPage:
    """Those who bought last, or are worth most, first: one index scan per shop, merged, then their rows. Two queries;
    a search is answered whole."""
    shops = sorted(wish.shop_ids & shops_where(person, *READERS))
    if wish.search:
        return CustomerPage(_found(person, frozenset(shops), wish), None)
    if not shops:
        return CustomerPage([], None)
    order = _order(wish.sort)
    parts = [part for shop in shops for part in _beyond(_filtered(wish).filter(shop_id=shop), wish.sort, after)]
    sliced = [part.order_by(*order).values_list("pk", "last_at", "kept")[: PAGE + 1] for part in parts]
    merged = sliced[0] if len(sliced) == 1 else sliced[0].union(*sliced[1:], all=True).order_by(*order)[: PAGE + 1]
    keys = list(merged)
    place = {pk: index for index, (pk, _at, _kept) in enumerate(keys[:PAGE])}
    rows = sorted(_rows(place), key=lambda row: place[row.pk])
    pk, at, kept = keys[PAGE - 1] if len(keys) > PAGE else (0, None, Money(0))
    return CustomerPage(rows, Key(at, kept.fen, pk) if pk else None)


def _order(sort: str) -> tuple[str | OrderBy, ...]:
    return ("-kept", "-pk") if sort == VALUE else (F("last_at").desc(nulls_last=True), "-pk")


def _filtered(wish: CustomerWish) -> QuerySet[Regular]:
    rows = Regular.objects.filter(orders__gt=0) if wish.sort == VALUE else Regular.objects.all()
    if wish.tag:
        rows = rows.filter(tags__contains=[wish.tag])
    return rows.filter(buyer_type=wish.buyer_type) if wish.buyer_type else rows


def _beyond(part: QuerySet[Regular], sort: str, after: Key | None) -> list[QuerySet[Regular]]:
    """What stands behind the key: each part begins in the index where the last page ended, however deep that is."""
    if after is None:
        return [part]
    if sort == VALUE:
        worth = Money(after.fen)
        return [part.filter(kept=worth, pk__lt=after.pk), part.filter(kept__lt=worth)]
    never = part.filter(last_at=None)  # who has bought nothing stands last
    if after.at is None:
        return [never.filter(pk__lt=after.pk)]
    return [part.filter(last_at=after.at, pk__lt=after.pk), part.filter(last_at__lt=after.at), never]


def _rows(ids: Collection[int]) -> QuerySet[Regular]:
    return Regular.objects.filter(pk__in=ids).defer("likes", "customer__nick").select_related("customer", "shop")


def _found(person: Person, shops: frozenset[int], wish: CustomerWish) -> list[Regular]:
    """By the whole nick, or by an order: its number, its parcel, the receiver's whole phone or its last four digits.
    Exact only: no part of anything is tried out (J5)."""
    nick = visible_customers(person).filter(shop_id__in=shops, nick_hash=keyed_hash(fold(wish.search)))
    ids = set(nick.exclude(nick_hash="").values_list("pk", flat=True)[:MOST_FOUND])
    ids |= {order.customer_id for order in find_orders(person, shops, wish.search, most=100) if order.customer_id}
    rows = _filtered(CustomerWish(shops, tag=wish.tag, buyer_type=wish.buyer_type)).filter(pk__in=ids)
    return sorted(_rows(list(rows.values_list("pk", flat=True))), key=lambda row: -row.pk)[:PAGE]


@dataclass(frozen=True)
class Kin:
    """One person as the reader sees them: the customer whose page it is, and the others joined with it."""

    customer: Customer
    members: Sequence[Customer]  # all of them, with the one of the page first
    buyer_id: int | None = None

    @property
    def ids(self) -> list[int]:
        return [one.pk for one in self.members]


def kin_of(person: Person, customer: Customer) -> Kin:
    """Two queries; customers of shops that are not the reader's are left out."""
    buyer_id = Joined.objects.filter(customer_id=customer.pk).values_list("buyer_id", flat=True).first()
    if buyer_id is None:
        return Kin(customer, [customer])
    rows = visible_customers(person).filter(joined__buyer_id=buyer_id).exclude(pk=customer.pk)
    others = list(rows.select_related("shop").defer("nick").order_by("pk"))
    return Kin(customer, [customer, *others], buyer_id)


def joinings_of(person: Person, kin: Kin) -> list[Joining]:
    """At most eight, the newest first; those that touch a customer whom the reader does not see are not told of."""
    of_person = Joining.objects.filter(members__overlap=kin.ids)
    found = of_person if kin.buyer_id is None else Joining.objects.filter(buyer_id=kin.buyer_id)
    newest = list(found.select_related("by", "undone_by").order_by("-pk")[:MOST_SHOWN])
    wanted = {pk for row in newest for pk, _buyer in row.before}
    seen = set(visible_customers(person).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    return [row for row in newest if all(pk in seen for pk, _buyer in row.before)]


def visible_likenesses(person: Person) -> QuerySet[Likeness]:
    """Pairs of which the person sees both."""
    shops = shops_where(person, *READERS)
    return Likeness.objects.filter(low_shop_id__in=shops, high_shop_id__in=shops)


def _pairs(rows: QuerySet[Likeness]) -> QuerySet[Likeness]:
    shown = rows.select_related("low", "high", "low_shop", "high_shop")
    return shown.defer("low__nick", "high__nick").order_by("-pk")


def likenesses_of(person: Person, kin: Kin) -> list[Likeness]:
    """Who else this person may be, undecided, at most eight. One query."""
    ids = kin.ids
    rows = visible_likenesses(person).filter(Q(low_id__in=ids) | Q(high_id__in=ids), state=Decision.OPEN)
    return list(_pairs(rows.exclude(low_id__in=ids, high_id__in=ids))[:MOST_SHOWN])


def likeness_page(person: Person, shop_ids: Collection[int], after: int | None) -> list[Likeness]:
    """One page of undecided pairs, one more than `PAGE` when there are more. One query."""
    rows = visible_likenesses(person).filter(low_shop_id__in=shop_ids, state=Decision.OPEN)
    return list(_pairs(rows.filter(pk__lt=after) if after is not None else rows)[: PAGE + 1])


def orders_of(person: Person, kin: Kin) -> list[Order]:
    """The newest orders of all of them, one more than is shown when there are more. One query."""
    rows = visible_orders(person).filter(customer_id__in=kin.ids).defer(*SEALED).select_related("shop", "customer")
    return list(rows.order_by("-ordered_at", "-pk")[: MOST_SHOWN + 1])


def notes_of(kin: Kin) -> list[RegularNote]:
    """The newest notes on any of them. One query."""
    rows = RegularNote.objects.filter(customer_id__in=kin.ids).select_related("by")
    return list(rows.order_by("-pk")[:MOST_SHOWN])


def kept_of(kin: Kin) -> dict[int, Regular]:
    """What is kept of each of them. One query."""
    return Regular.objects.in_bulk(kin.ids)


def entries_of(kin: Kin) -> list[ListEntry]:
    """Entries of the list on any of them with their appeals, the newest first. Two queries."""
    return entries_about(ListKind.CLAIMS, kin.ids, most=MOST_SHOWN)
