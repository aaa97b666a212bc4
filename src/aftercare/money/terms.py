"""States of a payout, kinds of its lines, accounts of the journal, kinds of difference."""

from datetime import timedelta

from aftercare.core.words import Choices, _


class PayoutState(Choices):
    INSTRUCTED = "instructed", _("Waiting to be paid")  # 待打款: the instruction stands, nothing was sent
    SENDING = "sending", _("Being paid")  # 打款中: one worker holds the lease and may have called the channel
    UNKNOWN = "unknown", _("Result unknown")  # 结果未知: a call may have gone out; only the channel's record decides
    NEEDS_PERSON = "needs_person", _("Needs a person")  # 待人工核实: the machine must not go on by itself
    PAID = "paid", _("Paid out")  # 已打款
    REFUSED = "refused", _("Payment refused")  # 打款被拒: the channel will not pay; the money is free again
    CANCELLED = "cancelled", _("Taken back")  # 已撤销: taken back before anything was sent


WAITS_FOR_MACHINE = (PayoutState.INSTRUCTED, PayoutState.SENDING, PayoutState.UNKNOWN)
WAITS_FOR_FINANCE = (PayoutState.INSTRUCTED, PayoutState.UNKNOWN, PayoutState.NEEDS_PERSON)
FINAL = (PayoutState.PAID, PayoutState.REFUSED, PayoutState.CANCELLED)


class LineKind(Choices):
    REFUND = "refund", _("Refund of goods")  # 退货款
    FREIGHT = (
        "freight",
        _("Freight refund"),
    )  # 退运费: the freight rules decide its ceiling, not the line's cap
    COMPENSATION = "compensation", _("Compensation")  # 补偿
    COUPON = "coupon", _("Coupon")  # 优惠券: costs the shop later, takes from the cap now (H7)


class Account(Choices):
    """Accounts of the journal. Cash has one account per channel: see `cash_account`."""

    REFUND = "refund", _("Refunds of goods")  # 退款支出
    FREIGHT = "freight", _("Freight refunded")  # 运费支出
    COMPENSATION = "compensation", _("Compensation given")  # 补偿支出
    COUPON = "coupon", _("Coupons given")  # 优惠券支出
    PAYABLE = "payable", _("Owed to buyers")  # 应付买家
    COUPONS_OUT = "coupons_out", _("Coupons in buyers' hands")  # 已发优惠券


EXPENSE = {
    LineKind.REFUND: Account.REFUND,
    LineKind.FREIGHT: Account.FREIGHT,
    LineKind.COMPENSATION: Account.COMPENSATION,
    LineKind.COUPON: Account.COUPON,
}

CASH = "cash:"


def cash_account(channel: str) -> str:
    """The code of the cash account of one channel, such as 'cash:simulator'."""
    return f"{CASH}{channel}"


class Posting(Choices):
    INSTRUCTED = "instructed", _("Instruction")  # expense against owed to buyers
    PAID = "paid", _("Payout")  # owed to buyers against cash
    RELEASED = "released", _("Reversal")  # the instruction's entries with the signs turned round


class DifferenceKind(Choices):
    NOT_AT_CHANNEL = "not_at_channel", _("Paid here, not in the channel's record")
    NOT_PAID_HERE = "not_paid_here", _("In the channel's record, not paid here")
    NO_INSTRUCTION = "no_instruction", _("In the channel's record without an instruction")
    AMOUNT_DIFFERS = "amount_differs", _("Other amount in the channel's record")
    TWICE_AT_CHANNEL = "twice_at_channel", _("Twice in the channel's record")
    JOURNAL_DIFFERS = "journal_differs", _("The journal says another amount")


LEASE = timedelta(seconds=60)  # far above the time limits of a channel's client
OVERDUE = timedelta(seconds=10)  # what is later than this has lost its job: the sweep drives it on
