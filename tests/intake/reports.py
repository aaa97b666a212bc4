"""Reports as the platforms export them, made by code: no real person, no stored file."""

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any

import openpyxl
import xlsxwriter

_CLASSIC = (
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,返点积分,"
    "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,运送方式,联系电话 ,"
    "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,宝贝总数量,"
    "店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,分阶段订单信息,"
    "特权订金订单id,定金排名,修改后的sku,修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易"
)
CLASSIC = tuple(_CLASSIC.split(","))
_CLASSIC_ITEMS = "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
CLASSIC_ITEMS = tuple(_CLASSIC_ITEMS.split(","))
_TMALL_ITEMS = (
    "子订单编号,主订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码,"
    "支付单号,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间,订单付款时间"
)
TMALL_ITEMS = tuple(_TMALL_ITEMS.split(","))
_QIANNIU = (
    "订单编号,支付单号,支付详情,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,订单创建时间,"
    "订单付款时间,商品标题,宝贝总数量,物流单号,物流公司,商家备注,店铺名称,订单关闭原因,退款金额,"
    "是否主动赔付,主动赔付金额,主动赔付出账时间,商品属性SKU,C2B小额收款,发货时间,确认收货时间,"
    "确认收货打款金额,含应开票给个人红包,商家编码,总金额(旧版),收货地址"
)
QIANNIU = tuple(_QIANNIU.split(","))
_QIANNIU_ITEMS = (
    "子订单编号,主订单编号,商品标题,商品价格,购买数量,商品属性,商家编码,订单状态,买家应付货款,"
    "买家实付金额,退款状态,退款金额,订单创建时间,订单付款时间,发货时间,商品ID,套餐信息"
)
QIANNIU_ITEMS = tuple(_QIANNIU_ITEMS.split(","))
SHORT = ("订单编号", "总金额", "买家实际支付金额", "收货地址 ", "订单创建时间", "订单付款时间 ", "退款金额")

NO = "1930679858170647"


def classic(no: str = f'="{NO}"', **told: str) -> list[str]:
    """A classic order row as the platform writes it; `told` overrides by header without its trailing space."""
    values = {
        "订单编号": no,
        "买家会员名": "清风明月88",
        "买家支付宝账号": "someone@example.com",
        "买家应付货款": "590",
        "买家应付邮费": "8",
        "总金额": "598",
        "买家实际支付金额": "598",
        "订单状态": "买家已付款，等待卖家发货",
        "收货人姓名": "赵小满",
        "收货地址": "吉林省 通化市 柳河县 某某镇幸福路1号(135300)",
        "联系手机": "'18600001234",
        "订单创建时间": "2016/5/23 22:02",
        "订单付款时间": "2016/5/23 22:02",
        "宝贝标题": "原木摆件",
        "宝贝总数量": "1",
        "订单关闭原因": "订单未关闭",
        "卖家服务费": "0.00元",
        "买家服务费": "0元",
        "是否手机订单": "手机订单",
    } | told
    return [values.get(name.strip(), "") for name in CLASSIC]


def qianniu(no: str = "2100000000000000001", **told: Any) -> list[Any]:
    """A Qianniu order row, buyer masked."""
    values: dict[str, Any] = {
        "订单编号": no,
        "支付详情": "支付方式：支付宝|",
        "买家应付货款": "120.00",
        "买家应付邮费": "0.00",
        "总金额": "120.00",
        "买家实付金额": "120.00",
        "订单状态": "卖家已发货,等待买家确认",
        "订单创建时间": "2026-05-01 10:00:00",
        "订单付款时间": "2026-05-01 10:01:00",
        "商品标题": "羊毛开衫",
        "宝贝总数量": "2",
        "物流单号": "YT0000000000001",
        "物流公司": "圆通速递",
        "退款金额": "0.00",
        "发货时间": "2026-05-02 09:00:00",
        "收货地址": "浙江省 杭州市 余杭区 ***",
    } | told
    return [values.get(name, "") for name in QIANNIU]


def qianniu_item(line_no: str, no: str = "2100000000000000001", **told: Any) -> list[Any]:
    """A Qianniu sub-order row."""
    values: dict[str, Any] = {
        "子订单编号": line_no,
        "主订单编号": no,
        "商品标题": "羊毛开衫",
        "商品价格": "60.00",
        "购买数量": "1",
        "商品属性": "商品规格:米白",
        "商家编码": "YM-1",
        "买家应付货款": "60.00",
        "买家实付金额": "60.00",
        "退款状态": "没有申请退款",
        "退款金额": "0.00",
    } | told
    return [values.get(name, "") for name in QIANNIU_ITEMS]


def short(no: int | str = 1, **told: str) -> list[str]:
    """A row of the short report; `买家实际支付金额` is net of refunds."""
    values = {
        "订单编号": str(no),
        "总金额": "178.8",
        "买家实际支付金额": "148.9",
        "收货地址": "浙江省",
        "订单创建时间": "2020-02-20 23:56:39",
        "订单付款时间": "2020-02-20 23:56:53",
        "退款金额": "29.9",
    } | told
    return [values.get(name.strip(), "") for name in SHORT]


def csv_file(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    encoding: str = "gbk",
    delimiter: str = ",",
    ends: str = "\r\n",
) -> bytes:
    """A CSV in which a cell is quoted only where it must be, so that `="…"` stands as the platform writes it."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=ends).writerows([header, *rows])
    return stream.getvalue().encode(encoding)


def xlsx_file(header: Sequence[str], rows: Sequence[Sequence[Any]], *, hidden: Sequence[str] = ()) -> bytes:
    """An XLSX whose texts are texts, numbers numbers and times times; `hidden` names further, hidden sheets."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(header))
    for row in rows:
        sheet.append(list(row))
    for name in hidden:
        book.create_sheet(name).sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def shared_xlsx_file(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """An XLSX whose texts stand in the shared table, as Excel writes them."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for index, row in enumerate([header, *rows]):
        for column, text in enumerate(row):
            sheet.write_string(index, column, text)
    book.close()
    return stream.getvalue()


def repacked(xlsx: bytes, changes: dict[str, bytes | None], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same archive with parts replaced, added, or (None) left out."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx)) as old, zipfile.ZipFile(stream, "w", compress) as new:
        for name in old.namelist():
            if name not in changes:
                new.writestr(name, old.read(name))
        for name, data in changes.items():
            if data is not None:
                new.writestr(name, data)
    return stream.getvalue()
