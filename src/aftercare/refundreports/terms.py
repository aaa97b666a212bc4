"""Words of a platform's refund record: kinds, states, standing, conflicts, decisions."""

from aftercare.core.words import Choices, _


class RefundKind(Choices):
    """What the buyer asked the platform for."""

    REFUND_ONLY = "refund_only", _("Refund only")  # 仅退款
    RETURN = "return", _("Return and refund")  # 退货退款
    EXCHANGE = "exchange", _("Exchange")  # 换货
    REPAIR = "repair", _("Repair")  # 维修
    RESHIP = "reship", _("Second dispatch")  # 补寄
    OTHER = "other", _("Another kind")  # 价保, 其他: a kind without a course of ours
    UNKNOWN = "unknown", _("Unknown")  # not told, or a word that we do not know yet


FOLLOWED = frozenset({RefundKind.REFUND_ONLY, RefundKind.RETURN, RefundKind.EXCHANGE})  # become cases by themselves


class RefundState(Choices):
    """How far it is on the platform, in one row for all platforms."""

    UNKNOWN = "unknown", _("Unknown status")  # a word that we do not know yet: the raw text is kept
    ASKED = "asked", _("Waiting for the shop's answer")  # 等待卖家同意
    REFUSED = "refused", _("The shop has refused")  # 卖家拒绝
    AGREED = "agreed", _("Agreed, the buyer sends it back")  # 等待买家退货
    SENT = "sent", _("Sent back by the buyer")  # 等待卖家确认收货
    SENDING = "sending", _("The new goods are sent")  # 待发出换货, 待买家收货
    PAYING = "paying", _("Being refunded by the platform")  # 同意退款,退款中
    CLOSED = "closed", _("Closed on the platform")  # 退款关闭
    SUCCESS = "success", _("Finished on the platform")  # 退款成功, 换货成功


# A row that is less far is older than what we hold. Success stands above closed: money that has moved is never
# forgotten because another report says that the matter is over.
RANK = {state: rank for rank, state in enumerate(RefundState)}
ENDED = frozenset({RefundState.CLOSED, RefundState.SUCCESS})


class Intervention(Choices):
    """Whether the platform has been called in."""

    NONE = "none", _("Not called in")  # 未介入
    ASKED = "asked", _("The platform has been asked")  # 需要客服介入
    ACTIVE = "active", _("The platform has stepped in")  # 客服已介入, 举证中
    DONE = "done", _("The platform has decided")  # 客服处理完成


CALLED_IN = frozenset({Intervention.ASKED, Intervention.ACTIVE})


class Standing(Choices):
    """What became of the record here."""

    WAITING = "waiting", _("Waiting for its order")  # 订单还没导入
    PENDING = "pending", _("Being carried into a case")  # 正在写入售后单
    CARRIED = "carried", _("In a case")  # 已写入售后单
    BY_HAND = "by_hand", _("Open a case by hand")  # this kind or status opens none by itself
    STUCK = "stuck", _("Could not be carried over")  # an error: shown with its sentence, tried again


class ConflictKind(Choices):
    """Where our record and the platform's do not fit together."""

    PAID_TWICE = "paid_twice", _("Refunded there and paid here")
    PAYMENT_UNDER_WAY = "payment_under_way", _("Refunded there, a payment of ours is on its way")
    PAID_BUT_CLOSED = "paid_but_closed", _("Paid here, closed there")
    AMOUNT_DIFFERS = "amount_differs", _("The amounts differ")
    ENDED_OTHERWISE = "ended_otherwise", _("Our case ended otherwise")
    KIND_DIFFERS = "kind_differs", _("Another kind of case")
    SEVERAL_CASES = "several_cases", _("Several cases could be meant")
    WENT_BACK = "went_back", _("The platform went a step back")


class ConflictState(Choices):
    OPEN = "open", _("To be decided")
    TAKEN = "taken", _("The platform's was taken")
    KEPT = "kept", _("Ours was kept")
    GONE = "gone", _("No longer differs")  # a later report or step made both sides agree


class Decision(Choices):
    TAKE = "take", _("Take the platform's")
    KEEP = "keep", _("Keep ours")


class RowVerdict(Choices):
    """What one row of a report did."""

    ADDED = "added", _("Added")
    MOVED = "moved", _("Moved on")
    UNCHANGED = "unchanged", _("Unchanged")
    OLDER = "older", _("Older than what we hold")
    CONFLICT = "conflict", _("Does not fit our record")
