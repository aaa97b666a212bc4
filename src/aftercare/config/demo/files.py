"""Files of a demo shop: one tried out, with a few bad rows, one that waits for a person, and its own sheets."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final

from django.db import transaction

from aftercare.config.demo.own_sheets import name_own_sheets
from aftercare.config.demo.people import DemoPeople
from aftercare.intake.actions.preview_file import preview
from aftercare.intake.actions.receive_file import receive_file
from aftercare.intake.actions.run_import import run_import
from aftercare.intake.actions.start_import import queue_import
from aftercare.shops.access import person_of

OPERATOR: Final = "operations"
_COLUMNS = (
    "订单编号,支付单号,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,订单创建时间,订单付款时间,商品标题,"
    "宝贝总数量,物流单号,物流公司,商家备注,退款金额,发货时间,商家编码,收货地址,达人昵称"
)
COLUMNS: Final = tuple(_COLUMNS.split(","))
GOODS: Final = (("青瓷花瓶 小号", "QC-1", 6800), ("胡桃木托盘 圆形", "HT-3", 12900), ("白瓷茶杯 两只装", "BC-2", 4500))
PLACES: Final = ("浙江省 杭州市 余杭区 ***", "广东省 广州市 番禺区 ***", "四川省 成都市 武侯区 ***")
STATES: Final = ("买家已付款，等待卖家发货", "卖家已发货，等待买家确认", "交易成功", "卖家部分发货")
ROWS: Final = 60
BAD: Final = {7: ("订单编号", "2.10000E+18"), 19: ("总金额", "68元8"), 41: ("订单创建时间", "昨天")}


def drop_files(people: DemoPeople, at: datetime) -> int:
    """Files in the first shop's history; returns how many. No order is added."""
    own = name_own_sheets(people, at)
    shop, operator = people.shops[0], person_of(people.staff[OPERATOR])
    rows = list(_rows(at, Random(7)))  # noqa: S311 - invented data
    for name, told, is_tried in (
        ("ExportOrderList_week.csv", rows, True),
        ("ExportOrderList_today.csv", rows[:12], False),
    ):
        chunks = [as_csv(told)]
        batch = receive_file(person=operator, shop_slug=shop.slug, name=name, chunks=chunks)
        preview(person=operator, batch_id=batch.pk)
        if is_tried:
            with transaction.atomic():
                queue_import(person=operator, batch_id=batch.pk, dry_run=True)
            run_import(batch_id=batch.pk)
    return 2 + own


def _rows(at: datetime, rng: Random) -> Iterator[dict[str, str]]:
    for number in range(ROWS):
        title, code, price = rng.choice(GOODS)
        paid = at - timedelta(hours=2 + number)
        pieces, status = rng.randint(1, 3), rng.choices(STATES, (5, 8, 8, 1))[0]
        amount = f"{price * pieces / 100:.2f}"
        row = {
            "订单编号": f"{2_100_000_300_000_000_000 + number * 7919}",
            "买家应付货款": amount,
            "买家应付邮费": "0.00",
            "总金额": amount,
            "买家实付金额": amount,
            "订单状态": status,
            "订单创建时间": f"{paid - timedelta(minutes=2):%Y-%m-%d %H:%M:%S}",
            "订单付款时间": f"{paid:%Y-%m-%d %H:%M:%S}",
            "商品标题": title,
            "宝贝总数量": str(pieces),
            "退款金额": "0.00",
            "商家编码": code,
            "收货地址": rng.choice(PLACES),
        }
        if number in BAD:
            row |= dict([BAD[number]])
        yield row


def as_csv(rows: Sequence[dict[str, str]]) -> bytes:
    """The rows as the platform writes them; columns beyond `COLUMNS` are added."""
    stream = io.StringIO()
    names = dict.fromkeys([*COLUMNS, *(name for row in rows for name in row)])
    writer = csv.DictWriter(stream, list(names), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()
