"""Words of promotion mode (B11)."""

from datetime import timedelta
from typing import Final

from aftercare.core.words import Choices, _

JOB: Final = "promotions.bulk"
MOST_ROWS: Final = 1000  # cases of one run
LONGEST_HELP: Final = timedelta(days=100)  # as long as a promotion lasts at most


class BulkKind(Choices):
    """What is done with each case."""

    AGREE = "agree", _("Agree as asked")  # 同意
    REFUSE = "refuse", _("Refuse")  # 拒绝
    MESSAGE = "message", _("Write to the buyers")  # 发消息
    ASSIGN = "assign", _("Give to somebody")  # 分配


class RowState(Choices):
    """Where one case of a run stands."""

    WAITING = "waiting", _("Waiting")  # 待处理
    DONE = "done", _("Done")  # 已完成
    REFUSED = "refused", _("Not done")  # 未执行: with the reason
    STOPPED = "stopped", _("Stopped before")  # 已停止: somebody stopped the run
