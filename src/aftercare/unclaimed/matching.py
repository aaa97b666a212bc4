"""Looks for the cases and orders that an unclaimed parcel may belong to: a fixed number of queries, all by an index."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.db.models.lookups import Exact

from aftercare.accounts.terms import Role
from aftercare.cases.models import Case
from aftercare.core.crypto import keyed_hash
from aftercare.orders.models import PHONE_TAIL, Order
from aftercare.shops.models import Membership
from aftercare.unclaimed.models import UnclaimedParcel
from aftercare.unclaimed.rules import Candidate, Label, same_goods, same_name, score_of, signs_of, strength_of
from aftercare.unclaimed.terms import CANDIDATES_MOST, LOOKED_BACK, Sign

ORDERS_MOST: Final = 30  # by one sign; the newest
EXPECTED_MOST: Final = 300  # cases that wait for a parcel; the newest
NEEDED = (
    "id", "shop_id", "platform_no", "receiver_name", "receiver_name_mask", "item_summary",
)  # fmt: skip


@dataclass(frozen=True)
class Match:
    """One proposal to be."""

    order_id: int
    case_id: int | None
    shop_id: int
    signs: tuple[Sign, ...]
    score: int


def label_of(parcel: UnclaimedParcel) -> Label:
    """What the warehouse wrote down."""
    return Label(parcel.tracking_no, parcel.sender_name, parcel.sender_phone, parcel.goods)


def matches_of(parcel: UnclaimedParcel, at: datetime) -> list[Match]:
    """The best proposals, the surest first. Looked for in the parcel's shop, and in those for which the one who
    registered it keeps the shelves as well."""
    label, shops = label_of(parcel), shops_of(parcel)
    found: dict[int, set[Sign]] = defaultdict(set)
    named = list(_cases_named(label, shops))
    for case in named:
        found[case.order_id].add(Sign.TRACKING)
    for sign, orders in _orders(label, shops, at):
        for pk in orders:
            found[pk].add(sign)
    for pk in _expected_orders(label, shops):
        found.setdefault(pk, set())
    matches = _matched(label, found, {case.pk for case in named})
    return sorted(matches, key=lambda one: (-one.score, one.case_id is None, -one.order_id))[:CANDIDATES_MOST]


def shops_of(parcel: UnclaimedParcel) -> frozenset[int]:
    """The shop of the parcel, and the others whose warehouse the one who registered it is now."""
    held = Membership.objects.filter(staff_id=parcel.registered_by_id, role=Role.WAREHOUSE, shop__is_active=True)
    return frozenset({parcel.shop_id, *held.values_list("shop_id", flat=True)})


def expected_cases(shops: Collection[int]) -> QuerySet[Case]:
    """Open cases whose buyer knows where to send the goods, and whose parcel has not come."""
    return Case.objects.filter(
        shop_id__in=shops, closed_at=None, received_at=None, return_address__isnull=False
    ).order_by("-id")


def _cases_named(label: Label, shops: Collection[int]) -> Iterable[Case]:
    if not label.tracking_no:
        return ()
    rows = Case.objects.filter(return_tracking_no=label.tracking_no, shop_id__in=shops)
    return rows.only("id", "order_id").order_by("-id")[:ORDERS_MOST]


def _orders(label: Label, shops: Collection[int], at: datetime) -> Iterable[tuple[Sign, Iterable[int]]]:
    orders = Order.objects.filter(shop_id__in=shops)
    recent = orders.filter(ordered_at__gte=at - LOOKED_BACK).order_by("-ordered_at", "-id")
    if label.tracking_no:
        sent = orders.filter(tracking_no__in={label.tracking_no, label.tracking_no.lower()})
        yield Sign.OUTBOUND, _ids(sent)
    if label.digits:
        yield Sign.PHONE, _ids(recent.filter(receiver_phone_hash=keyed_hash(label.digits)))
    if label.tail:
        yield Sign.TAIL, _ids(recent.filter(Q(Exact(PHONE_TAIL, label.tail))))


def _ids(rows: QuerySet[Order]) -> Iterable[int]:
    return rows.values_list("pk", flat=True)[:ORDERS_MOST]


def _expected_orders(label: Label, shops: Collection[int]) -> Iterable[int]:
    """Orders of expected cases with such goods or such a name: without a phone there is no other way to them."""
    columns = ("order_id", "order__item_summary", "order__receiver_name", "order__receiver_name_mask")
    for pk, goods, name, mask in expected_cases(shops).values_list(*columns)[:EXPECTED_MOST]:
        if same_goods(label.goods, goods) or same_name(label.name, name, mask):
            yield pk


def _matched(label: Label, found: dict[int, set[Sign]], named: Collection[int]) -> Iterable[Match]:
    """Each order with its open cases, else by itself; a case that names the parcel also when it is closed."""
    cases: dict[int, list[Case]] = defaultdict(list)
    wanted = Q(closed_at=None) | Q(pk__in=named)
    columns = ("id", "order_id", "closed_at", "received_at", "return_address_id", "return_tracking_no")
    for case in Case.objects.filter(wanted, order_id__in=found).only(*columns).order_by("id"):
        cases[case.order_id].append(case)
    for order in Order.objects.filter(pk__in=found).values(*NEEDED):
        signs = found[order["id"]]
        open_cases: list[Case | None] = [*cases.get(order["id"], [])]
        for one in open_cases or [None]:
            made = _match(label, order, one, signs)
            if strength_of(made.score) is not None:
                yield made


def _match(label: Label, order: dict[str, Any], case: Case | None, signs: set[Sign]) -> Match:
    """Of two cases on one order only the one that names the parcel has it for certain."""
    own = set(signs)
    if case is None or case.return_tracking_no != label.tracking_no:
        own.discard(Sign.TRACKING)
    candidate = Candidate(
        found_by=frozenset(own),
        name=order["receiver_name"],
        name_mask=order["receiver_name_mask"],
        goods=order["item_summary"],
        is_expected=case is not None and _is_expected(case),
    )
    all_signs = signs_of(label, candidate)
    ordered = tuple(sign for sign in Sign if sign in all_signs)
    return Match(order["id"], case.pk if case else None, order["shop_id"], ordered, score_of(all_signs))


def _is_expected(case: Case) -> bool:
    return case.closed_at is None and case.received_at is None and case.return_address_id is not None
