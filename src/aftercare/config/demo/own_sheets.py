"""A shop's own sheets: one of its ERP that was named and imported, one by hand whose columns nobody has named."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from aftercare.config.demo.people import DemoPeople
from aftercare.core.time import travel
from aftercare.intake.actions.name_columns import Naming, name_columns
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import queue_import
from aftercare.intake.problems import FileRefused
from aftercare.orders.models import Order
from aftercare.orders.terms import OrderStatus
from aftercare.shops.access import Person, person_of
from aftercare.shops.models import Shop

ROWS: Final = 24
ERP: Final = {
    "系统单号": "",
    "网店单号": "platform_no",
    "下单": "ordered_at",
    "实收(元)": "paid",
    "进度": "status",
    "承运": "courier",
    "打单备注": "seller_memo",
    "仓库": "",
}
BY_HAND: Final = (
    ("日期", "单子", "谁", "电话", "多少钱", "发了没"),
    ("5月1日", "花瓶小号1个", "老客户", "", "68", "发了"),
    ("5月2日", "托盘2个", "门店自提", "", "258", "没有"),
)
MEMOS: Final = ("", "", "优先发货", "加固包装")


def name_own_sheets(people: DemoPeople, at: datetime) -> int:
    """The history of the first shop's own sheets, older than the platform's reports; returns how many files. They tell
    of orders that are here already, so none is added."""
    shop, who = people.shops[0], person_of(people.staff["operations"])
    with travel(-timedelta(minutes=100)):
        _receive(shop, who, "发货登记.csv", BY_HAND)
    orders = Order.objects.filter(shop=shop, status=OrderStatus.COMPLETED, source_order=None).order_by("-ordered_at")
    with travel(-timedelta(minutes=70)):
        rows = _rows(list(orders[:ROWS]), ZoneInfo(shop.timezone))
        batch = _receive(shop, who, "ERP发货明细.csv", [tuple(ERP), *rows])
        name_columns(person=who, batch_id=batch, naming=Naming("own_orders", "ERP 导出", tuple(ERP.values())))
        with transaction.atomic():
            queue_import(person=who, batch_id=batch, dry_run=False)
        run_import(batch_id=batch)
    return 2


def _receive(shop: Shop, who: Person, name: str, rows: Sequence[Sequence[str]]) -> int:
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    batch = receive_file(person=who, shop_slug=shop.slug, name=name, chunks=[stream.getvalue().encode()])
    try:
        preview(person=who, batch_id=batch.pk)
    except FileRefused as unknown:  # as it should be: nobody knows these columns
        assert unknown.refusal.code == "kind.unknown"
    return batch.pk


def _rows(orders: Sequence[Order], zone: ZoneInfo) -> Iterator[tuple[str, ...]]:
    for number, order in enumerate(orders):
        yield (
            f"XS{260_500_100 + number}",
            order.platform_no,
            f"{order.ordered_at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            "待核" if number == ROWS // 2 else order.paid.yuan,
            "已签收" if number % 3 else "已出库",
            order.courier,
            MEMOS[number % len(MEMOS)],
            "东仓" if number % 5 == 0 else "主仓",
        )
