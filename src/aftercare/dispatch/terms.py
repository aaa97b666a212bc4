"""Words of dispatch: stages on the way to the parcel, marks on it, answers of buyers, who pays which freight."""

from typing import Final

from aftercare.core.words import Choices, _


class Stage(Choices):
    """How far the warehouse is with an order that has not left."""

    PRINT = "print", _("Slip to print")  # 待打单
    PACK = "pack", _("To pack")  # 待打包
    PACKED = "packed", _("Packed, to hand over")  # 已打包,待揽收


class Basis(Choices):
    """What the promise comes from."""

    FILE = "file", _("Platform's own time")  # the order file names it
    PRESALE = "presale", _("Presale date")  # 预售
    PRODUCT = "product", _("Product's own time")
    POLICY = "policy", _("Shop's rule")
    RESHIP = "reship", _("Goods once more")  # 补发: nobody paid, a case waits


class Ending(Choices):
    """Why a promise is over."""

    SENT = "sent", _("Dispatched")
    CLOSED = "closed", _("Trade closed")


class BreachKind(Choices):
    """Which of the two clocks ran out."""

    OWN = "own", _("Own target missed")
    PROMISE = "promise", _("Promise broken")


class Mark(Choices):
    """What must stand on the parcel (source A, 7-45: 易碎品、防潮湿、防伪)."""

    FRAGILE = "fragile", _("Fragile")
    DRY = "dry", _("Keep dry")
    GENUINE = "genuine", _("Anti-counterfeit seal")
    UPRIGHT = "upright", _("This side up")
    CRATE = "crate", _("Wooden crate")  # source B: 比较大的物件打木架


class TaskState(Choices):
    """Where one buyer stands whose goods are out of stock."""

    TELL = "tell", _("To be told")
    TOLD = "told", _("Waiting for the buyer")
    ANSWERED = "answered", _("Answered")
    OVER = "over", _("Nothing left to tell")


class Answer(Choices):
    """What the buyer chose (source C: 等待可享9折, 换购其他颜色)."""

    WAIT = "wait", _("Waits")
    OTHER = "other", _("Another variant")
    REFUND = "refund", _("Refund")


class PackingState(Choices):
    """One packing of one order."""

    OPEN = "open", _("Being packed")
    DONE = "done", _("Packed")
    DROPPED = "dropped", _("Set aside")


class Receiver(Choices):
    """How much of the receiver a slip shows."""

    MASKED = "masked", _("Masked")
    WHOLE = "whole", _("Whole")


class FreightKind(Choices):
    """What the buyer wants changed (source B, 三(六))."""

    COURIER = "courier", _("Another courier")  # 换其他快递: 补邮费
    SF = "sf", _("SF Express")  # 顺丰: 一般到付
    LINE = "line", _("Freight line")  # 大箱产品转物流: 到付, 或发票拍照补运费


class Pays(Choices):
    """How the buyer pays it."""

    COLLECT = "collect", _("Freight collect")  # 到付
    MAKE_UP = "make_up", _("Makes up the freight")  # 补运费
    NOTHING = "nothing", _("Nothing to pay")  # not dearer than the usual courier


class FreightState(Choices):
    """Where the change stands."""

    ASKED = "asked", _("Buyer is asked")
    AGREED = "agreed", _("Agreed")
    PAID = "paid", _("Paid by the buyer")
    WAIVING = "waiving", _("Supervisor is asked to waive it")
    WAIVED = "waived", _("Make-up waived")
    DROPPED = "dropped", _("Change dropped")


SETTLED: Final = frozenset({FreightState.PAID, FreightState.WAIVED})
STALE_MINUTES: Final = 30  # a packing that nobody scans for so long may be taken over
MOST_SLIPS: Final = 500
LONGEST_CODE: Final = 80
LONGEST_NOTE: Final = 300
