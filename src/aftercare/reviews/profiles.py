"""The forms of review files, and which header means which field (platforms.md §3.8, §5.4)."""

from dataclasses import replace

from aftercare.core.words import _
from aftercare.intake.fields import MONEY, Converter, Field
from aftercare.intake.profiles import Profile
from aftercare.reviews.cells import (
    read_dashed_text,
    read_dashed_time,
    read_direction,
    read_flag,
    read_instant,
    read_platform_no,
    read_stars,
)

NUMBER = Converter(read_platform_no, "id.missing", is_long_number=True)
TEXT = Converter(read_dashed_text)
TIME = Converter(read_dashed_time, "date.missing", uses_clock=True)
INSTANT = Converter(read_instant, "date.missing", uses_clock=True)
STARS = Converter(read_stars, "reviews.stars_missing")
ROLE = Converter(read_direction, "text.missing")
FLAG = Converter(read_flag, "text.missing")

# Under the names of traderates.get, and as sellers head the same columns.
_FIELDS = (
    Field("review_no", _("Review number"), NUMBER, ("评价ID", "评价编号", "评论ID", "评论编号", "rate_id")),
    Field("order_no", _("Order number"), NUMBER, ("tid", "订单编号", "订单号", "主订单编号", "交易编号")),
    Field("line_no", _("Sub-order number"), NUMBER, ("oid", "子订单编号", "子订单号", "子交易编号")),
    Field("role", _("Who wrote it"), ROLE, ("role", "评价方", "评价者角色", "评价方向")),
    Field("nick", _("Written by"), TEXT, ("nick", "评价人", "评价者", "评价者昵称", "用户昵称"), is_personal=True),
    Field("rated_nick", _("Written about"), TEXT, ("rated_nick", "被评价人", "被评价者", "被评价者昵称"),
          is_personal=True),
    Field("buyer", _("Buyer"), TEXT, ("买家昵称", "买家会员名", "买家旺旺"), is_personal=True),
    Field("raw_result", _("Result"), TEXT, ("result", "评价结果", "评价类型", "评价等级", "好中差评")),
    Field("stars", _("Stars"), STARS, ("评分", "星级", "评价星级", "综合评分", "stars", "评价分数")),
    Field("reviewed_at", _("Reviewed at"), TIME, ("created", "评价时间", "评论时间", "初评时间", "评价日期")),
    Field("title", _("Item"), TEXT, ("item_title", "宝贝标题", "商品标题", "商品名称", "宝贝名称", "宝贝信息")),
    Field("price", _("Price, yuan"), MONEY, ("item_price", "宝贝价格", "商品价格", "宝贝单价")),
    Field("item_no", _("Item number"), NUMBER, ("num_iid", "商品ID", "宝贝ID", "商品编号")),
    Field("sku", _("Variant"), TEXT, ("SKU", "商品规格", "规格", "购买规格")),
    Field("merchant_code", _("Merchant code"), TEXT, ("商家编码", "货号", "外部编码")),
    Field("content", _("Text of the review"), TEXT,
          ("content", "评价内容", "初评内容", "评论内容", "首次评价", "初次评价内容"), is_personal=True),
    Field("append_text", _("Added review"), TEXT, ("追评内容", "追加评价", "追评", "追加内容", "append_content"),
          is_personal=True),
    Field("appended_at", _("Added later at"), TIME, ("追评时间", "追加评价时间", "追加时间", "append_time")),
    Field("raw_append", _("Result of the addition"), TEXT, ("追评结果", "追评等级", "追评评分")),
    Field("reply_text", _("Shop's reply"), TEXT,
          ("reply", "商家回复", "卖家回复", "卖家解释", "解释内容", "回评", "回复内容"), is_personal=True),
    Field("replied_at", _("Replied at"), TIME, ("商家回复时间", "卖家回复时间", "解释时间", "回复时间", "回评时间")),
    Field("counts", _("Counted for the rate"), FLAG, ("valid_score", "是否计分", "是否有效评分", "计分")),
    Field("dsr_description", _("Description, 1 to 5"), STARS,
          ("描述相符", "宝贝与描述相符", "商品描述相符", "描述评分", "描述分")),
    Field("dsr_service", _("Service, 1 to 5"), STARS, ("服务态度", "卖家的服务态度", "服务评分", "服务分", "卖家服务")),
    Field("dsr_logistics", _("Logistics, 1 to 5"), STARS,
          ("物流服务", "物流服务的质量", "卖家发货的速度", "发货速度", "物流评分", "物流分")),
)  # fmt: skip
_OWN_NAMES = {
    "order_no": ("平台单号", "平台订单号", "原始单号", "网店订单号"),
    "raw_result": ("评价", "结果", "等级"),
    "reviewed_at": ("时间", "日期", "登记时间"),
    "content": ("内容", "买家评价", "评语"),
    "reply_text": ("回复", "我方回复", "店铺回复"),
}

PROFILES = (
    Profile(
        code="trade_rates",
        label=_("Reviews, as the platform's interface names them"),
        platform="",
        fields=_FIELDS,
        required=frozenset({"order_no", "raw_result", "reviewed_at", "content"}),
        own_names=("tid", "rated_nick", "num_iid", "评价结果", "卖家解释", "追评内容"),
        note=_("One row for each review. The same review again only moves it forward."),
    ),
    Profile(
        code="review_plugin",
        label=_("Reviews, from a browser plugin"),
        platform="",
        fields=_FIELDS,
        required=frozenset({"review_no", "reviewed_at", "stars", "content"}),
        own_names=("评论ID", "用户昵称", "初评内容", "追评内容", "商家回复"),
        note=_("Four and five stars count as good, three as neutral, one and two as bad."),
    ),
)
OWN_REVIEWS = Profile(
    code="own_reviews",
    label=_("Own sheet of reviews"),
    platform="",
    fields=tuple(replace(field, names=_OWN_NAMES.get(field.code, field.names)) for field in _FIELDS),
    required=frozenset({"raw_result", "reviewed_at"}),
    note=_("one row for each review, with its number, or the order's number, or the buyer"),
)
_SAID = {"raw_result": "result", "raw_append": "append_result"}  # what a program calls them; the rest as their codes
HANDED_IN = Profile(
    code="handed_in",
    label=_("Reviews that a program handed in"),
    platform="",
    fields=tuple(
        replace(
            field, names=(_SAID.get(field.code, field.code),), reads=INSTANT if field.reads is TIME else field.reads
        )
        for field in _FIELDS
    ),
    required=frozenset(),
)
SENTENCES = {
    "reviews.no_object": _("A review is an object with names and values."),
    "reviews.no_field": _("There is no such name."),
    "reviews.no_text": _("Write it as text, a number, or true or false."),
    "reviews.stars": _("Stars are a whole number from 1 to 5."),
    "reviews.stars_missing": _("The stars are missing; without them the result is not known."),
    "reviews.direction": _("Who wrote it is “buyer” or “seller”."),
    "reviews.flag": _("Please write yes or no."),
    "reviews.no_key": _("Neither the review's number nor the order's nor the buyer is told, so nobody can tell which "
                        "review is meant."),
    "reviews.other_order": _("The review %(number)s was told before for another order than %(order)s."),
    "reviews.future": _("A review cannot have been written in the future."),
}  # fmt: skip
