"""Statuses of an order, in the platform's words."""

from aftercare.core.words import Choices, _


class OrderStatus(Choices):
    AWAITING_PAYMENT = "awaiting_payment", _("Awaiting payment")  # 等待买家付款
    AWAITING_DISPATCH = "awaiting_dispatch", _("Paid, awaiting dispatch")  # 买家已付款,等待卖家发货
    DISPATCHED = "dispatched", _("Dispatched")  # 卖家已发货,等待买家确认
    COMPLETED = "completed", _("Completed")  # 交易成功
    CLOSED = "closed", _("Trade closed")  # 交易关闭
    UNKNOWN = "unknown", _("Unknown")  # a literal that we do not know yet: the raw text is kept


class ReturnClass(Choices):
    """Whether the law lets a buyer return the product without a reason (C15; 消法 art. 25, 暂行办法 art. 6, 7)."""

    NORMAL = "normal", _("Can be returned without a reason")
    MADE_TO_ORDER = "made_to_order", _("Made to order")  # 消费者定作的
    FRESH = "fresh", _("Fresh and perishable")  # 鲜活易腐的
    DIGITAL = "digital", _("Digital goods, downloaded or unsealed")  # 在线下载或者拆封的数字化商品
    PERIODICAL = "periodical", _("Newspapers and periodicals")  # 交付的报纸、期刊
    CONFIRMED = "confirmed", _("By its nature, confirmed by the buyer on purchase")  # 性质不宜退货, 购买时确认
