"""The platforms' own words for the state of an order and of an item's refund (platforms.md 3.1–3.7). Pure."""

import re
import unicodedata

from aftercare.orders.terms import OrderStatus

_TAOBAO = {
    "等待买家付款": OrderStatus.AWAITING_PAYMENT,
    "买家已付款,等待卖家发货": OrderStatus.AWAITING_DISPATCH,
    "等待卖家发货,即:买家已付款": OrderStatus.AWAITING_DISPATCH,
    "卖家已发货,等待买家确认": OrderStatus.DISPATCHED,
    "等待买家确认收货,即:卖家已发货": OrderStatus.DISPATCHED,
    "交易成功": OrderStatus.COMPLETED,
    "交易关闭": OrderStatus.CLOSED,
    "付款以后用户退款成功,交易自动关闭": OrderStatus.CLOSED,
    "付款以前,卖家或买家主动关闭交易": OrderStatus.CLOSED,
}
_PINDUODUO = {
    "待付款": OrderStatus.AWAITING_PAYMENT,
    "待支付": OrderStatus.AWAITING_PAYMENT,
    "待发货": OrderStatus.AWAITING_DISPATCH,
    "已发货": OrderStatus.DISPATCHED,
    "已发货,待收货": OrderStatus.DISPATCHED,
    "待收货": OrderStatus.DISPATCHED,
    "已收货": OrderStatus.COMPLETED,
    "已取消": OrderStatus.CLOSED,
    "未发货,退款成功": OrderStatus.CLOSED,
    "待发货,退款成功": OrderStatus.CLOSED,
    "已取消,退款成功": OrderStatus.CLOSED,
    # The goods went out and the money back: how far the parcel came is still what the first half says.
    "已发货,退款成功": OrderStatus.DISPATCHED,
    "已收货,退款成功": OrderStatus.COMPLETED,
}
_DOUYIN = {
    "待支付": OrderStatus.AWAITING_PAYMENT,
    "待付款": OrderStatus.AWAITING_PAYMENT,
    "备货中": OrderStatus.AWAITING_DISPATCH,
    "待发货": OrderStatus.AWAITING_DISPATCH,
    "部分发货": OrderStatus.AWAITING_DISPATCH,
    "已发货": OrderStatus.DISPATCHED,
    "待收货": OrderStatus.DISPATCHED,
    "已完成": OrderStatus.COMPLETED,
    "已收货": OrderStatus.COMPLETED,
    "已关闭": OrderStatus.CLOSED,
    "已取消": OrderStatus.CLOSED,
}
_JD = {
    "等待付款": OrderStatus.AWAITING_PAYMENT,
    "等待付款确认": OrderStatus.AWAITING_PAYMENT,
    "等待出库": OrderStatus.AWAITING_DISPATCH,
    "等待发货": OrderStatus.AWAITING_DISPATCH,
    "等待确认收货": OrderStatus.DISPATCHED,
    "等待收货": OrderStatus.DISPATCHED,
    "已完成": OrderStatus.COMPLETED,
    "完成": OrderStatus.COMPLETED,
    "已取消": OrderStatus.CLOSED,
    "取消": OrderStatus.CLOSED,
    "订单取消": OrderStatus.CLOSED,
}
TABLES = (_TAOBAO, _PINDUODUO, _DOUYIN, _JD)
# No platform uses another's word with another meaning; a test holds that.
STATUSES = {word: status for table in TABLES for word, status in table.items()}
_DELETED = "(删除)"  # JD: the buyer cancelled and removed the order, whatever it waited for
_DONE = re.compile(r"成功|关闭|完成|已退款")
_NO_REFUND = frozenset({"", "-", "无", "没有申请退款", "无售后", "未申请售后", "无售后或售后取消"})


def read_status(raw: str) -> OrderStatus:
    """The status a literal stands for, whatever the width of its comma; UNKNOWN for one that we do not know yet."""
    text = unicodedata.normalize("NFKC", raw).replace(" ", "")
    if text.startswith(_DELETED):
        return OrderStatus.CLOSED
    return STATUSES.get(text, OrderStatus.UNKNOWN)


def refund_rank(raw: str) -> int:
    """How far an item's refund has come: 0 none asked for, 1 under way, 2 over, whatever its end was."""
    text = raw.strip()
    if text in _NO_REFUND:
        return 0
    return 2 if _DONE.search(text) else 1
