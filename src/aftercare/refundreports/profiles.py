"""The forms of refund reports, and which header means which field (platforms.md §3.4–3.6)."""

from aftercare.core.words import _
from aftercare.intake.fields import MONEY, TEXT, TIME, Converter, Field
from aftercare.intake.profiles import Profile
from aftercare.refundreports.cells import (
    read_dashed_money,
    read_dashed_text,
    read_dashed_time,
    read_parcel,
    read_platform_no,
)

NUMBER = Converter(read_platform_no, "id.missing", is_long_number=True)
PARCEL = Converter(read_parcel)
D_MONEY = Converter(read_dashed_money, "money.missing", is_money=True)
D_TEXT = Converter(read_dashed_text)
D_TIME = Converter(read_dashed_time, "date.missing", uses_clock=True)

TAOBAO_FIELDS = (
    Field("refund_no", _("Refund number"), NUMBER, ("退款编号",)),
    Field("order_no", _("Order number"), NUMBER, ("订单编号",)),
    Field("raw_status", _("Refund status"), TEXT, ("退款状态",)),
    Field("amount", _("Refund, yuan"), MONEY, ("买家退款金额", "退款金额")),
    Field("raw_kind", _("Kind of refund"), TEXT, ("售后类型", "是否需要退货")),
    Field("applied_at", _("Applied at"), TIME, ("退款的申请时间", "退款申请时间")),
    Field("due_at", _("The platform's deadline"), TIME, ("超时时间",)),
    Field("finished_at", _("Finished at"), TIME, ("退款完结时间", "完结时间")),
    Field("title", _("Item"), TEXT, ("宝贝标题", "商品标题")),
    Field("merchant_code", _("Merchant code"), TEXT, ("商家编码(商品编码)", "商品编码", "商家编码")),
    Field("goods_state", _("State of the goods"), TEXT, ("货物状态",)),
    Field("raw_intervention", _("Platform called in"), TEXT, ("客服介入状态",)),
    Field("tracking_no", _("Return tracking number"), PARCEL, ("退货物流单号",)),
    Field("courier", _("Return courier"), TEXT, ("退货物流公司",)),
    Field("reason", _("Buyer's reason"), TEXT, ("买家退款原因",)),
    Field("explanation", _("Buyer's explanation"), TEXT, ("买家退款说明",), is_personal=True),
    Field("returned_at", _("Sent back at"), TIME, ("买家退货时间",)),
    Field("liable", _("Responsible"), TEXT, ("责任方",)),
)

# Known and left out on purpose: told by the order, personal without a use (PIPL), or the platform's own affairs.
_TAOBAO_LEFT_OUT = """
    支付宝交易号 支付单号 订单付款时间 买家会员名称 买家实际支付金额 手工退款/系统退款 退货物流信息 发货物流信息
    卖家真实姓名 卖家真实姓名新 卖家真实姓名(新) 卖家退货地址 卖家邮编 卖家电话 卖家手机 售中或售后 备注标签
    商家备注 部分退款/全部退款 审核操作人 审核操作人新会员名 举证超时 是否零秒响应 退款操作人 退款操作人新会员名
    退款原因标签 业务类型 是否帮他退款 帮他退款操作账号 小额收款 淘特订单 百亿补贴超链退款信息 智能退款策略
    执行方案 商品id (主数据编码) 主数据编码
"""
TAOBAO_LEFT_OUT = frozenset(_TAOBAO_LEFT_OUT.split())
_TAOBAO_REQUIRED = frozenset({"refund_no", "order_no", "raw_status", "amount", "applied_at"})

DOUYIN_FIELDS = (
    Field("refund_no", _("Refund number"), NUMBER, ("售后单号",)),
    Field("order_no", _("Order number"), NUMBER, ("订单号", "主订单编号")),
    Field("line_no", _("Sub-order number"), NUMBER, ("商品单号", "子订单编号")),
    Field("raw_status", _("Refund status"), D_TEXT, ("售后状态",)),
    Field("raw_kind", _("Kind of refund"), D_TEXT, ("售后类型",)),
    Field("goods", _("Goods to refund, yuan"), D_MONEY, ("退商品金额（元）",)),
    Field("freight", _("Freight to refund, yuan"), D_MONEY, ("退运费金额（元）",)),
    Field("tax", _("Tax to refund, yuan"), D_MONEY, ("退税费金额（元）",)),
    Field("applied_at", _("Applied at"), D_TIME, ("售后申请时间",)),
    Field("agreed_at", _("Agreed at"), D_TIME, ("同意售后申请时间",)),
    Field("due_at", _("The platform's deadline"), D_TIME, ("自动处理截止时间",)),
    Field("finished_at", _("Finished at"), D_TIME, ("售后完结时间", "售后关闭时间")),
    Field("title", _("Item"), D_TEXT, ("商品名称",)),
    Field("merchant_code", _("Merchant code"), D_TEXT, ("商家编码",)),
    Field("goods_state", _("State of the goods"), D_TEXT, ("商品发货状态",)),
    Field("raw_intervention", _("Platform called in"), D_TEXT, ("仲裁状态",)),
    Field("tracking_no", _("Return tracking number"), PARCEL, ("退货物流单号",)),
    Field("courier", _("Return courier"), D_TEXT, ("退货物流公司",)),
    Field("reason", _("Buyer's reason"), D_TEXT, ("售后原因",)),
    Field("explanation", _("Buyer's explanation"), D_TEXT, ("用户售后说明",), is_personal=True),
    Field("returned_at", _("Sent back at"), D_TIME, ("退货发货时间",)),
    Field("liable", _("Responsible"), D_TEXT, ("纠纷责任方",)),
)
_DOUYIN_LEFT_OUT = """
    商品ID 应付金额（元） 商品运费（元） 支付优惠（元） 商品税费（元） 退支付优惠（元） 退款方式 是否已上传退款凭证
    售后原因标签 退货异常 商家退款时间 用户到账时间 售后关闭时间 商家退货地址 商家退货联系人姓名
    商家退货联系人电话 是否极速退款 是否拒签后退款 发货物流单号 发货物流状态 换货物流单号 退货物流状态
    订单备注 售后备注 操作人 协商记录 换货商品信息 门店名称
"""

PDD_FIELDS = (
    Field("refund_no", _("Refund number"), NUMBER, ("售后编号", "售后单号", "售后ID")),
    Field("order_no", _("Order number"), NUMBER, ("订单编号", "订单号")),
    Field("raw_status", _("Refund status"), TEXT, ("售后状态",)),
    Field("raw_kind", _("Kind of refund"), TEXT, ("售后类型",)),
    Field("amount", _("Refund, yuan"), MONEY, ("退款金额(元)", "退款金额", "申请退款金额", "售后金额")),
    Field("applied_at", _("Applied at"), TIME, ("申请时间", "售后申请时间", "售后创建时间")),
    Field("due_at", _("The platform's deadline"), TIME, ("超时时间", "逾期时间", "处理截止时间")),
    Field("finished_at", _("Finished at"), TIME, ("完结时间", "退款时间", "退款成功时间")),
    Field("title", _("Item"), TEXT, ("商品名称", "商品")),
    Field("merchant_code", _("Merchant code"), TEXT, ("商家编码-规格维度", "商家编码")),
    Field("goods_state", _("State of the goods"), TEXT, ("订单状态",)),
    Field("raw_intervention", _("Platform called in"), TEXT, ("平台介入状态",)),
    Field("tracking_no", _("Return tracking number"), PARCEL, ("退货快递单号", "退货物流单号")),
    Field("courier", _("Return courier"), TEXT, ("退货快递公司", "退货物流公司")),
    Field("reason", _("Buyer's reason"), TEXT, ("售后原因", "申请原因")),
    Field("explanation", _("Buyer's explanation"), TEXT, ("售后描述", "申请说明"), is_personal=True),
)
_PDD_LEFT_OUT = "商品id 商品规格 样式ID 商品数量(件) 快递单号 快递公司 商家编码-商品维度 商家备注 用户实付金额(元)"

PROFILES = (
    Profile(
        code="taobao_refunds_2017",
        label=_("Taobao refund report, to 2023"),
        platform="taobao",
        fields=TAOBAO_FIELDS,
        required=_TAOBAO_REQUIRED,
        own_names=("支付宝交易号", "是否需要退货", "商家编码(商品编码)", "买家会员名称"),
        left_out=TAOBAO_LEFT_OUT,
    ),
    Profile(
        code="taobao_refunds_2024",
        label=_("Taobao refund report, from 2024"),
        platform="taobao",
        fields=TAOBAO_FIELDS,
        required=_TAOBAO_REQUIRED,
        own_names=("支付单号", "售后类型", "商品编码", "备注标签", "退款操作人新会员名"),
        left_out=TAOBAO_LEFT_OUT,
    ),
    Profile(
        code="douyin_after_sales",
        label=_("Douyin after-sales report"),
        platform="douyin",
        fields=DOUYIN_FIELDS,
        required=frozenset({"refund_no", "order_no", "raw_status", "raw_kind", "goods", "applied_at"}),
        own_names=("商品单号", "自动处理截止时间", "退商品金额（元）", "仲裁状态"),
        left_out=frozenset(_DOUYIN_LEFT_OUT.split()),
    ),
    Profile(
        code="pdd_after_sales",
        label=_("Pinduoduo after-sales report"),
        platform="pdd",
        fields=PDD_FIELDS,
        required=frozenset({"refund_no", "order_no", "raw_status"}),
        own_names=("售后编号", "退货快递单号"),
        left_out=frozenset(_PDD_LEFT_OUT.split()),
        note=_("Only the first columns of this report are known to us for certain: check the preview."),
    ),
)

# A shop's own sheet: a person says which column is what. '-' for nothing is read as the platforms write it.
OWN_FIELDS = (
    Field("refund_no", _("Refund number"), NUMBER, ("退款单号", "售后单编号")),
    Field("order_no", _("Order number"), NUMBER, ("平台单号", "平台订单号", "原始单号", "网店订单号")),
    Field("line_no", _("Sub-order number"), NUMBER, ("子订单号",)),
    Field("raw_status", _("Refund status"), D_TEXT, ("状态", "处理状态", "售后进度")),
    Field("raw_kind", _("Kind of refund"), D_TEXT, ("退款类型", "类型")),
    Field("amount", _("Refund, yuan"), D_MONEY, ("应退金额", "实退金额", "退款总额", "金额")),
    Field("applied_at", _("Applied at"), D_TIME, ("申请日期", "登记时间", "登记日期")),
    Field("due_at", _("The platform's deadline"), D_TIME, ("截止时间",)),
    Field("finished_at", _("Finished at"), D_TIME, ("完成时间", "完结日期")),
    Field("title", _("Item"), D_TEXT, ("品名", "货品名称")),
    Field("merchant_code", _("Merchant code"), D_TEXT, ("货号", "编码")),
    Field("goods_state", _("State of the goods"), D_TEXT, ("收货状态",)),
    Field("raw_intervention", _("Platform called in"), D_TEXT, ("平台介入",)),
    Field("tracking_no", _("Return tracking number"), PARCEL, ("退回单号", "退件单号")),
    Field("courier", _("Return courier"), D_TEXT, ("退回快递", "退件快递")),
    Field("reason", _("Buyer's reason"), D_TEXT, ("退款原因", "原因")),
    Field("explanation", _("Buyer's explanation"), D_TEXT, ("退款说明", "说明"), is_personal=True),
    Field("returned_at", _("Sent back at"), D_TIME, ("寄回时间", "退回时间")),
    Field("liable", _("Responsible"), D_TEXT, ("责任人", "责任归属")),
)
OWN_REFUNDS = Profile(
    code="own_refunds",
    label=_("Own sheet of refunds"),
    platform="",
    fields=OWN_FIELDS,
    required=frozenset({"refund_no", "order_no", "raw_status"}),
    note=_("one row for each refund, with the number that the platform gave it"),
)
