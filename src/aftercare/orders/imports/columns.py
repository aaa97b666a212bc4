"""Which header means which field, with the names that the platforms gave it over the years."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from aftercare.core.words import _


class Reads(Enum):
    """How a cell of the column is read (`values.py`)."""

    ID = auto()
    MONEY = auto()
    TIME = auto()
    COUNT = auto()
    TEXT = auto()
    PHONE = auto()
    ADDRESS = auto()


@dataclass(frozen=True)
class Field:
    """One thing that a report can tell. `names` are its headers, the classic one first."""

    code: str
    label: Any
    reads: Reads
    names: tuple[str, ...]
    is_personal: bool = False  # never shown in previews and refusals


ORDER_FIELDS = (
    Field("platform_no", _("Order number"), Reads.ID, ("订单编号",)),
    Field("nick", _("Buyer nick"), Reads.TEXT, ("买家会员名", "买家会员名称", "买家昵称"), is_personal=True),
    Field("goods", _("Goods, yuan"), Reads.MONEY, ("买家应付货款",)),
    Field("freight", _("Freight, yuan"), Reads.MONEY, ("买家应付邮费",)),
    Field("total", _("Total, yuan"), Reads.MONEY, ("总金额",)),
    Field("paid", _("Paid, yuan"), Reads.MONEY, ("买家实际支付金额", "买家实付金额")),
    Field("refunded", _("Refunded, yuan"), Reads.MONEY, ("退款金额",)),
    Field("status", _("Order status"), Reads.TEXT, ("订单状态",)),
    Field("buyer_message", _("Buyer's message"), Reads.TEXT, ("买家留言",), is_personal=True),
    Field("receiver_name", _("Receiver"), Reads.TEXT, ("收货人姓名", "收件人姓名"), is_personal=True),
    Field("address", _("Address"), Reads.ADDRESS, ("收货地址",), is_personal=True),
    Field("new_address", _("Address, changed"), Reads.ADDRESS, ("修改后的收货地址",), is_personal=True),
    Field("mobile", _("Mobile"), Reads.PHONE, ("联系手机", "收货人手机"), is_personal=True),
    Field("phone", _("Telephone"), Reads.PHONE, ("联系电话",), is_personal=True),
    Field("ordered_at", _("Ordered at"), Reads.TIME, ("订单创建时间",)),
    Field("paid_at", _("Paid at"), Reads.TIME, ("订单付款时间",)),
    Field("dispatched_at", _("Dispatched at"), Reads.TIME, ("发货时间",)),
    Field("completed_at", _("Completed at"), Reads.TIME, ("确认收货时间",)),
    Field("item_summary", _("Items"), Reads.TEXT, ("宝贝标题", "商品标题")),
    Field("item_count", _("Pieces"), Reads.COUNT, ("宝贝总数量", "商品总数量")),
    Field("tracking_no", _("Tracking number"), Reads.TEXT, ("物流单号",)),
    Field("courier", _("Courier"), Reads.TEXT, ("物流公司",)),
    Field("seller_memo", _("Shop's note"), Reads.TEXT, ("订单备注", "商家备注"), is_personal=True),
    Field("close_reason", _("Reason of closing"), Reads.TEXT, ("订单关闭原因",)),
)

ITEM_FIELDS = (
    Field("line_no", _("Sub-order number"), Reads.ID, ("子订单编号",)),
    Field("platform_no", _("Order number"), Reads.ID, ("主订单编号", "订单编号")),
    Field("title", _("Item"), Reads.TEXT, ("标题", "商品标题", "宝贝标题")),
    Field("price", _("Price, yuan"), Reads.MONEY, ("价格", "商品价格")),
    Field("quantity", _("Pieces"), Reads.COUNT, ("购买数量",)),
    Field("merchant_code", _("Merchant code"), Reads.TEXT, ("外部系统编号", "商家编码")),
    Field("sku", _("Specification"), Reads.TEXT, ("商品属性",)),
    Field("due", _("Goods, yuan"), Reads.MONEY, ("买家应付货款",)),
    Field("paid", _("Paid, yuan"), Reads.MONEY, ("买家实际支付金额", "买家实付金额")),
    Field("refund_status", _("Refund status"), Reads.TEXT, ("退款状态",)),
    Field("refunded", _("Refunded, yuan"), Reads.MONEY, ("退款金额",)),
)

# Headers that the platforms write and that are left out on purpose: not needed, or personal without a use (PIPL).
_LEFT_OUT = """
    买家支付宝账号 买家支付积分 返点积分 买家实际支付积分 运送方式 宝贝种类 店铺Id 店铺名称 卖家服务费 买家服务费
    发票抬头 是否手机订单 分阶段订单信息 特权订金订单id 定金排名 修改后的sku 异常信息 天猫卡券抵扣 集分宝抵扣
    是否是O2O交易 分销商Id 卡券抵扣 积分抵扣 打款商家金额 支付单号 含应开票给个人红包 支付详情 是否主动赔付
    主动赔付金额 主动赔付出账时间 商品属性SKU C2B小额收款 确认收货打款金额 总金额(旧版) 套餐信息 备注 商品ID
    订单状态 订单创建时间 订单付款时间 发货时间 商家编码 外部系统编号
"""
NOT_KEPT = frozenset(_LEFT_OUT.split())

# One header that only the named other report has.
FOREIGN = {
    "退款编号": _("refund report"),
    "入帐类型": _("account statement"),
    "选购商品": _("Douyin order report"),
    "售后单号": _("Douyin after-sales report"),
    "京东价": _("JD order report"),
    "用户实付金额": _("Pinduoduo order report"),
    "团ID": _("Pinduoduo order report"),
}
