"""Order reports in every form, made of generated orders (seed 7): classic CSV in GBK (41 columns), Qianniu
XLSX (30 columns), and the Qianniu sub-orders for them. No real person."""

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

from bench import platform_reports

SEED = 7
Row = Callable[[dict[str, str], bool], list[str]]  # of an order, at one moment or at a later one
_CLASSIC = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,"
    "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,"
    "店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,"
    "特权订金订单id,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易"
)
CLASSIC = _CLASSIC.split(",")
_QIANNIU = (
    "订单编号,支付单号,支付详情,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,订单创建时间,"
    "订单付款时间,商品标题,宝贝总数量,物流单号,物流公司,商家备注,店铺名称,订单关闭原因,退款金额,"
    "是否主动赔付,主动赔付金额,主动赔付出账时间,商品属性SKU,C2B小额收款,发货时间,确认收货时间,"
    "确认收货打款金额,含应开票给个人红包,商家编码,总金额(旧版),收货地址"
)
QIANNIU = _QIANNIU.split(",")
_ITEMS = (
    "子订单编号,主订单编号,商品标题,商品价格,购买数量,商品属性,商家编码,订单状态,买家应付货款,"
    "买家实付金额,退款状态,退款金额,订单创建时间,订单付款时间,发货时间,商品ID,套餐信息"
)
ITEMS = _ITEMS.split(",")
SENT, DONE = "卖家已发货，等待买家确认", "交易成功"
PLACES = (
    "浙江省 杭州市 余杭区",
    "广东省 广州市 番禺区",
    "上海 上海市 浦东新区",
    "四川省 成都市 武侯区",
    "吉林省 通化市 柳河县",
)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
GOODS = ("纯棉圆领短袖T恤", "亚麻宽松阔腿裤", "羊毛混纺针织开衫", "真丝印花长裙", "加绒连帽卫衣")


def orders(count: int) -> Iterator[dict[str, str]]:
    """So many orders of one month, the same ones each time."""
    dice = random.Random(SEED)
    start = datetime(2026, 5, 1)  # noqa: DTZ001 the shop's clock, as in a report
    for number in range(count):
        ordered = start + timedelta(seconds=dice.randrange(30 * 86_400))
        price = dice.randrange(1990, 69_900)
        name = dice.choice(SURNAMES) + dice.choice(GIVEN) + dice.choice(GIVEN)
        yield {
            "no": f"{2_100_000_000_000_000_000 + number * 7919}",
            "nick": f"tb{dice.randrange(10**8):08d}",
            "price": f"{price / 100:.2f}",
            "name": name,
            "phone": f"1{dice.randrange(30, 100)}{dice.randrange(10**8):08d}",
            "address": f"{dice.choice(PLACES)} 某某街道{dice.randrange(1, 400)}号(3{dice.randrange(10**5):05d})",
            "ordered": f"{ordered:%Y-%m-%d %H:%M:%S}",
            "paid": f"{ordered + timedelta(seconds=90):%Y-%m-%d %H:%M:%S}",
            "sent": f"{ordered + timedelta(days=1):%Y-%m-%d %H:%M:%S}",
            "title": dice.choice(GOODS) + f"{dice.randrange(100)}款",
            "parcel": f"YT{dice.randrange(10**13):013d}",
            "memo": "优先发货" if dice.random() < 0.1 else "",
        }


def _with_status(row: Callable[[dict[str, str], str], list[str]]) -> Row:
    return lambda order, is_newer: row(order, DONE if is_newer else SENT)


def classic_row(order: dict[str, str], status: str) -> list[str]:
    told = {
        "订单编号": f'="{order["no"]}"',
        "买家会员名": order["nick"],
        "买家应付货款": order["price"],
        "买家应付邮费": "0",
        "总金额": order["price"],
        "买家实际支付金额": order["price"],
        "订单状态": status,
        "收货人姓名": order["name"],
        "收货地址 ": order["address"],
        "运送方式": "快递",
        "联系手机": f"'{order['phone']}",
        "订单创建时间": order["ordered"],
        "订单付款时间 ": order["paid"],
        "宝贝标题 ": order["title"],
        "宝贝种类 ": "1",
        "物流单号 ": order["parcel"],
        "物流公司": "圆通速递",
        "订单备注": order["memo"],
        "宝贝总数量": "1",
        "店铺Id": "0",
        "店铺名称": "示例店",
        "订单关闭原因": "订单未关闭",
        "卖家服务费": "0",
        "买家服务费": "0元",
        "是否手机订单": "手机订单",
    }
    return [told.get(name, "") for name in CLASSIC]


def qianniu_row(order: dict[str, str], status: str) -> list[str]:
    told = {
        "订单编号": order["no"],
        "支付单号": order["no"][::-1],
        "支付详情": "支付方式：支付宝|",
        "买家应付货款": order["price"],
        "买家应付邮费": "0.00",
        "总金额": order["price"],
        "买家实付金额": order["price"],
        "订单状态": status,
        "订单创建时间": order["ordered"],
        "订单付款时间": order["paid"],
        "商品标题": order["title"],
        "宝贝总数量": "1",
        "物流单号": order["parcel"],
        "物流公司": "圆通速递",
        "商家备注": order["memo"],
        "店铺名称": "示例店",
        "订单关闭原因": "订单未关闭",
        "退款金额": "0.00",
        "是否主动赔付": "否",
        "主动赔付金额": "0.00",
        "商品属性SKU": "颜色:黑",
        "C2B小额收款": "0.00",
        "发货时间": order["sent"],
        "确认收货打款金额": "0.00",
        "含应开票给个人红包": "0.00",
        "商家编码": "TX-001",
        "总金额(旧版)": order["price"],
        "收货地址": order["address"],
    }
    return [told.get(name, "") for name in QIANNIU]


def items_row(order: dict[str, str], status: str) -> list[str]:
    told = {
        "子订单编号": order["no"],
        "主订单编号": order["no"],
        "商品标题": order["title"],
        "商品价格": order["price"],
        "购买数量": "1",
        "商品属性": "商品规格:黑色",
        "商家编码": "TX-001",
        "订单状态": status,
        "买家应付货款": order["price"],
        "买家实付金额": order["price"],
        "退款状态": "没有申请退款" if status == SENT else "退款成功",
        "退款金额": "0.00",
        "订单创建时间": order["ordered"],
        "订单付款时间": order["paid"],
        "发货时间": order["sent"],
        "商品ID": "6001",
    }
    return [told.get(name, "") for name in ITEMS]


FORMS: dict[str, tuple[list[str], Row, str]] = {
    "classic.csv": (CLASSIC, _with_status(classic_row), "gbk"),
    "qianniu.xlsx": (QIANNIU, _with_status(qianniu_row), ""),
    "items.xlsx": (ITEMS, _with_status(items_row), ""),
    **platform_reports.FORMS,
}


def write(path: Path, header: Sequence[str], rows: Iterator[list[str]], encoding: str) -> None:
    """A CSV, or an XLSX whose texts are shared, as Excel and POI write them."""
    if path.suffix == ".csv":
        with path.open("w", encoding=encoding, newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            writer.writerows(rows)
        return
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for index, row in enumerate([list(header), *rows]):
        for column, value in enumerate(row):
            if value:
                sheet.write_string(index, column, value)
    book.close()


def make_files(folder: Path, count: int, names: Sequence[str]) -> None:
    """These forms twice, `new-…` and `newer-…`: the same orders at one moment and at a later one."""
    for name in names:
        header, row, encoding = FORMS[name]
        for state, is_newer in (("new", False), ("newer", True)):
            write(folder / f"{state}-{name}", header, (row(order, is_newer) for order in orders(count)), encoding)
