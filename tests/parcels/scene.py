"""A shop that hears of its parcels: an order that was sent, aggregators with invented secrets, what they push."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

from tests.chat.scene import Desk
from tests.parcels.door import Answered, post
from tests.people import make_order, person

from aftercare.connectors.couriers.kdniao import data_sign
from aftercare.connectors.couriers.kuaidi100 import push_sign
from aftercare.core.time import now
from aftercare.customers.policies import QUIET_FROM, QUIET_UNTIL
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.parcels.actions.apply_inbox import apply_inbox
from aftercare.parcels.actions.follow_orders import follow_orders
from aftercare.parcels.actions.save_link import LinkWish, save_link
from aftercare.parcels.models import CourierLink, Parcel

CHINA = timezone(timedelta(hours=8))
SALT, KEY, ACCOUNT = "salt-of-tests", "key-of-tests", "1237100"
_numbers = count(1)
Trace = tuple[datetime, str, str]  # when, the aggregator's number, words


def wall(at: datetime) -> str:
    """As the aggregators write a time."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


def kuaidi100(number: str, traces: Sequence[Trace], *, state: str = "0", com: str = "yuantong") -> dict[str, str]:
    """The form of a push: the newest event stands first."""
    data = [
        {"time": wall(at), "ftime": wall(at), "context": words, "statusCode": code, "areaName": "浙江,杭州市"}
        for at, code, words in sorted(traces, reverse=True)
    ]
    result = {"message": "ok", "state": state, "status": "200", "ischeck": "0", "com": com, "nu": number, "data": data}
    param = json.dumps({"status": "polling", "message": "", "lastResult": result}, ensure_ascii=False)
    return {"param": param, "sign": push_sign(param, SALT)}


def kdniao(number: str, traces: Sequence[Trace], *, state: str = "2", code: str = "YTO") -> dict[str, str]:
    """The form of a push: the oldest event stands first."""
    rows = [
        {"AcceptTime": wall(at), "AcceptStation": words, "Action": action, "Location": "杭州市"}
        for at, action, words in sorted(traces)
    ]
    told = {"EBusinessID": ACCOUNT, "ShipperCode": code, "LogisticCode": number, "Success": True, "State": state}
    data = json.dumps(
        {"PushTime": wall(now()), "EBusinessID": ACCOUNT, "Count": "1", "Data": [{**told, "Traces": rows}]},
        ensure_ascii=False,
    )
    return {"RequestData": data, "DataSign": data_sign(data, KEY), "RequestType": "102"}


class Road(Desk):
    """A shop without quiet hours, whose aggregators push; one order that left an hour ago."""

    def __init__(self, *, links: bool = True) -> None:
        super().__init__()
        self.rule(QUIET_FROM, 0)
        self.rule(QUIET_UNTIL, 0)
        self.links: dict[str, CourierLink] = {}
        if links:
            admin = person(self.people.administrator)
            for provider, account in (("kuaidi100", "CUSTOMER"), ("kdniao", ACCOUNT)):
                wish = LinkWish(account, KEY, SALT)
                self.links[provider] = save_link(shop_id=self.shop.pk, provider=provider, wish=wish, person=admin)
        self.order = self.sent()

    def sent(self, *, ago: float = 1, courier: str = "圆通速递", **fields: Any) -> Order:
        """An order that was sent so many hours ago."""
        number = fields.pop("tracking_no", f"YT{next(_numbers):011d}")
        order = make_order(
            self.shop, status=OrderStatus.DISPATCHED, completed_at=None, courier=courier, tracking_no=number, **fields
        )
        sent_at = now() - timedelta(hours=ago)
        Order.objects.filter(pk=order.pk).update(dispatched_at=sent_at, updated_at=now())
        order.refresh_from_db()
        return order

    def follow(self) -> None:
        follow_orders(shop_id=self.shop.pk)

    @property
    def parcel(self) -> Parcel:
        return Parcel.objects.select_related("last_event").get(number=self.order.tracking_no)

    def push(self, form: dict[str, str], provider: str = "kuaidi100") -> Answered:
        return post(f"/parcels/push/{self.links[provider].token}/", form)

    def told(self, *traces: tuple[float, str, str], number: str = "", **fields: Any) -> None:
        """A push of 快递100, applied: (hours ago, statusCode, words)."""
        at = now().replace(microsecond=0)
        rows = [(at - timedelta(hours=ago), code, words) for ago, code, words in traces]
        answer = self.push(kuaidi100(number or self.order.tracking_no, rows, **fields))
        assert answer.status_code == 200, answer.content
        apply_inbox()

    def push_bird(self, *traces: tuple[str, str]) -> None:
        """A push of 快递鸟, applied: (action, words), an hour apart."""
        begin = now().replace(microsecond=0) - timedelta(hours=len(traces))
        rows = [(begin + timedelta(hours=hour), action, words) for hour, (action, words) in enumerate(traces)]
        assert self.push(kdniao(self.order.tracking_no, rows), "kdniao").status_code == 200
        apply_inbox()
