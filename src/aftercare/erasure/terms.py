"""Words of requests about buyers' data (U4)."""

from datetime import timedelta
from typing import Final

from aftercare.core.words import Choices, _

LIMIT: Final = timedelta(days=15)  # our own target; the law says "in time" (PIPL 47, 50)
JOB: Final = "erasure.erase"
LEAST_REASON: Final = 4
MOST_REASON: Final = 300


class RequestKind(Choices):
    COPY = "copy", _("Copy of the data")  # 个人信息副本
    ERASE = "erase", _("Erasure")  # 删除个人信息


class RequestState(Choices):
    ASKED = "asked", _("Waits for a second person")  # 待复核
    CONFIRMED = "confirmed", _("Being erased")  # 删除中
    DONE = "done", _("Data erased")  # 已删除
    REFUSED = "refused", _("Request refused")  # 已驳回


OPEN: Final = (RequestState.ASKED, RequestState.CONFIRMED)


class Block(Choices):
    """Why nothing may be erased yet."""

    CASES = "cases", _("A case is still open: close it first.")
    PAYOUTS = "payouts", _("A payout is not settled yet.")
    SENDING = "sending", _("An order still has to be sent or is on its way: the address is needed.")
    HOLD = "hold", _("The data is held for a dispute or by law. Lift the hold first.")
