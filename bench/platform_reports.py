"""Reports of the other platforms and the older forms of Taobao, of the same generated orders as `order_reports`, with
all columns that these platforms write."""

from collections.abc import Callable, Iterable

from aftercare.intake.profiles import Profile
from aftercare.orders.imports.profiles import ITEM_PROFILES, ORDER_PROFILES
from aftercare.orders.imports.sold_profiles import SOLD_PROFILES

Order = dict[str, str]
ITEM = {"颜色": "商品规格:黑色", "货号": "TX-001"}


def header_of(code: str) -> list[str]:
    """Every column that this form has, by the first of its names."""
    profiles: Iterable[Profile] = (*ORDER_PROFILES, *ITEM_PROFILES, *SOLD_PROFILES)
    profile = next(each for each in profiles if each.code == code)
    names = [field.names[0] for field in profile.fields if field.code not in profile.without]
    return [*names, *sorted(profile.left_out - set(names))]


def _row(code: str, told: Order) -> list[str]:
    return [told.get(name, "") for name in _HEADERS[code]]


def pdd_row(order: Order, is_newer: bool) -> list[str]:
    province, city, district = order["address"].split(" ")[:3]
    told = {
        "订单号": f"260501-{order['no'][-15:]}\t",
        "订单状态": "已收货" if is_newer else "已发货",
        "商品": order["title"],
        "商品规格": ITEM["颜色"],
        "商品数量(件)": "1",
        "商家编码-规格维度": ITEM["货号"],
        "售后状态": "无售后或售后取消",
        "订单成交时间": order["ordered"],
        "支付时间": order["paid"],
        "承诺发货时间": order["sent"],
        "发货时间": order["sent"],
        "商品总价(元)": order["price"],
        "邮费(元)": "0.00",
        "用户实付金额(元)": order["price"],
        "商家实收金额(元)": order["price"],
        "快递单号": order["parcel"],
        "快递公司": "圆通速递",
        "省": province,
        "市": city,
        "区": district,
        "用户购买手机号": f"{order['phone'][:3]}****{order['phone'][-4:]}",
    }
    return _row("pinduoduo_orders", told)


def douyin_row(order: Order, is_newer: bool) -> list[str]:
    province, city, district = order["address"].split(" ")[:3]
    told = {
        "主订单编号": f"\t{order['no']}",
        "子订单编号": f"\t{order['no']}",
        "选购商品": order["title"],
        "商品规格": ITEM["颜色"],
        "商品数量": "1",
        "商家编码": ITEM["货号"],
        "商品单价": order["price"],
        "订单应付金额": order["price"],
        "运费": "0.00",
        "收件人": "##9xw4vQ==##",
        "收件人手机号": "$$TzY0cA==$$",
        "省": province,
        "市": city,
        "区": district,
        "订单提交时间": order["ordered"],
        "支付完成时间": order["paid"],
        "承诺发货时间": order["sent"],
        "发货时间": order["sent"],
        "订单完成时间": "-",
        "订单状态": "已完成" if is_newer else "已发货",
        "售后状态": "-",
    }
    return _row("douyin_orders", told)


def jd_row(order: Order, is_newer: bool) -> list[str]:
    told = {
        "订单号": order["no"][-15:],
        "商品ID": "100012043978",
        "商品名称": order["title"],
        "订购数量": "1",
        "京东价": order["price"],
        "订单金额": order["price"],
        "应付金额": order["price"],
        "余额支付": "0.00",
        "运费金额": "0.00",
        "下单时间": order["ordered"],
        "付款确认时间": order["paid"],
        "订单状态": "完成" if is_newer else "等待确认收货",
        "下单帐号": order["nick"],
        "客户姓名": order["name"],
        "客户地址": order["address"],
        "联系电话": order["phone"],
        "货号": ITEM["货号"],
    }
    return _row("jd_orders", told)


def short_row(order: Order, is_newer: bool) -> list[str]:
    told = {
        "订单编号": order["no"],
        "总金额": order["price"],
        "买家实际支付金额": "0.0" if is_newer else order["price"],
        "收货地址": order["address"].split(" ")[0],
        "订单创建时间": order["ordered"],
        "订单付款时间": order["paid"],
        "退款金额": order["price"] if is_newer else "0.0",
    }
    return _row("short_report", told)


def _item(order: Order, is_newer: bool) -> Order:
    return {
        "子订单编号": order["no"],
        "主订单编号": order["no"],
        "订单编号": f'="{order["no"]}"',
        "标题": order["title"],
        "价格": order["price"],
        "购买数量": "1",
        "外部系统编号": "TX-002" if is_newer else ITEM["货号"],
        "商品属性": "颜色分类：黑色",
        "买家应付货款": order["price"],
        "买家实际支付金额": order["price"],
        "退款状态": "没有申请退款",
        "退款金额": "0.00",
    }


def tmall_items_row(order: Order, is_newer: bool) -> list[str]:
    return _row("tmall_items", _item(order, is_newer))


def classic_items_row(order: Order, is_newer: bool) -> list[str]:
    return _row("classic_items", _item(order, is_newer))


_MADE: dict[str, tuple[str, Callable[[Order, bool], list[str]], str]] = {
    "pinduoduo.csv": ("pinduoduo_orders", pdd_row, "utf-8"),
    "douyin.csv": ("douyin_orders", douyin_row, "utf-8-sig"),
    "jd.csv": ("jd_orders", jd_row, "gbk"),
    "short.csv": ("short_report", short_row, "utf-8"),
    "tmall-items.csv": ("tmall_items", tmall_items_row, "gbk"),
    "classic-items.csv": ("classic_items", classic_items_row, "gbk"),
}
_HEADERS = {code: header_of(code) for code, _row_of, _encoding in _MADE.values()}
FORMS = {name: (_HEADERS[code], row, encoding) for name, (code, row, encoding) in _MADE.items()}
