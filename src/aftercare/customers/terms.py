"""Personal data that is shown masked, and what somebody may want to see it whole for (U4)."""

from typing import Final

from aftercare.core.words import Choices, _


class Personal(Choices):
    """A field that pages show masked."""

    NICK = "nick", _("Buyer's nick")  # 买家昵称
    RECEIVER_NAME = "receiver_name", _("Receiver's name")  # 收货人
    RECEIVER_PHONE = "receiver_phone", _("Receiver's phone")  # 收货手机
    RECEIVER_ADDRESS = "receiver_address", _("Delivery address")  # 收货地址


class Purpose(Choices):
    """Why a whole value is needed. OTHER asks for a sentence."""

    CONTACT = "contact", _("To contact the buyer")  # 联系买家
    DELIVERY = "delivery", _("To check or change the delivery")  # 核对或修改收货信息
    RESHIP = "reship", _("To send goods again")  # 补发、重发
    COURIER = "courier", _("To ask or claim at the courier")  # 快递查件、理赔
    PARCEL = "parcel", _("To find whose parcel it is")  # 核对退回的包裹
    PLATFORM = "platform", _("To answer the platform")  # 平台举证
    OTHER = "other", _("Other reason")  # 其他


LEAST_TEXT: Final = 4  # characters of a sentence for OTHER
MOST_TEXT: Final = 200


class Channel(Choices):
    """By what we reach a buyer of our own accord."""

    CHAT = "chat", _("Chat")  # 网页会话
    PLATFORM = "platform", _("Platform chat")  # 旺旺、咚咚等
    SMS = "sms", _("Text message")  # 短信
    PHONE = "phone", _("Phone")  # 电话


class ContactPurpose(Choices):
    """Why we reach out (S8, S9)."""

    FOLLOW_UP = "follow_up", _("Follow-up")  # 意向跟进
    UNPAID = "unpaid", _("Unpaid order")  # 催付
    PARCEL = "parcel", _("About a parcel")  # 物流通知: on dispatch, on delivery day
    ORDER = "order", _("Order to confirm")  # 核对订单
    NEWS = "news", _("New products")  # 上新通知
    CALLBACK = "callback", _("Callback after a case")  # 回访
    AGREED = "agreed", _("The buyer asked for it")  # 约定联系: the buyer asked for it


class MarkKind(Choices):
    """What an erased buyer is recognised by when a file tells of them again."""

    NICK = "nick", _("Nick")  # 昵称
    ORDER = "order", _("Order number")  # 订单号
