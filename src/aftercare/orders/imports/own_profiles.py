"""A shop's own sheet of orders, out of an ERP or kept by hand: a person says which column is what."""

import re
from dataclasses import replace

from aftercare.core.words import _
from aftercare.intake.fields import Converter
from aftercare.intake.values import Number, bare, is_exponent, read_id
from aftercare.orders.imports.profiles import ORDER_FIELDS, OrderProfile

_OWN_NO = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{1,39}", re.ASCII)


def read_own_no(cell: str) -> str | None:
    """An order number of any platform or of the shop's own counting: digits as everywhere, else letters, digits and
    hyphens. What Excel has rounded is refused (E5)."""
    if not isinstance(cell, Number):
        text = bare(cell)
        if _OWN_NO.fullmatch(text) and not text.isdigit() and not is_exponent(text):
            return text
    return read_id(cell)


OWN_NO = Converter(read_own_no, "id.missing", is_long_number=True)

# What such sheets call their columns, beside the platforms' names.
_NAMES = {
    "platform_no": "订单号 平台单号 平台订单号 原始单号 网店订单号 单号 单据编号",
    "nick": "买家 买家账号 会员名 旺旺 客户昵称",
    "goods": "商品金额 货款",
    "freight": "运费 邮费",
    "total": "订单金额 应收金额 应付金额 合计",
    "paid": "实付金额 实收金额 付款金额 已付金额 支付金额 金额",
    "status": "状态 发货状态 交易状态 处理状态",
    "buyer_message": "留言 客户留言",
    "receiver_name": "收货人 收件人 姓名 客户姓名",
    "address": "地址 详细地址 收件地址",
    "mobile": "手机 手机号 收件人手机 收货人手机号 收件人电话",
    "phone": "电话 固话",
    "ordered_at": "下单时间 下单日期 订单日期 拍单时间 订单时间 日期",
    "paid_at": "付款时间 支付时间 付款日期",
    "dispatched_at": "发货日期 出库时间",
    "completed_at": "完成时间 签收时间",
    "item_summary": "商品名称 商品 货品名称 品名 商品标题",
    "item_count": "数量 件数 商品数量",
    "tracking_no": "快递单号 运单号 物流编号",
    "courier": "快递公司 快递 物流 承运商",
    "seller_memo": "备注 客服备注 内部备注",
    "close_reason": "取消原因 关闭原因",
}
# What the platform has refunded is told by the platform only (E9); one address is enough.
_NOT_OWN = ("refunded", "new_address")
OWN_FIELDS = tuple(
    replace(
        field,
        reads=OWN_NO if field.code == "platform_no" else field.reads,
        names=tuple(dict.fromkeys((*field.names, *_NAMES.get(field.code, "").split()))),
    )
    for field in ORDER_FIELDS
    if field.code not in _NOT_OWN
)
OWN_ORDERS = OrderProfile(
    code="own_orders",
    label=_("Own sheet of orders"),
    platform="",
    fields=OWN_FIELDS,
    required=frozenset({"platform_no", "ordered_at", "paid"}),
    is_own=True,
    note=_("one row for each order; without a column for the total, it is what was paid"),
)
