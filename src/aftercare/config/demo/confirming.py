"""Orders before dispatch in the demo: fresh ones with what is odd about them, those of the last days looked at."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from aftercare.accounts.models import Staff
from aftercare.config.demo.people import DemoPeople
from aftercare.confirmation.actions.follow_orders import begin_to_follow, follow_orders
from aftercare.confirmation.actions.note_overdue import note_overdue
from aftercare.confirmation.models import Breach, Confirmation
from aftercare.confirmation.terms import Ending, State, Way
from aftercare.core.crypto import keyed_hash
from aftercare.core.events import EventRow, record_many
from aftercare.core.text import mask_name, mask_phone
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

SEED: Final = 1111
LONG: Final = timedelta(days=60)  # the demo company has confirmed its orders all the time
FRESH: Final = (16, 8, 8)  # the newest unsent orders of each shop are minutes old
# What is odd about them, in turn; {} nothing. Invented as all buyers are.
ODD: Final[Sequence[Mapping[str, str]]] = (
    {"buyer_message": "周末送货，放丰巢柜就行"},
    {"region": "浙江省 杭州市 余杭区", "receiver_address": "浙江省 杭州市 余杭区 仓前街道"},
    {},
    {"receiver_phone": "1380000123"},
    {"buyer_message": "送朋友的生日礼物，麻烦配礼品袋，不要放价格单"},
    {},
    {"region": "四川省 甘孜藏族自治州 石渠县", "receiver_address": "四川省 甘孜藏族自治州 石渠县 洛须镇幸福路 12 号"},
    {"receiver_phone": "18400001234-6688", "buyer_message": "优先发货，检查外观无瑕疵"},
    {},
    {"buyer_message": "改地址，寄到公司，我等下把新地址发您"},
    {"region": "江苏省 南京市 鼓楼区", "receiver_address": "浙江省 宁波市 鄞州区 中兴路 66 号"},
    {"buyer_message": "要开发票，抬头旺旺上发您"},
    {},
    {"receiver_name": "李先生", "buyer_message": "请发顺丰，补差价可以"},
    {"buyer_message": "先不要发货，下周一再发"},
    {"region": "云南省 昆明市 五华区", "receiver_address": "云南省 昆明市 五华区 翠湖南路"},
)
HELD, ASKED = 2, 3  # of the earlier ones of each shop
REASON: Final = "买家要下周一再发，已记下日期。"


def look_at_orders(people: DemoPeople, at: datetime) -> int:
    """Check every unsent order, let the two shifts have looked at the earlier ones; returns how many there are."""
    rng = Random(SEED)  # noqa: S311 - invented data
    agents = [people.staff[name] for name in ("agent", "agent2", "supervisor")]
    count = 0
    for shop, fresh in zip(people.shops, FRESH, strict=True):
        _make_odd(shop, fresh, at)
        begin_to_follow(shop, at, since=at - LONG)
        follow_orders(shop_id=shop.pk)
        rows = list(Confirmation.objects.filter(shop=shop).order_by("since", "pk"))
        _settle(rows[:-fresh] if len(rows) > fresh else [], agents, rng, at)
        count += len(rows)
    note_overdue()
    return count


def _make_odd(shop: Shop, fresh: int, at: datetime) -> None:
    """The newest unsent orders were paid within the last hour and a quarter."""
    unsent = Order.objects.filter(shop=shop, status=OrderStatus.AWAITING_DISPATCH, source_order=None)
    orders = list(unsent.exclude(paid_at=None).order_by("-ordered_at", "-pk")[:fresh])
    for number, order in enumerate(orders):
        paid = max(at - timedelta(minutes=3 + 72 * number // fresh), order.ordered_at)
        order.paid_at = order.updated_at = paid
        for name, value in ODD[number % len(ODD)].items():
            setattr(order, name, value)
        order.receiver_name_mask = mask_name(order.receiver_name)
        order.receiver_phone_mask = mask_phone(order.receiver_phone)
        order.receiver_phone_hash = keyed_hash(order.receiver_phone)
    fields = {name for odd in ODD for name in odd}
    masks = ("paid_at", "updated_at", "receiver_name_mask", "receiver_phone_mask", "receiver_phone_hash")
    Order.objects.bulk_update(orders, [*sorted(fields), *masks])


def _settle(rows: Sequence[Confirmation], agents: Sequence[Staff], rng: Random, at: datetime) -> None:
    """Most were confirmed within their hour, some late; a few wait for the buyer or are on hold."""
    events: list[EventRow] = []
    breaches: list[Breach] = []
    for number, row in enumerate(rows):
        who, late = rng.choice(agents), rng.random() < 0.04
        hour = (row.due_at - row.since) * rng.uniform(0.1, 0.9)
        looked = min(row.due_at + timedelta(minutes=20) if late else row.since + hour, at)
        row.handled_at, row.handled_by = looked, who
        from_end = len(rows) - number
        if from_end <= HELD:
            row.state, row.words = State.HELD, REASON
            kind: str = "confirmation.held"
            data: dict[str, Any] = {}
        elif from_end <= HELD + ASKED:
            row.state, row.asked_at, row.asked_by = State.ASKED, looked, who
            row.asked_way, row.asked_times = Way.PLATFORM, 1
            kind, data = "confirmation.asked", {"way": Way.PLATFORM, "times": 1}
        else:
            row.state, row.ending, row.ended_at, row.ended_by = State.CONFIRMED, Ending.CONFIRMED, looked, who
            kind, data = "confirmation.confirmed", {"level": row.level, "bulk": False}
        row.version += 1
        if looked > row.due_at:
            row.is_late = True
            breaches.append(_breach(row))
        events.append(EventRow(kind, ("order", row.order_id), row.shop_id, who.pk, looked, data))
    columns = ("state", "words", "handled_at", "handled_by", "asked_at", "asked_by", "asked_way", "asked_times")
    Confirmation.objects.bulk_update(rows, [*columns, "ending", "ended_at", "ended_by", "is_late", "version"])
    Breach.objects.bulk_create(breaches)
    record_many(sorted(events, key=lambda event: event.at))


def _breach(row: Confirmation) -> Breach:
    return Breach(
        confirmation=row,
        shop_id=row.shop_id,
        since=row.since,
        due_at=row.due_at,
        noted_at=row.due_at,
        handled_at=row.handled_at,
        handled_by=row.handled_by,
    )
