"""Refund reports as the platforms export them, made by code: no real person, no stored file."""

import csv
import io
from collections.abc import Sequence

import xlsxwriter

_TAOBAO_2017 = (
    "订单编号,退款编号,支付宝交易号,订单付款时间,商家编码(商品编码),退款完结时间,买家会员名称,"
    "买家实际支付金额,宝贝标题,买家退款金额,手工退款/系统退款,是否需要退货,退款的申请时间,超时时间,退款状态,"
    "货物状态,退货物流信息,发货物流信息,客服介入状态,卖家真实姓名,卖家退货地址,卖家邮编,卖家电话,卖家手机,"
    "退货物流单号,退货物流公司,买家退款原因,买家退款说明,买家退货时间,责任方,售中或售后,商家备注,完结时间,"
    "部分退款/全部退款,审核操作人,举证超时,是否零秒响应,退款操作人,(主数据编码)"
)
TAOBAO_2017 = tuple(_TAOBAO_2017.split(","))
TAOBAO_2022 = (
    *(name for name in TAOBAO_2017 if name != "买家会员名称"),
    *("卖家真实姓名新", "退款原因标签", "业务类型", "是否帮他退款", "帮他退款操作账号"),
)
_TAOBAO_2024 = (
    "订单编号,退款编号,支付单号,订单付款时间,商品 id,商品编码,退款完结时间,买家实际支付金额,宝贝标题,"
    "买家退款金额,手工退款/系统退款,售后类型,退款的申请时间,超时时间,退款状态,货物状态,退货物流信息,"
    "发货物流信息,客服介入状态,卖家真实姓名,卖家真实姓名 (新),卖家退货地址,卖家邮编,卖家电话,卖家手机,"
    "退货物流单号,退货物流公司,买家退款原因,买家退款说明,买家退货时间,责任方,售中或售后,备注标签,商家备注,"
    "完结时间,部分退款 / 全部退款,审核操作人,审核操作人新会员名,举证超时,是否零秒响应,退款操作人,"
    "退款操作人新会员名,退款原因标签,业务类型,是否帮他退款,帮他退款操作账号,小额收款,淘特订单,"
    "百亿补贴超链退款信息,智能退款策略,执行方案"
)
TAOBAO_2024 = tuple(_TAOBAO_2024.split(","))
_DOUYIN = (
    "售后单号,订单号,商品单号,商品名称,商品ID,应付金额（元）,商品运费（元）,支付优惠（元）,商品税费（元）,"
    "商品发货状态,售后类型,退商品金额（元）,退运费金额（元）,退支付优惠（元）,退税费金额（元）,售后状态,"
    "售后申请时间,退款方式,是否已上传退款凭证,售后原因,售后原因标签,退货物流单号,退货异常,退货发货时间,"
    "退货物流公司,自动处理截止时间,同意售后申请时间,商家退款时间,用户到账时间,售后关闭时间,商家退货地址,"
    "商家退货联系人姓名,商家退货联系人电话,仲裁状态,纠纷责任方,是否极速退款,是否拒签后退款,发货物流单号,"
    "发货物流状态,换货物流单号,退货物流状态,售后完结时间,订单备注,用户售后说明,售后备注,操作人,协商记录,"
    "换货商品信息,商家编码,门店名称"
)
DOUYIN = tuple(_DOUYIN.split(","))
PDD = ("售后编号", "订单编号", "售后状态", "订单状态", "售后类型", "退款金额(元)", "申请时间", "逾期时间", "售后原因",
       "退货快递单号", "退货快递公司", "商品名称")  # fmt: skip


def taobao(order_no: str, **told: str) -> dict[str, str]:
    """One row for any of the Taobao forms."""
    return {
        "订单编号": f'="{order_no}"',
        "退款编号": f"'88{order_no}",
        "买家退款金额": "1,100.00",
        "是否需要退货": "是",
        "售后类型": "退货退款",
        "退款的申请时间": "2026-11-20 09:00:00",
        "超时时间": "2026-11-27 09:00:00",
        "退款状态": "买家已经退货，等待卖家确认收货",
        "货物状态": "买家已退货",
        "客服介入状态": "未介入",
        "卖家真实姓名": "赵小满",
        "卖家手机": "18600001234",
        "退货物流单号": "SF1234567890",
        "退货物流公司": "顺丰速运",
        "买家退款原因": "质量问题",
        "买家退款说明": "杯子碎了",
        "买家退货时间": "2026/11/22 10:30",
    } | told


def douyin(order_no: str, **told: str) -> dict[str, str]:
    """One after-sales row of Douyin: numbers behind a TAB, '-' for nothing."""
    return {
        "售后单号": f"\t88{order_no}",
        "订单号": f"\t{order_no}",
        "商品单号": f"\t{order_no}-1".replace("-1", "1"),
        "售后类型": "退货退款",
        "退商品金额（元）": "1,090.00",
        "退运费金额（元）": "10",
        "退税费金额（元）": "-",
        "售后状态": "售后处理中",
        "售后申请时间": "2026-11-20 09:00:00",
        "售后原因": "质量问题",
        "退货物流单号": "SF1234567890",
        "退货发货时间": "2026-11-22 10:30:00",
        "退货物流公司": "顺丰速运",
        "自动处理截止时间": "2026-11-27 09:00:00",
        "同意售后申请时间": "2026-11-21 09:00:00",
        "售后完结时间": "-",
        "仲裁状态": "-",
        "用户售后说明": "杯子碎了",
    } | told


def pdd(order_no: str, **told: str) -> dict[str, str]:
    return {
        "售后编号": f"88{order_no}\t",
        "订单编号": order_no,
        "售后状态": "买家已退货，待商家收货".replace("已退货", "已发货"),
        "订单状态": "已收货",
        "售后类型": "退货退款",
        "退款金额(元)": "1100.00",
        "申请时间": "2026-11-20 09:00:00",
        "逾期时间": "2026-11-27 09:00:00",
        "售后原因": "质量问题",
        "退货快递单号": "SF1234567890",
        "退货快递公司": "顺丰速运",
    } | told


def as_csv(header: Sequence[str], rows: Sequence[dict[str, str]], encoding: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([row.get(name, "") for name in header] for row in rows)
    return text.getvalue().encode(encoding)


def as_xlsx(header: Sequence[str], rows: Sequence[dict[str, str]]) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for number, cells in enumerate([list(header), *([row.get(name, "") for name in header] for row in rows)]):
        sheet.write_row(number, 0, cells)
    book.close()
    return data.getvalue()
