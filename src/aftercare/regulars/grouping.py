"""Who is in a group now, and what became of a notice: bounded reads (U3)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Count, F, Max, Q, QuerySet

from aftercare.accounts.terms import Role
from aftercare.core.errors import NotFound
from aftercare.core.money import Money
from aftercare.orders.models import Order
from aftercare.regulars.access import READERS, shops_where
from aftercare.regulars.groups import GroupRule
from aftercare.regulars.models import BuyerGroup, Notice, NoticeRow, Regular
from aftercare.shops.access import Person

COUNT_TO: Final = 10_000  # a notice goes to no more; larger groups are said to be "10,000+"
SHOWN: Final = 10
PAGE: Final = 100
SENDERS: Final = (Role.SUPERVISOR,)


def members(shop_id: int, rule: GroupRule, at: datetime) -> QuerySet[Regular]:
    """Customers of the shop that meet the rule. The caller has checked the shop."""
    rows = Regular.objects.filter(shop_id=shop_id, orders__gt=0)
    if rule.within is not None:
        rows = rows.filter(last_at__gt=at - timedelta(days=rule.within))
    if rule.idle is not None:
        rows = rows.filter(last_at__lte=at - timedelta(days=rule.idle))
    if rule.product is not None:
        rows = rows.filter(products__contains=[rule.product])
    if rule.orders is not None:
        rows = rows.filter(orders__gte=rule.orders)
    if rule.kept is not None:
        rows = rows.filter(kept__gte=Money(rule.kept))
    if rule.returned is not None:
        rows = rows.filter(Q(returned__lte=F("orders") * rule.returned / 100))
    if rule.type:
        rows = rows.filter(buyer_type=rule.type)
    return rows.filter(tags__contains=[rule.tag]) if rule.tag else rows


def size_of(shop_id: int, rule: GroupRule, at: datetime) -> int:
    """How many, counted up to one more than `COUNT_TO`."""
    return members(shop_id, rule, at)[: COUNT_TO + 1].count()


def first_of(shop_id: int, rule: GroupRule, at: datetime) -> list[Regular]:
    """Ten of them, those who bought last first."""
    rows = members(shop_id, rule, at).select_related("customer").defer("likes", "customer__nick")
    return list(rows.order_by(F("last_at").desc(nulls_last=True), "-pk")[:SHOWN])


def visible_groups(person: Person) -> QuerySet[BuyerGroup]:
    """Every list, page, notice and job of groups starts here."""
    return BuyerGroup.objects.filter(shop_id__in=shops_where(person, *READERS)).select_related("shop", "made_by")


def access_group(person: Person, pk: int) -> BuyerGroup:
    """The group. Raises NotFound."""
    found = visible_groups(person).filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def access_notice(person: Person, pk: int) -> Notice:
    """The notice with its group. Raises NotFound."""
    rows = Notice.objects.filter(shop_id__in=shops_where(person, *READERS)).select_related("group", "shop", "by")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise NotFound(str(pk))
    return found


def groups_page(person: Person, shop_ids: Collection[int]) -> list[BuyerGroup]:
    """Those in use, by shop and name. One query; a shop has a few dozen."""
    rows = visible_groups(person).filter(shop_id__in=shop_ids, archived_at=None)
    return list(rows.order_by("shop__name", "name", "pk")[:200])


def tally(notice: Notice) -> dict[tuple[str, str], int]:
    """How many rows by state and reason. One query over the notice's rows, 10,000 at most."""
    rows = NoticeRow.objects.filter(notice=notice).order_by().values_list("state", "why").annotate(count=Count("id"))
    return {(state, why): count for state, why, count in rows}


def rows_page(notice: Notice, state: str, after: int) -> list[NoticeRow]:
    """One keyset page of the rows in that state, one more than `PAGE` when there are more."""
    rows = NoticeRow.objects.filter(notice=notice, state=state, pk__gt=after).select_related("customer")
    return list(rows.defer("customer__nick").order_by("pk")[: PAGE + 1])


def newest_orders(customer_ids: Collection[int]) -> dict[int, str]:
    """The number of each one's newest order: by it they are found on the platform. Two queries."""
    rows = Order.objects.filter(customer_id__in=customer_ids, source_order=None)
    newest: dict[int | None, int] = dict(rows.order_by().values_list("customer_id").annotate(newest=Max("pk")))
    numbers = dict(Order.objects.filter(pk__in=newest.values()).values_list("pk", "platform_no"))
    return {customer: numbers[pk] for customer, pk in newest.items() if customer is not None and pk in numbers}
