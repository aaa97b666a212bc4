"""The forms of order and item reports, and which header means which field: with the names that the platforms gave it
over the years."""

from dataclasses import dataclass

from aftercare.core.words import _
from aftercare.intake.fields import COUNT, ID, MONEY, PHONE, TEXT, TIME, Converter, Field
from aftercare.intake.profiles import Profile
from aftercare.orders.imports.address import read_address

ADDRESS = Converter(read_address)

ORDER_FIELDS = (
    Field("platform_no", _("Order number"), ID, ("订单编号",)),
    Field("nick", _("Buyer nick"), TEXT, ("买家会员名", "买家会员名称", "买家昵称"), is_personal=True),
    Field("goods", _("Goods, yuan"), MONEY, ("买家应付货款",)),
    Field("freight", _("Freight, yuan"), MONEY, ("买家应付邮费",)),
    Field("total", _("Total, yuan"), MONEY, ("总金额",)),
    Field("paid", _("Paid, yuan"), MONEY, ("买家实际支付金额", "买家实付金额")),
    Field("refunded", _("Refunded, yuan"), MONEY, ("退款金额",)),
    Field("status", _("Order status"), TEXT, ("订单状态",)),
    Field("buyer_message", _("Buyer's message"), TEXT, ("买家留言",), is_personal=True),
    Field("receiver_name", _("Receiver"), TEXT, ("收货人姓名", "收件人姓名"), is_personal=True),
    Field("address", _("Address"), ADDRESS, ("收货地址",), is_personal=True),
    Field("new_address", _("Address, changed"), ADDRESS, ("修改后的收货地址",), is_personal=True),
    Field("mobile", _("Mobile"), PHONE, ("联系手机", "收货人手机"), is_personal=True),
    Field("phone", _("Telephone"), PHONE, ("联系电话",), is_personal=True),
    Field("ordered_at", _("Ordered at"), TIME, ("订单创建时间",)),
    Field("paid_at", _("Paid at"), TIME, ("订单付款时间",)),
    Field("dispatched_at", _("Dispatched at"), TIME, ("发货时间",)),
    Field("completed_at", _("Completed at"), TIME, ("确认收货时间",)),
    Field("item_summary", _("Items"), TEXT, ("宝贝标题", "商品标题")),
    Field("item_count", _("Pieces"), COUNT, ("宝贝总数量", "商品总数量")),
    Field("tracking_no", _("Tracking number"), TEXT, ("物流单号",)),
    Field("courier", _("Courier"), TEXT, ("物流公司",)),
    Field("seller_memo", _("Shop's note"), TEXT, ("订单备注", "商家备注"), is_personal=True),
    Field("close_reason", _("Reason of closing"), TEXT, ("订单关闭原因",)),
)

ITEM_FIELDS = (
    Field("line_no", _("Sub-order number"), ID, ("子订单编号",)),
    Field("platform_no", _("Order number"), ID, ("主订单编号", "订单编号")),
    Field("title", _("Item"), TEXT, ("标题", "商品标题", "宝贝标题")),
    Field("price", _("Price, yuan"), MONEY, ("价格", "商品价格")),
    Field("quantity", _("Pieces"), COUNT, ("购买数量",)),
    Field("merchant_code", _("Merchant code"), TEXT, ("外部系统编号", "商家编码")),
    Field("sku", _("Specification"), TEXT, ("商品属性",)),
    Field("due", _("Goods, yuan"), MONEY, ("买家应付货款",)),
    Field("paid", _("Paid, yuan"), MONEY, ("买家实际支付金额", "买家实付金额")),
    Field("refund_status", _("Refund status"), TEXT, ("退款状态",)),
    Field("refunded", _("Refunded, yuan"), MONEY, ("退款金额",)),
)

# Headers that the platforms write and that are left out on purpose: not needed, or personal without a use (PIPL).
_LEFT_OUT = """
    买家支付宝账号 买家支付积分 返点积分 买家实际支付积分 运送方式 宝贝种类 店铺Id 店铺名称 卖家服务费 买家服务费
    发票抬头 是否手机订单 分阶段订单信息 特权订金订单id 定金排名 修改后的sku 异常信息 天猫卡券抵扣 集分宝抵扣
    是否是O2O交易 分销商Id 卡券抵扣 积分抵扣 打款商家金额 支付单号 含应开票给个人红包 支付详情 是否主动赔付
    主动赔付金额 主动赔付出账时间 商品属性SKU C2B小额收款 确认收货打款金额 总金额(旧版) 套餐信息 备注 商品ID
    订单状态 订单创建时间 订单付款时间 发货时间 商家编码 外部系统编号
"""
LEFT_OUT = frozenset(_LEFT_OUT.split())

_IS_NET = _("the paid amount is what was left after refunds; what was paid is net plus refunded")


@dataclass(frozen=True)
class OrderProfile(Profile):
    """A form of order report."""

    paid_is_net: bool = False  # 3.9: 买家实际支付金额 is what was left after refunds
    is_own: bool = False  # a sheet of the shop's own: it fills amounts, and never raises what a platform told


ORDER_PROFILES = (
    OrderProfile(
        code="classic_orders",  # platforms.md 3.1
        label=_("Taobao/Tmall orders (ExportOrderList)"),
        platform="taobao",
        fields=ORDER_FIELDS,
        required=frozenset({"platform_no", "total", "paid", "status", "ordered_at"}),
        own_names=("买家会员名", "买家支付宝账号", "买家实际支付金额", "宝贝标题", "订单备注", "联系手机", "宝贝种类"),
        left_out=LEFT_OUT,
    ),
    OrderProfile(
        code="qianniu_orders",  # 3.3
        label=_("Qianniu orders (2023 and later)"),
        platform="taobao",
        fields=ORDER_FIELDS,
        required=frozenset({"platform_no", "total", "paid", "status", "ordered_at"}),
        own_names=(
            "买家实付金额",
            "商品标题",
            "商家备注",
            "支付详情",
            "总金额(旧版)",
            "C2B小额收款",
            "商品属性SKU",
            "是否主动赔付",
        ),
        left_out=LEFT_OUT,
    ),
    OrderProfile(
        code="short_report",  # 3.9
        label=_("Short order report (seven columns)"),
        platform="tmall",
        fields=ORDER_FIELDS,
        required=frozenset({"platform_no", "total", "paid", "ordered_at", "paid_at", "refunded"}),
        without=frozenset({"status"}),
        left_out=LEFT_OUT,
        note=_IS_NET,
        paid_is_net=True,
    ),
)

ITEM_PROFILES = (
    Profile(
        code="tmall_items",  # 3.2, later form
        label=_("Tmall items with sub-order numbers"),
        platform="tmall",
        fields=ITEM_FIELDS,
        required=frozenset({"line_no", "platform_no", "title", "price", "quantity", "paid"}),
        own_names=("标题", "价格", "外部系统编号", "买家实际支付金额", "备注"),
        left_out=LEFT_OUT,
    ),
    Profile(
        code="qianniu_items",  # 3.3
        label=_("Qianniu sub-orders (2023 and later)"),
        platform="taobao",
        fields=ITEM_FIELDS,
        required=frozenset({"line_no", "platform_no", "title", "price", "quantity", "paid"}),
        own_names=("商品标题", "商品价格", "买家实付金额", "商品ID", "发货时间"),
        left_out=LEFT_OUT,
    ),
    Profile(
        code="classic_items",  # 3.2, ten columns, no sub-order numbers
        label=_("Taobao items (ExportOrderDetailList)"),
        platform="taobao",
        fields=ITEM_FIELDS,
        required=frozenset({"platform_no", "title", "price", "quantity"}),
        own_names=("标题", "价格", "外部系统编号"),
        without=frozenset({"line_no"}),
        left_out=LEFT_OUT,
    ),
)
