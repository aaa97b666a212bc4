"""A shop with couriers whose paid orders are looked at before they leave."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from tests.chat.scene import Desk
from tests.people import make_staff, person

from aftercare.accounts.models import Staff
from aftercare.accounts.terms import Role
from aftercare.chat.models import Visitor
from aftercare.confirmation.acting import Seen
from aftercare.confirmation.actions.confirm_order import confirm_order
from aftercare.confirmation.actions.follow_orders import begin_to_follow, follow_orders
from aftercare.confirmation.models import Confirmation, FollowCursor
from aftercare.core.crypto import keyed_hash
from aftercare.core.money import Money
from aftercare.core.text import mask_name, mask_phone
from aftercare.core.time import now
from aftercare.customers.models import Customer
from aftercare.customers.policies import QUIET_FROM, QUIET_UNTIL
from aftercare.orders.delivery.places import read_areas
from aftercare.orders.models import Order, OrderLine
from aftercare.orders.policies import COURIERS
from aftercare.orders.terms import OrderStatus
from aftercare.shops.models import Shop

WHERE = "浙江省 杭州市 西湖区 文三路 99 号 3 幢 402 室"
_numbers = count(1)


def couriers() -> dict[str, Any]:
    """Zhongtong everywhere but in Shiqu, SF as well there."""
    return {
        "version": 1,
        "default": "中通快递",
        "free_from": None,
        "bulky_from": 20_000,
        "tariffs": [
            {
                "courier": name,
                "places": [],
                "first": fee,
                "next": 200,
                "days": [1, 3],
                "payment": "prepaid",
                "most": None,
            }
            for name, fee in (("中通快递", 600), ("顺丰速运", 2200))
        ],
        "gaps": [
            {
                "courier": "中通快递",
                "places": [place.key for place in read_areas("四川甘孜州石渠县", with_districts=True)],
                "kind": "out_of_zone",
                "until": None,
            }
        ],
    }


class Check(Desk):
    """Works round the clock, without quiet hours, so that tests pass at any hour."""

    def __init__(self) -> None:
        super().__init__()
        self.rule(QUIET_FROM, 0)
        self.rule(QUIET_UNTIL, 0)
        self.rule(COURIERS, couriers())
        self.presale = make_staff("", Role.PRESALE_AGENT, shop=self.shop)
        self.qa = make_staff("", Role.QA, shop=self.shop)

    def buyer(self, shop: Shop | None = None) -> Customer:
        number = next(_numbers)
        values = {"nick": f"核对买家{number}", "nick_hash": f"c{number:031d}", "nick_mask": f"核***{number % 10}"}
        return Customer.objects.create(shop=shop or self.shop, **values)

    def order(self, address: str = WHERE, *, ago: timedelta = timedelta(minutes=5), **fields: Any) -> Order:
        """A paid order that has not left; it was brought in when it was paid."""
        shop = fields.pop("shop", self.shop)
        name, phone = fields.pop("name", "王小明"), fields.pop("phone", "13912340001")
        lines = fields.pop("lines", [("青瓷杯", "颜色分类:青色", 1)])
        at = now() - ago
        number = next(_numbers)
        order = Order.objects.create(
            shop=shop,
            platform_no=f"77{number:016d}",
            customer=fields.pop("customer", None) or self.buyer(shop),
            status=fields.pop("status", OrderStatus.AWAITING_DISPATCH),
            ordered_at=at,
            paid_at=fields.pop("paid_at", at),
            region=fields.pop("region", " ".join(address.split(" ")[:3]) if " " in address else ""),
            receiver_name=name,
            receiver_name_mask=mask_name(name),
            receiver_phone=phone,
            receiver_phone_mask=mask_phone(phone),
            receiver_phone_hash=keyed_hash(phone),
            receiver_address=address,
            goods=Money(8800),
            paid=Money(8800),
            item_count=sum(quantity for _title, _sku, quantity in lines),
            item_summary="；".join(title for title, _sku, _quantity in lines),
            updated_at=at,
            **fields,
        )
        self.lines(order, lines)
        return order

    def lines(self, order: Order, lines: Sequence[tuple[str, str, int]]) -> None:
        for title, sku, quantity in lines:
            OrderLine.objects.create(
                order=order,
                line_no=f"L{next(_numbers)}",
                title=title,
                sku=sku,
                merchant_code=title,
                quantity=quantity,
                price=Money(8800),
                paid=Money(8800),
            )

    def follow(self) -> int:
        if not FollowCursor.objects.filter(shop=self.shop).exists():
            begin_to_follow(self.shop, now(), since=now() - timedelta(days=9))
        return follow_orders(shop_id=self.shop.pk)

    def check(self, order: Order) -> Confirmation:
        return Confirmation.objects.get(order=order)

    def checked(self, address: str = WHERE, **fields: Any) -> Confirmation:
        order = self.order(address, **fields)
        self.follow()
        return self.check(order)

    def changes(self, order: Order, **fields: Any) -> None:
        """A later report says something else; the clock of a test's transaction stands."""
        order.refresh_from_db()
        at = max(now(), order.updated_at + timedelta(seconds=1))
        Order.objects.filter(pk=order.pk).update(**fields, updated_at=at)

    def at_chat(self, row: Confirmation) -> Visitor:
        """The buyer was at the shop's own chat."""
        return self.visitor(customer=row.order.customer)

    def confirm(self, row: Confirmation, staff: Staff | None = None, **fields: Any) -> Confirmation:
        return confirm_order(seen=seen(row), person=person(staff or self.people.owner), **fields)


def seen(row: Confirmation) -> Seen:
    """As it stands now."""
    fresh = Confirmation.objects.get(pk=row.pk)
    return Seen(fresh.pk, fresh.version)


def codes(row: Confirmation) -> list[str]:
    return [code for code, _level, _params in row.findings]
