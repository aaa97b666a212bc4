"""Words of the freight that buyers paid to send goods back (B5)."""

from typing import Final

from aftercare.core.money import Money
from aftercare.core.words import Choices, _

PREFIX: Final = "TF"
BATCH_PREFIX: Final = "TFP"
BATCH_MOST: Final = 500  # rows of one payment file
MOST: Final = Money(100_000)  # of one parcel: nobody pays a thousand yuan to send a parcel back
OPEN_INVITES: Final = 20  # links of one case that are good at the same time
TEXTS: Final = {"receipt_no": 40, "payee_name": 40, "payee_account": 60, "note": 300}


class ClaimState(Choices):
    REGISTERED = "registered", _("To decide")  # 待审核
    REFUSED = "refused", _("Freight refused")  # 已拒绝
    APPROVED = "approved", _("To be paid")  # 待打款: the payout is instructed
    BATCHED = "batched", _("In a payment file")  # 打款中: its row in the payment file is locked
    PAID = "paid", _("Freight paid")  # 已打款
    FAILED = "failed", _("Could not be paid")  # 打款失败: the money is free again; may be approved once more


DECIDABLE: Final = (ClaimState.REGISTERED, ClaimState.FAILED)
LIVING: Final = tuple(state for state in ClaimState if state is not ClaimState.REFUSED)


class Source(Choices):
    """Who registered it."""

    BUYER = "buyer", _("Buyer")  # by the link
    AGENT = "agent", _("Agent for the buyer")  # 客服代登记


class PayTo(Choices):
    """Where the money goes."""

    ORDER = "order", _("The way the order was paid")  # 原路退回
    ACCOUNT = "account", _("An account that the buyer names")  # 买家提供的账户


class Check(Choices):
    """The named rules that a registration is held against."""

    CEILING = "ceiling", _("Above the ceiling")  # 超出上限
    TRACKING_TWICE = "tracking_twice", _("Tracking number used before")  # 运单号重复
    RECEIPT_TWICE = "receipt_twice", _("Receipt number used before")  # 凭证号重复
    PICTURE_TWICE = "picture_twice", _("Picture used before")  # 凭证图片重复
    NOT_RECEIVED = "not_received", _("Parcel not received")  # 未收到退件
    BUYER_BEARS = "buyer_bears", _("The freight is the buyer's")  # 运费由买家承担
    BEARER_OPEN = "bearer_open", _("Who bears the freight is open")  # 责任方待定
    OTHER_PARCEL = "other_parcel", _("The case names another parcel")  # 与售后单单号不符
    IN_CASE = "in_case", _("The case asks for freight itself")  # 售后单已申请运费


class Weight(Choices):
    """What a finding means for the decision."""

    NOTE = "note", _("Look at it")  # the amount can be set lower
    SUPERVISOR = "supervisor", _("A supervisor decides")  # 须主管审批


class RefusalCode(Choices):
    """Why freight is not refunded, as the buyer is told."""

    BUYER_BEARS = "buyer_bears", _("by the rules of this return the freight is yours to bear")
    DUPLICATE = "duplicate", _("this freight has been registered before")
    UNREADABLE = "unreadable", _("the receipt cannot be read; please register it again with a clear picture")
    NOT_RECEIVED = "not_received", _("the parcel has not reached us")
    AMOUNT = "amount", _("the amount does not agree with the receipt")
    OTHER = "other", _("the conditions for it are not met")


REFUSAL_LABELS: Final = {
    RefusalCode.BUYER_BEARS: _("The buyer bears it"),
    RefusalCode.DUPLICATE: _("Registered before"),
    RefusalCode.UNREADABLE: _("Receipt cannot be read"),
    RefusalCode.NOT_RECEIVED: _("Parcel not received"),
    RefusalCode.AMOUNT: _("Amount does not agree"),
    RefusalCode.OTHER: _("Other reason"),
}
