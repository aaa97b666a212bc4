"""The platforms' own words for the state of an order. Pure."""

import unicodedata

from aftercare.orders.terms import OrderStatus

_STATUS = {
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


def read_status(raw: str) -> OrderStatus:
    """The status a literal stands for, whatever the width of its comma; UNKNOWN for one that we do not know yet."""
    return _STATUS.get(unicodedata.normalize("NFKC", raw).replace(" ", ""), OrderStatus.UNKNOWN)
