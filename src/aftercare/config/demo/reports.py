"""Two order reports that were imported today: what the first changed, what a look says of taking it back, and one order
that the second has changed since."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from aftercare.config.demo.files import COLUMNS, OPERATOR, as_csv
from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.intake.actions.ask_undo import ask_undo
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.run_undo import run_undo
from aftercare.intake.actions.start_import import queue_import
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Shop

CHANGED: Final = 9
ADDED: Final = 7
FIRST_NUMBER: Final = 2_100_000_400_000_000_000
NOTES: Final = ("改地址已确认", "送礼品袋", "")


def import_reports(people: DemoPeople, at: datetime) -> int:
    """Reports of the morning and of noon for the first shop; returns how many orders they added."""
    shop, operator = people.shops[0], person_of(people.staff[OPERATOR])
    orders = Order.objects.filter(shop=shop, status=OrderStatus.DISPATCHED, cases=None, source_order=None)
    held = list(orders.order_by("ordered_at", "pk")[:CHANGED])
    morning = [_followed(order, index, at) for index, order in enumerate(held)]
    morning += [_new(number, at) for number in range(ADDED)]
    morning += [{**_new(ADDED, at), "总金额": "68元8"}]
    noon = [{**row, "商家备注": "客户要求周末送货"} for row in morning[:1]]
    with travel(-timedelta(hours=5)):
        batch = _bring(shop, operator, "ExportOrderList_morning.csv", morning)
    with travel(-timedelta(hours=2)):
        _bring(shop, operator, "ExportOrderList_noon.csv", noon)
        ask_undo(person=operator, batch_id=batch)
        run_undo(batch_id=batch)
    return ADDED


def _bring(shop: Shop, operator: Person, name: str, rows: list[dict[str, Any]]) -> int:
    batch = receive_file(person=operator, shop_slug=shop.slug, name=name, chunks=[as_csv(rows)])
    preview(person=operator, batch_id=batch.pk)
    with transaction.atomic():
        queue_import(person=operator, batch_id=batch.pk, dry_run=False)
    run_import(batch_id=batch.pk)
    return batch.pk


def _followed(order: Order, index: int, at: datetime) -> dict[str, Any]:
    """An order that was received, as the report says it; some with a note."""
    return dict.fromkeys(COLUMNS, "") | {
        "订单编号": order.platform_no,
        "买家应付货款": order.goods.yuan,
        "买家应付邮费": order.freight.yuan,
        "总金额": order.total.yuan,
        "买家实付金额": order.paid.yuan,
        "订单状态": "交易成功",
        "订单创建时间": _wall(order.ordered_at),
        "订单付款时间": _wall(order.paid_at or order.ordered_at),
        "发货时间": _wall(order.dispatched_at or order.ordered_at),
        "确认收货时间": _wall(at - timedelta(hours=6)),
        "物流单号": order.tracking_no,
        "物流公司": order.courier,
        "宝贝总数量": str(order.item_count or 1),
        "退款金额": order.refunded.yuan,
        "商家备注": NOTES[index % len(NOTES)],
    }


def _new(number: int, at: datetime) -> dict[str, Any]:
    """An order of last month that only this report knows."""
    told = at - timedelta(days=30, hours=number)
    return dict.fromkeys(COLUMNS, "") | {
        "订单编号": f"{FIRST_NUMBER + number * 7919}",
        "买家应付货款": "68.00",
        "买家应付邮费": "0.00",
        "总金额": "68.00",
        "买家实付金额": "68.00",
        "订单状态": "交易成功",
        "订单创建时间": _wall(told),
        "订单付款时间": _wall(told),
        "发货时间": _wall(told + timedelta(days=1)),
        "商品标题": "青瓷花瓶 小号",
        "宝贝总数量": "1",
        "退款金额": "0.00",
        "商家编码": "QC-1",
        "收货地址": "浙江省 杭州市 余杭区 ***",
    }


def _wall(at: datetime) -> str:
    return f"{at + timedelta(hours=8):%Y-%m-%d %H:%M:%S}"
