"""Reports come in any order, more than once, cut into parts: what is stored afterwards is the same."""

import random
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.intake.platform_reports import DOUYIN, JD, PDD, douyin, jd, pdd
from tests.intake.reports import CLASSIC, QIANNIU, QIANNIU_ITEMS, classic, csv_file, qianniu, qianniu_item

from aftercare.intake.actions.import_file import import_file
from aftercare.orders.models import Order
from aftercare.shops.access import Person
from aftercare.shops.models import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.row("O1")]
ORDERS = 3
TAOBAO = ("等待买家付款", "买家已付款,等待卖家发货", "卖家已发货,等待买家确认", "交易成功", "交易成功", "交易成功")
OTHERS = {
    "pdd": ("待付款", "待发货", "已发货", "已收货", "已收货", "已收货"),
    "douyin": ("待支付", "待发货", "已发货", "已完成", "已完成", "已完成"),
    "jd": ("等待付款", "等待出库", "等待确认收货", "完成", "完成", "完成"),
}
REFUNDED = (0, 0, 0, 0, 20, 50)  # yuan, of 120
REFUND = ("没有申请退款",) * 4 + ("退款成功",) * 2
LAST = len(TAOBAO) - 1
NOT_THE_STATE = {"id", "shop_id", "customer_id", "created_at", "updated_at", "exported_at"}
Rows = list[list[Any]]
Form = tuple[tuple[str, ...], Callable[[int, int], Rows]]  # header, and the rows of an order at a step of its history


def at(step: int, since: int, moment: str) -> str:
    return moment if step >= since else ""


def classic_rows(order: int, step: int) -> Rows:
    net = str(120 - REFUNDED[step]) if step else "0"
    told = {
        "总金额": "120",
        "买家应付货款": "112",
        "买家应付邮费": "8",
        "买家实际支付金额": net,
        "宝贝标题": "羊毛开衫",
    }
    moments = {"订单创建时间": "2026-05-01 10:00:00", "订单付款时间": at(step, 1, "2026-05-01 10:01:00")}
    place = {"收货地址": "浙江省 杭州市 余杭区 某某镇幸福路1号", "宝贝总数量": "2"}
    return [classic(f"21000000000000000{order}", 订单状态=TAOBAO[step], **told, **moments, **place)]


def qianniu_rows(order: int, step: int) -> Rows:
    told = {"买家应付货款": "112", "买家应付邮费": "8", "买家实付金额": str(120 - REFUNDED[step]) if step else "0"}
    sent = {"发货时间": at(step, 2, "2026-05-02 09:00:00"), "物流单号": at(step, 2, f"YT{order}")}
    moments = {"订单付款时间": at(step, 1, "2026-05-01 10:01:00"), "确认收货时间": at(step, 3, "2026-05-09 09:00:00")}
    number = f"21000000000000000{order}"
    return [qianniu(number, 订单状态=TAOBAO[step], 退款金额=str(REFUNDED[step]), **told, **sent, **moments)]


def item_rows(order: int, step: int) -> Rows:
    number = f"21000000000000000{order}"
    paid = str(60 - REFUNDED[step]) if step else "0"
    first = qianniu_item(f"{number}1", number, 买家实付金额=paid, 退款金额=str(REFUNDED[step]), 退款状态=REFUND[step])
    rest = {"商品标题": "围巾", "商品价格": "52", "买家应付货款": "52"}
    return [first, qianniu_item(f"{number}2", number, 买家实付金额="52" if step else "0", **rest)]


def pdd_rows(order: int, step: int) -> Rows:
    told = {"订单状态": OTHERS["pdd"][step], "售后状态": REFUND[step], "支付时间": at(step, 1, "2026-09-15 10:00:05")}
    moments = {"发货时间": at(step, 2, "2026-09-16 10:00:00"), "确认收货时间": at(step, 3, "2026-09-20 10:00:00")}
    return [pdd(f"260915-10000000000{order}", **told, **moments, 快递单号=at(step, 2, f"YT{order}"))]


def douyin_rows(order: int, step: int) -> Rows:
    """Two sub-orders; the second is always one step behind the first, and was sent another day."""
    rows = []
    for part, own in ((1, step), (2, max(step - 1, 1) if step else 0)):
        told = {"订单状态": OTHERS["douyin"][own], "售后状态": REFUND[own], "选购商品": f"商品{part}"}
        moments = {
            "支付完成时间": at(own, 1, "2026-09-15 10:00:05"),
            "发货时间": at(own, 2, f"2026-09-1{5 + part} 10:00:00"),
            "订单完成时间": at(own, 3, f"2026-09-2{part} 10:00:00"),
        }
        number = f"691792676882364375{order}"
        freight = "10.00" if part == 1 else "0.00"
        rows.append(douyin(number, f"{number}{part}", **told, **moments, 运费=freight))
    return rows


def jd_rows(order: int, step: int) -> Rows:
    told = {"订单状态": OTHERS["jd"][step], "付款确认时间": at(step, 1, "2026-09-15 10:00:05")}
    done = {"订单完成时间": at(step, 3, "2026-09-20 10:00:00")}
    number = f"26091510000000{order}"
    other = {"商品ID": "100012043979", "商品名称": "花瓶", "订购数量": "2", "京东价": "33.33", "货号": "HP-1"}
    return [jd(number, **told, **done), jd(number, **told, **done, **other)]


FORMS: dict[str, tuple[Form, ...]] = {
    "taobao": ((CLASSIC, classic_rows), (QIANNIU, qianniu_rows)),
    "pinduoduo": ((PDD, pdd_rows),),
    "douyin": ((DOUYIN, douyin_rows),),
    "jd": ((JD, jd_rows),),
}


def state(shop: Shop) -> list[dict[str, Any]]:
    """All that was told of the shop's orders, their lines in the order of their goods, numbers given here left out."""
    found = []
    for order in Order.objects.filter(shop=shop).order_by("platform_no"):
        values = {name: value for name, value in vars(order).items() if name[0] != "_" and name not in NOT_THE_STATE}
        lines = order.lines.order_by("title").values("title", "quantity", "price", "paid", "refunded", "refund_status")
        found.append(values | {"nick": order.customer.nick if order.customer else "", "lines": list(lines)})
    return found


def bring(folder: Path, shop: Shop, header: tuple[str, ...], rows: Rows) -> None:
    if rows:
        path = folder / "a.csv"
        path.write_bytes(csv_file(header, rows, encoding="utf-8"))
        import_file(path, shop.slug, Person.system())


def mixed_up(dice: random.Random, reports: list[Any], *, whole: bool) -> Iterator[tuple[tuple[str, ...], Rows]]:
    """The rows of all reports in files of one form each, in any order. Where rows have no numbers of their own (JD) two
    equal ones are two pieces, so there an order stands `whole` and once in a file."""
    parts = []
    for header, told, make in reports:
        for order, step in told:
            rows = make(order, step)
            parts += [(header, order, rows)] if whole else [(header, object(), [row]) for row in rows]
    dice.shuffle(parts)
    while parts:
        header, most, taken, rest = parts[0][0], dice.randint(1, 6), {}, []
        for of, order, rows in parts:
            if of is header and order not in taken and len(taken) < most:
                taken[order] = rows
            else:
                rest.append((of, order, rows))
        yield header, [row for rows in taken.values() for row in rows]
        parts = rest


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
@pytest.mark.parametrize("platform", FORMS)
def test_the_order_and_the_number_of_imports_do_not_matter(people, tmp_path, platform, seed):
    dice = random.Random(seed)
    forms = FORMS[platform]
    reports = [
        (header, [(order, step) for order in range(ORDERS)], rows)
        for header, rows in forms
        for step in [*sorted(dice.sample(range(LAST), 2)), *([LAST] if rows is not classic_rows else [])]
    ]
    plain, mixed = (Shop.objects.create(slug=f"{platform}-{secrets.token_hex(8)}", name=name) for name in "ab")
    try:
        for header, told, make in reports:
            bring(tmp_path, plain, header, [row for order, step in told for row in make(order, step)])
        for header, rows in mixed_up(dice, [*reports, *dice.choices(reports, k=2)], whole=platform == "jd"):
            bring(tmp_path, mixed, header, rows)
        if platform == "taobao":
            for shop, steps in ((plain, [0, 3, LAST]), (mixed, dice.sample([0, 3, LAST], 3))):
                for step in steps:
                    rows = [row for order in range(ORDERS) for row in item_rows(order, step)]
                    bring(tmp_path, shop, QIANNIU_ITEMS, rows if shop is plain else dice.sample(rows, len(rows)))
        assert len(state(plain)) == ORDERS
        assert state(mixed) == state(plain)
    finally:
        for shop in (plain, mixed):
            shop.is_active = False
            shop.save()
