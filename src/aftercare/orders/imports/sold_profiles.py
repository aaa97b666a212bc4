"""The forms of reports that tell an order together with what was sold: Pinduoduo, Douyin, JD (platforms.md 3.5–3.7)."""

import re
from dataclasses import dataclass

from aftercare.core.words import _
from aftercare.intake.fields import COUNT, ID, MONEY, PHONE, TEXT, TIME, Converter, Field
from aftercare.intake.problems import BadValue
from aftercare.intake.profiles import Profile
from aftercare.intake.values import bare, is_exponent, read_id, read_text
from aftercare.orders.imports.profiles import ADDRESS

_PDD_NO = re.compile(r"\d{6}-\d{6,20}", re.ASCII)


def read_pdd_no(cell: str) -> str | None:
    """An order number of Pinduoduo: the day as six digits, a hyphen, digits."""
    text = bare(cell)
    if not text or text == "-":
        return None
    if is_exponent(text):
        raise BadValue("id.destroyed")
    if not _PDD_NO.fullmatch(text):
        raise BadValue("id.pdd_format")
    return text


def read_ids(cell: str) -> tuple[str, ...] | None:
    """One number, or several with semicolons between them: the main-order view of Douyin."""
    ids = tuple(found for part in bare(cell).split(";") if (found := read_id(part if ";" in cell else cell)))
    return ids or None


def read_words(cell: str) -> str | None:
    """A text, in which the platform writes a hyphen for nothing."""
    text = read_text(cell)
    return None if text == "-" else text


def dash_is_empty(converter: Converter) -> Converter:
    """The same for a platform that writes a hyphen for nothing."""

    def read(cell: str, *clock: object, **named: object) -> object:
        return None if bare(cell) in ("", "-") else converter.read(cell, *clock, **named)

    return Converter(read, converter.missing, converter.is_money, converter.is_long_number, converter.uses_clock)


PDD_NO = Converter(read_pdd_no, "id.missing")
IDS = Converter(read_ids, "id.missing", is_long_number=True)
WORDS = Converter(read_words)
AMOUNT, MOMENT, NUMBER = (
    dash_is_empty(MONEY),
    dash_is_empty(TIME),
    Converter(read_id, "id.missing", is_long_number=True),
)


@dataclass(frozen=True)
class SoldProfile(Profile):
    """`needed` are the fields that every row must have; `sums_items`: a row may be one sub-order of several."""

    needed: frozenset[str] = frozenset()
    sums_items: bool = False


_PDD_FIELDS = (
    Field("platform_no", _("Order number"), PDD_NO, ("订单号",)),
    Field("status", _("Order status"), WORDS, ("订单状态",)),
    Field("title", _("Item"), WORDS, ("商品",)),
    Field("sku", _("Specification"), WORDS, ("商品规格",)),
    Field("quantity", _("Pieces"), COUNT, ("商品数量(件)",)),
    Field("merchant_code", _("Merchant code"), WORDS, ("商家编码-规格维度", "商家编码-商品维度")),
    Field("refund_status", _("Refund status"), WORDS, ("售后状态",)),
    Field("ordered_at", _("Ordered at"), MOMENT, ("订单成交时间",)),
    Field("paid_at", _("Paid at"), MOMENT, ("支付时间",)),
    Field("promised_at", _("Dispatch promised by"), MOMENT, ("承诺发货时间",)),
    Field("dispatched_at", _("Dispatched at"), MOMENT, ("发货时间",)),
    Field("completed_at", _("Completed at"), MOMENT, ("确认收货时间",)),
    Field("goods", _("Goods, yuan"), AMOUNT, ("商品总价(元)",)),
    Field("freight", _("Freight, yuan"), AMOUNT, ("邮费(元)",)),
    Field("paid", _("Paid, yuan"), AMOUNT, ("用户实付金额(元)",)),
    Field("total", _("Total, yuan"), AMOUNT, ("商家实收金额(元)",)),  # what the shop gets: the platform's part with it
    Field("tracking_no", _("Tracking number"), WORDS, ("快递单号",)),
    Field("courier", _("Courier"), WORDS, ("快递公司",)),
    Field("province", _("Province"), WORDS, ("省",)),
    Field("city", _("City"), WORDS, ("市",)),
    Field("district", _("District"), WORDS, ("区",)),
    Field("mobile", _("Mobile"), PHONE, ("用户购买手机号",), is_personal=True),
    Field("buyer_message", _("Buyer's message"), WORDS, ("买家留言",), is_personal=True),
    Field("seller_memo", _("Shop's note"), WORDS, ("商家备注",), is_personal=True),
)
_PDD_LEFT_OUT = """
    是否审核中 承诺送达时间 商品id 样式ID 商品一级类目 商品二级类目 商品三级类目 商品四级类目 消费者资料
    消费者资料上传时间 赠品名称 赠品id 赠品规格 赠品数量 团ID 团身份 是否已开始配送 配送员是否已送达 配送状态
    同城是否普通快递 店铺优惠折扣(元) 平台优惠折扣(元) 多多支付立减金额(元) 上门安装费(元) 送货入户费(元)
    送货入户并安装费(元) 街道/镇 配送员手机号 是否抽奖或0元试用 是否顺丰加价 旅行类信息 充值号码 是否门店自提
    门店名称 门店自定义编码 关联货品编码 货品名称 货品类型 子货品 仓库名称 仓库所在地址 海淘清关订单号 支付ID
    支付方式 保税仓 是否直播间成交 是否直播间引导成交 预约配送时间 是否节能补贴 是否分期 分期期数 手续费承担方
    是否无痕发货 订单来源 是否社区团购 小区送达情况 分期方式 商家编码-商品维度
"""

_DOUYIN_FIELDS = (
    Field("platform_no", _("Order number"), ID, ("主订单编号",)),
    Field("line_nos", _("Sub-order number"), IDS, ("子订单编号",)),
    Field("title", _("Item"), WORDS, ("选购商品",)),
    Field("sku", _("Specification"), WORDS, ("商品规格", "货号")),
    Field("quantity", _("Pieces"), WORDS, ("商品数量",)),
    Field("merchant_code", _("Merchant code"), WORDS, ("商家编码",)),
    Field("price", _("Price, yuan"), WORDS, ("商品单价",)),
    Field("amount", _("Goods, yuan"), WORDS, ("商品金额",)),  # of the pieces together, in the later form
    Field("due", _("To be paid, yuan"), AMOUNT, ("订单应付金额",)),
    Field("freight", _("Freight, yuan"), AMOUNT, ("运费",)),
    Field("receiver_name", _("Receiver"), WORDS, ("收件人",), is_personal=True),
    Field("mobile", _("Mobile"), PHONE, ("收件人手机号",), is_personal=True),
    Field("province", _("Province"), WORDS, ("省",)),
    Field("city", _("City"), WORDS, ("市",)),
    Field("district", _("District"), WORDS, ("区",)),
    Field("street", _("Address"), WORDS, ("详细地址",), is_personal=True),
    Field("buyer_message", _("Buyer's message"), WORDS, ("买家留言",), is_personal=True),
    Field("seller_memo", _("Shop's note"), WORDS, ("商家备注",), is_personal=True),
    Field("ordered_at", _("Ordered at"), MOMENT, ("订单提交时间",)),
    Field("paid_at", _("Paid at"), MOMENT, ("支付完成时间",)),
    Field("promised_at", _("Dispatch promised by"), MOMENT, ("承诺发货时间",)),
    Field("dispatched_at", _("Dispatched at"), MOMENT, ("发货时间",)),
    Field("completed_at", _("Completed at"), MOMENT, ("订单完成时间",)),
    Field("status", _("Order status"), WORDS, ("订单状态",)),
    Field("refund_status", _("Refund status"), WORDS, ("售后状态",)),
    Field("close_reason", _("Reason of closing"), WORDS, ("取消原因",)),
    Field("parcel", _("Tracking number"), WORDS, ("快递信息",)),
)
_DOUYIN_LEFT_OUT = """
    商品ID 优惠总金额 平台优惠 商家优惠 达人优惠 商家改价 支付优惠 红包抵扣 支付方式 手续费 街道 是否修改过地址
    地址修改时段 旗帜颜色 APP渠道 流量来源 订单类型 鲁班落地页ID 达人ID 达人昵称 所属门店ID 预约发货时间 仓库ID
    仓库名称 序列号 是否安心购 广告渠道 流量类型 流量体裁 流量渠道 发货主体 发货主体明细 降价类优惠
    平台实际承担优惠金额 商家实际承担优惠金额 达人实际承担优惠金额 预计送达时间 是否平台仓自流转 车型
    是否是以旧换新 换新额外补贴 税费
"""

_JD_FIELDS = (
    Field("platform_no", _("Order number"), ID, ("订单号",)),
    Field("title", _("Item"), TEXT, ("商品名称",)),
    Field("quantity", _("Pieces"), COUNT, ("订购数量",)),
    Field("price", _("Price, yuan"), MONEY, ("京东价",)),
    Field("merchant_code", _("Merchant code"), TEXT, ("货号", "商家SKUID")),
    Field("sku", _("Specification"), TEXT, ("商品ID",)),  # JD names no specification: each has a product number
    Field("ordered_at", _("Ordered at"), TIME, ("下单时间",)),
    Field("paid_at", _("Paid at"), TIME, ("付款确认时间",)),
    Field("completed_at", _("Completed at"), TIME, ("订单完成时间",)),
    Field("total", _("Total, yuan"), MONEY, ("订单金额",)),
    Field("due", _("To be paid, yuan"), MONEY, ("应付金额",)),
    Field("balance", _("Paid by balance, yuan"), MONEY, ("余额支付",)),
    Field("freight", _("Freight, yuan"), MONEY, ("运费金额",)),
    Field("status", _("Order status"), TEXT, ("订单状态",)),
    Field("nick", _("Buyer nick"), TEXT, ("下单帐号", "下单账号"), is_personal=True),
    Field("receiver_name", _("Receiver"), TEXT, ("客户姓名",), is_personal=True),
    Field("address", _("Address"), ADDRESS, ("客户地址",), is_personal=True),
    Field("mobile", _("Mobile"), PHONE, ("联系电话",), is_personal=True),
    Field("buyer_message", _("Buyer's message"), TEXT, ("订单备注",), is_personal=True),
    Field("seller_memo", _("Shop's note"), TEXT, ("商家备注",), is_personal=True),
)
_JD_LEFT_OUT = """
    支付方式 结算金额 订单类型 发票类型 发票抬头 发票内容 商家备注等级(等级1-5为由高到低) 增值税发票 订单来源
    订单渠道 送装服务 服务费 仓库id 仓库名称 是否为品牌商订单 是否为toplife订单 普通发票纳税编号 商家SKUID
"""

SOLD_PROFILES = (
    SoldProfile(
        code="pinduoduo_orders",
        label=_("Pinduoduo orders"),
        platform="pdd",
        fields=_PDD_FIELDS,
        required=frozenset({"platform_no", "status", "title", "quantity", "goods", "paid", "paid_at"}),
        own_names=("用户实付金额(元)", "商家实收金额(元)", "团ID", "商家编码-规格维度", "承诺送达时间"),
        left_out=frozenset(_PDD_LEFT_OUT.split()),
        needed=frozenset({"platform_no", "title", "quantity"}),
    ),
    SoldProfile(
        code="douyin_orders",
        label=_("Douyin orders"),
        platform="douyin",
        fields=_DOUYIN_FIELDS,
        required=frozenset({"platform_no", "line_nos", "title", "quantity", "due", "ordered_at", "status"}),
        own_names=("选购商品", "订单应付金额", "达人优惠", "旗帜颜色", "鲁班落地页ID"),
        left_out=frozenset(_DOUYIN_LEFT_OUT.split()),
        needed=frozenset({"platform_no", "line_nos", "title", "quantity", "due", "ordered_at"}),
        note=_("an order with several sub-orders has the sums of its lines"),
        sums_items=True,
    ),
    SoldProfile(
        code="jd_orders",
        label=_("JD orders"),
        platform="jd",
        fields=_JD_FIELDS,
        required=frozenset({"platform_no", "title", "quantity", "price", "ordered_at", "total", "due", "status"}),
        own_names=("京东价", "结算金额", "余额支付", "下单帐号", "付款确认时间"),
        left_out=frozenset(_JD_LEFT_OUT.split()),
        needed=frozenset({"platform_no", "title", "quantity", "price", "ordered_at", "total", "due"}),
        note=_("the amounts of an order stand on each of its rows and are taken once"),
    ),
)
