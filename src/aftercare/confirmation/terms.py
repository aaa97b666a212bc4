"""States of the check before dispatch, how bad a finding is, and for whom notes are: in the shop's words (O2, O3)."""

from aftercare.core.words import Choices, _


class State(Choices):
    """Where the check of an order stands."""

    WAITING = "waiting", _("To be confirmed")  # 待核单: nobody has looked, the clock runs
    ASKED = "asked", _("Buyer was asked")  # 已发核对消息: the buyer answers
    HELD = "held", _("Order on hold")  # 暂缓: not to be sent, with a reason
    CONFIRMED = "confirmed", _("Order confirmed")  # 已核单: may leave
    CLOSED = "closed", _("Check closed")  # 已关闭: left or closed before anybody confirmed it


OPEN = (State.WAITING, State.ASKED, State.HELD)


class Ending(Choices):
    """How the check of an order ended."""

    NONE = "", ""
    CONFIRMED = "confirmed", _("Confirmed by a person")
    DISPATCHED = "dispatched", _("Left before it was confirmed")  # 未核单先发货
    TRADE_CLOSED = "trade_closed", _("The trade was closed")  # 交易关闭


class Level(Choices):
    """How bad a finding is; an order has that of its worst."""

    CLEAN = "0", _("Nothing odd")  # 无异常
    BLIND = "1", _("Cannot be checked")  # 无法核对: masked, abroad, no goods yet
    LOOK = "2", _("Needs a look")  # 需留意
    STOP = "3", _("Must be cleared")  # 必须处理: the parcel would not arrive, or goods would be wrong


class Reader(Choices):
    """For whom a note is."""

    WAREHOUSE = "warehouse", _("For the warehouse")  # 给仓库
    COURIER = "courier", _("For the courier")  # 给快递


class Source(Choices):
    """Where a note comes from."""

    MESSAGE = "message", _("from the buyer's words")  # 买家留言
    MEMO = "memo", _("from the shop's memo")  # 卖家备注
    ORDER = "order", _("from the order itself")  # 订单信息
    PERSON = "person", _("written by hand")  # 手写


class Way(Choices):
    """By what the confirmation message went."""

    CHAT = "chat", _("In the chat")  # 网页会话
    PLATFORM = "platform", _("On the platform")  # 旺旺等
    SMS = "sms", _("By text message")
    PHONE = "phone", _("By phone")


class Field(Choices):
    """What of the receiver can be corrected."""

    NAME = "receiver_name", _("Receiver's name")
    PHONE = "receiver_phone", _("Receiver's phone")
    ADDRESS = "receiver_address", _("Delivery address")
