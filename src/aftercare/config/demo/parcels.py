"""Parcels of the demo shops: what their couriers would have said of each by now, and what goes wrong with a few."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final

from aftercare.config.demo.people import DemoPeople
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.apply_inbox import Item, apply_reports
from aftercare.parcels.actions.find_stuck import find_stuck
from aftercare.parcels.actions.follow_orders import follow_orders
from aftercare.parcels.actions.open_problems import open_problems
from aftercare.parcels.actions.save_link import LinkWish, save_link
from aftercare.parcels.actions.tell_buyers import tell_buyers
from aftercare.parcels.couriers import code_of_name
from aftercare.parcels.reports import EventFact, Report, event
from aftercare.parcels.terms import Sign, Way

HOUR: Final = timedelta(hours=1)
TOLD_DAYS: Final = 9  # what ended earlier has no course any more
MOST: Final = 260  # parcels of a shop with a course
HUBS: Final = ("杭州", "嘉兴", "上海", "武汉", "郑州", "广州", "成都")
COURIERS_MEN: Final = ("王师傅", "李师傅", "陈师傅", "赵师傅")
# What happens, hours after dispatch, the courier's words.
ROAD: Final[tuple[tuple[float, Sign, str], ...]] = (
    (3, Sign.COLLECTED, "【{start}】已揽收，揽件员：{man}(1390000{tail})"),
    (9, Sign.TRANSIT, "快件离开【{start}转运中心】，已发往【{hub}转运中心】"),
    (24, Sign.TRANSIT, "快件到达【{hub}转运中心】"),
    (38, Sign.AT_CITY, "快件到达【{end}营业部】"),
    (44, Sign.DELIVERING, "【{end}】派件员：{man}(1380000{tail})正在派件"),
    (49, Sign.SIGNED, "已签收，签收人：本人。如有疑问请联系派件员：{man}(1380000{tail})"),
)
# Where the road of a few ends, and with what words.
TROUBLES: Final[tuple[tuple[int, Sign | None, str], ...]] = (
    (2, None, ""),  # stands still
    (5, Sign.REFUSED, "收件人拒收，快件将退回发件方"),
    (3, Sign.DAMAGED, "外包装破损，已登记问题件"),
    (4, Sign.OUT_OF_ZONE, "超区件，地址不在派送范围，暂存【{end}营业部】"),
    (3, None, ""),
    (5, Sign.TROUBLE, "派件异常：电话无人接听，改约派送时间"),
    (5, Sign.AT_POINT, "快件已存放至【{end}菜鸟驿站】，请及时取件"),
    (4, Sign.RETURNING, "快件退回中，原因：地址不详"),
)


def send_parcels(people: DemoPeople, at: datetime, rng: Random) -> int:
    """Courses for what was sent lately; cases for what went wrong, words for buyers. Returns how many have a course."""
    told = 0
    for shop in people.shops:
        wish = LinkWish("DEMO100", "invented-key", "invented-salt")
        save_link(shop_id=shop.pk, provider="kuaidi100", wish=wish, person=people.administrator)
        follow_orders(shop_id=shop.pk)
        reports = list(_reports(shop.pk, at, rng))
        apply_reports([Item(shop.pk, Way.PUSH, reports)], at)
        told += len(reports)
    find_stuck()
    open_problems()
    tell_buyers()
    return told


def _reports(shop_id: int, at: datetime, rng: Random) -> Iterator[Report]:
    sent = Order.objects.filter(shop_id=shop_id, dispatched_at__gt=at - timedelta(days=TOLD_DAYS)).exclude(
        tracking_no=""
    )
    columns = ("courier", "tracking_no", "dispatched_at", "completed_at", "status", "region")
    troubles = iter(TROUBLES)
    for order in sent.order_by("-dispatched_at").values(*columns)[:MOST]:
        age = (at - order["dispatched_at"]) / HOUR
        trouble = next(troubles, None) if order["status"] == OrderStatus.DISPATCHED and age > 60 else None
        facts = tuple(_course(order["dispatched_at"], order["completed_at"], order["region"], trouble, at, rng))
        if facts:
            yield Report(order["tracking_no"], code_of_name(order["courier"]), facts)


def _course(
    sent_at: datetime, completed_at: datetime | None, region: str, trouble: tuple[int, Sign | None, str] | None,
    at: datetime, rng: Random,
) -> Iterator[EventFact]:  # fmt: skip
    """What has happened by now. A parcel that nobody has confirmed is slower than one that somebody has."""
    end = (region.split() or ["目的地"])[-1]
    names = {"start": HUBS[0], "hub": rng.choice(HUBS[1:]), "end": end, "man": rng.choice(COURIERS_MEN)}
    names["tail"] = f"{rng.randrange(10_000):04d}"
    pace = rng.uniform(0.8, 2.6) if completed_at is None else 0.8
    steps = [(hours * pace, sign, words) for hours, sign, words in ROAD]
    if trouble is not None:
        kept, sign, words = trouble
        steps = [(hours / pace, *rest) for hours, *rest in steps[:kept]]  # type: ignore[misc]
        if sign is not None:
            steps.append((min(50.0, (at - sent_at) / HOUR - 2), sign, words))
    for hours, sign, words in steps:
        when = (sent_at + hours * HOUR).replace(microsecond=0)
        if when <= at:
            yield event(when, sign, text=words.format(**names), place=end if hours > 30 else names["start"])
