"""What tests of couriers start from: a shop with couriers, parcels sent last month, parcels that were held."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from tests.pages.stage import move
from tests.people import People, make_case_of, make_order, make_people, person

from aftercare.accounts.models import Staff
from aftercare.cases.models import Case
from aftercare.cases.periods import month_after, month_of
from aftercare.core.time import now
from aftercare.orders.actions.set_couriers import set_couriers
from aftercare.orders.delivery.table import EMPTY
from aftercare.orders.models import Order
from aftercare.shops.models import Shop

ZTO, YTO, SF = "中通快递", "圆通速递", "顺丰速运"
ROW = {"courier": ZTO, "places": [], "first": 600, "next": 200, "days": [2, 3], "payment": "prepaid", "most": 30_000}
TABLE = {
    **EMPTY,
    "default": ZTO,
    "tariffs": [ROW, {**ROW, "courier": YTO, "first": 500, "days": [3, 5]},
                {**ROW, "courier": SF, "first": 2200, "days": [1, 1], "most": None}],
    "gaps": [{"courier": ZTO, "places": ["西藏自治区"], "kind": "no_outlet", "until": None}],
}  # fmt: skip


def couriers_of_shop(people: People, **more: Any) -> People:
    set_couriers(shop_id=people.shop.pk, value={**TABLE, **more}, person=person(people.supervisor), seen=None)
    people.shop.refresh_from_db()
    return people


def staged(**more: Any) -> People:
    return couriers_of_shop(make_people(), **more)


def last_month(shop: Shop) -> date:
    return month_after(month_of(now(), shop.timezone), -1)


def in_month(shop: Shop, first: date, day: int = 15) -> datetime:
    return datetime.combine(first.replace(day=day), time(12), tzinfo=ZoneInfo(shop.timezone))


def sent_orders(people: People, count: int, courier: str = ZTO, first: date | None = None) -> None:
    """So many parcels that left in the month, at once."""
    shop = people.shop
    at = in_month(shop, first or last_month(shop))
    tag = Order.objects.count()
    Order.objects.bulk_create(
        Order(shop=shop, platform_no=f"S{tag + number:09d}", ordered_at=at, dispatched_at=at, courier=courier,
              status="completed")
        for number in range(count)
    )  # fmt: skip


def held_parcel(
    people: People, courier: str = ZTO, *, first: date | None = None, counts: bool = True, staff: Staff | None = None
) -> Case:
    """A parcel that left and was held out of zone in the month; it counts when the buyer was sent another."""
    shop = people.shop
    at = in_month(shop, first or last_month(shop), 16)
    order = make_order(shop, courier=courier, tracking_no="ZT000111222")
    Order.objects.filter(pk=order.pk).update(dispatched_at=at)
    case = make_case_of("out_of_zone", staff or people.owner, order)
    if counts:
        case = move(case, "resend", staff or people.owner)
    Case.objects.filter(pk=case.pk).update(opened_at=at)
    case.refresh_from_db()
    return case
